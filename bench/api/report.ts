import { alignedLines } from '../report';
import { median } from '../row';
import type { ApiFindings, ApiRow } from './findings';
import { rateOf } from './round';
import type { Round } from './round';

/** From this share on it is the load generator that limits a rate. */
const BUSY = 0.9;

/** The headings of the figures. */
export const API_HEADINGS = [
  'measure',
  'who',
  'requests/s',
  'p50',
  'p99',
  'CPU',
  'Postgres',
  'errors',
  'notes',
];
/** The headings of the goals. */
export const GOAL_HEADINGS = ['goal', 'reached', 'met'];

/** The cells of the figures, under `API_HEADINGS`. */
export function apiCells({ rows }: ApiFindings): string[][] {
  return rows.map((row) => {
    const middle = (figure: (round: Round) => number | undefined) => median(figuresOf(row, figure));
    return [
      row.measure,
      row.who,
      rateText(row.rounds.map(rateOf)),
      `${middle(({ p50Ms }) => p50Ms).toFixed(2)} ms`,
      `${middle(({ p99Ms }) => p99Ms).toFixed(2)} ms`,
      microseconds(middle(({ serverMicroseconds }) => serverMicroseconds)),
      microseconds(middle(({ postgresMicroseconds }) => postgresMicroseconds)),
      String(row.rounds.reduce((sum, { errors }) => sum + errors, 0)),
      [row.note, busyText(row)].filter((text) => text !== undefined).join('; '),
    ];
  });
}

/** The cells of the goals, under `GOAL_HEADINGS`. */
export function goalCells({ goals }: ApiFindings): string[][] {
  return goals.map(({ text, reached, isMet }) => [text, reached, isMet ? 'yes' : 'no']);
}

/** Both tables for a terminal. */
export function apiText(findings: ApiFindings): string {
  const tables = [
    [API_HEADINGS, ...apiCells(findings)],
    [GOAL_HEADINGS, ...goalCells(findings)],
  ].map((rows) =>
    alignedLines(rows, { left: '', between: '  ', right: '' })
      .map((line) => `${line.trimEnd()}\n`)
      .join(''),
  );
  return tables.join('\n');
}

/** The findings as they are in a JSON document, with one figure of each repeat. */
export function apiJson({ rows, goals }: ApiFindings): object {
  return {
    rows: rows.map((row) => ({
      measure: row.measure,
      who: row.who,
      requests_per_second: row.rounds.map(rateOf),
      requests: row.rounds.map(({ requests }) => requests),
      p50_ms: row.rounds.map(({ p50Ms }) => p50Ms),
      p99_ms: row.rounds.map(({ p99Ms }) => p99Ms),
      server_cpu_microseconds: figuresOf(row, ({ serverMicroseconds }) => serverMicroseconds),
      postgres_cpu_microseconds: figuresOf(row, ({ postgresMicroseconds }) => postgresMicroseconds),
      generator_busy: row.rounds.map(({ busy }) => busy),
      errors: row.rounds.map(({ errors }) => errors),
      note: row.note,
    })),
    goals: goals.map(({ text, reached, isMet }) => ({ goal: text, reached, goal_met: isMet })),
  };
}

function figuresOf({ rounds }: ApiRow, figure: (round: Round) => number | undefined): number[] {
  return rounds.map(figure).filter((value) => value !== undefined);
}

function rateText(rates: readonly number[]): string {
  const text = (rate: number) => Math.round(rate).toLocaleString('en');
  return rates.length === 1
    ? text(median(rates))
    : `${text(median(rates))} [${text(Math.min(...rates))}–${text(Math.max(...rates))}]`;
}

function microseconds(value: number): string {
  return Number.isNaN(value) ? '' : `${value.toFixed(value < 10 ? 1 : 0)} µs`;
}

function busyText(row: ApiRow): string | undefined {
  const busy = median(figuresOf(row, (round) => round.busy));
  return busy < BUSY ? undefined : `the load generator was the limit (${Math.round(busy * 100)} % of a core)`;
}
