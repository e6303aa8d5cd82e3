import { availableParallelism, cpus, totalmem, type } from 'node:os';
import { utcDay } from '../domain/execution-date';
import { median } from './row';
import type { Row } from './row';

const BYTES_PER_GB = 1e9;

/** Where and with what was measured. */
export interface Surroundings {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly machine: string;
  readonly software: string;
  /** The command that repeats it. */
  readonly command: string;
}

/** Describes this machine and the versions at hand. */
export function describeSurroundings(
  command: string,
  versions: ReadonlyMap<string, string>,
  now: Date,
): Surroundings {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  const memoryGb = Math.round(totalmem() / BYTES_PER_GB);
  const peers = [...versions].map(([name, version]) => `${name} ${version}`);
  return {
    date: utcDay(now),
    machine: `${model}, ${availableParallelism()} cores, ${memoryGb} GB of memory, ${type()}`,
    software: [`Node ${process.versions.node}`, ...peers].join(', '),
    command,
  };
}

/** The headings of a row's figures. */
export const FIGURES = ['wall', 'CPU', 'peak'];
/** The headings of a row's comparison. */
export const VERDICT = ['ratio', 'goal', 'met'];
/** The headings of the report. */
export const HEADINGS = ['measure', 'size', 'who', ...FIGURES, ...VERDICT, 'notes'];
/** The parts whose CPU is measured; the server is Temporal's, or an orchestrator's. */
export const CPU_PARTS = ['worker', 'server', 'postgres', 'command'] as const;

/** The cells of a row, under `HEADINGS`. */
export function cellsOf(row: Row): string[] {
  const cpu = row.cpuSeconds.length === 0 ? '' : `${seconds(median(row.cpuSeconds))} s`;
  const peak = row.peakMb.length === 0 ? '' : `${Math.round(median(row.peakMb)).toLocaleString('en')} MB`;
  return [
    row.measure,
    row.size,
    row.who,
    wallText(row.wallSeconds),
    cpu,
    peak,
    row.ratio === undefined ? '' : `${row.ratio.value.toPrecision(3)} × ${row.ratio.to}`,
    row.goal?.text ?? '',
    row.goal === undefined ? '' : row.goal.isMet ? 'yes' : 'no',
    [row.note, cpuText(row)].filter((text) => text !== undefined && text !== '').join('; '),
  ];
}

/** The CPU seconds of our parts, under `CPU_PARTS`; none for a peer. */
export function cpuPartCells({ cpuParts = [] }: Row): string[] {
  if (cpuParts.length === 0) return [];
  return CPU_PARTS.map((part) => seconds(median(cpuParts.map((of) => of[part]))));
}

/** Rows in columns of equal width, parted as `separator` says. */
export function alignedLines(
  rows: readonly (readonly string[])[],
  separator: { readonly left: string; readonly between: string; readonly right: string },
): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map(
    (row) =>
      separator.left +
      row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(separator.between) +
      separator.right,
  );
}

/** The report as a table for a terminal. */
export function terminalTable(rows: readonly Row[]): string {
  const lines = alignedLines([HEADINGS, ...rows.map(cellsOf)], { left: '', between: '  ', right: '' });
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** The report as a JSON document; times are rounded to 1 ms. @param more findings of other parts of the bench, by their names */
export function jsonReport(
  rows: readonly Row[],
  notes: readonly string[],
  where: Surroundings,
  more: object = {},
): string {
  const report = {
    ...where,
    notes,
    rows: rows.map((row) => ({
      ...{ measure: row.measure, size: row.size, who: row.who },
      ...{ wall_seconds: row.wallSeconds, cpu_seconds: row.cpuSeconds, cpu_parts: row.cpuParts },
      peak_mb: row.peakMb,
      ratio: row.ratio?.value,
      ratio_to: row.ratio?.to,
      goal: row.goal?.text,
      goal_met: row.goal?.isMet,
      note: row.note,
    })),
  };
  return jsonText({ ...report, ...more });
}

/** A JSON document with numbers rounded to three decimals. */
export function jsonText(document: object): string {
  const round = (_name: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
  return `${JSON.stringify(document, round, 2)}\n`;
}

function wallText(values: readonly number[]): string {
  if (values.length === 0) return '';
  const middle = `${seconds(median(values))} s`;
  return values.length === 1
    ? middle
    : `${middle} [${seconds(Math.min(...values))}–${seconds(Math.max(...values))}]`;
}

function cpuText(row: Row): string | undefined {
  const cells = cpuPartCells(row);
  if (cells.length === 0) return undefined;
  return `CPU: ${CPU_PARTS.map((part, i) => `${part} ${cells[i] ?? ''}`).join(', ')}`;
}

function seconds(value: number): string {
  return value.toFixed(value < 1 ? 3 : value < 100 ? 2 : 0);
}
