import { replaceSection, surroundingsLines } from '../document';
import { markdownTable } from '../markdown';
import { cellsOf, cpuPartCells, CPU_PARTS, FIGURES, HEADINGS } from '../report';
import type { Surroundings } from '../report';
import { median } from '../row';
import type { Row } from '../row';
import { OURS } from './plan';

const HEAD = ['backfill', 'size', 'who'];
const GOAL = ['goal', 'met'];

/** Writes the figures of durable systems into docs/performance.md, and those that Airflow's users look for into docs/airflow.md. */
export function documentDurable(rows: readonly Row[], notes: readonly string[], where: Surroundings): void {
  const surroundings = surroundingsLines(where, notes);
  replaceSection('durable', [...surroundings, '', ...durableLines(rows)]);
  replaceSection('durable', [...surroundings, '', ...figureLines(rows)], 'airflow.md');
}

/** Figures, CPU by part, and ratios with their goals, as Markdown. */
export function durableLines(rows: readonly Row[]): string[] {
  return [
    ...figureLines(rows),
    '',
    'CPU seconds of the parts:',
    '',
    ...markdownTable([
      [...HEAD, ...CPU_PARTS],
      ...rows.flatMap((row) => {
        const parts = cpuPartCells(row);
        return parts.length === 0 ? [] : [[...pick(row, HEAD), ...parts]];
      }),
    ]),
    '',
    'Ours divided by each peer:',
    '',
    ...markdownTable([
      [...HEAD, 'wall or peak', 'CPU', 'goal', 'met'],
      ...rows
        .filter(({ ratio }) => ratio !== undefined)
        .map((row) => [
          ...pick(row, HEAD),
          row.ratio?.value.toPrecision(3) ?? '',
          cpuRatio(row, rows),
          ...pick(row, GOAL),
        ]),
    ]),
  ];
}

/** The CPU of ours divided by a peer's. */
function cpuRatio(row: Row, rows: readonly Row[]): string {
  const own = rows.find(
    ({ measure, size, who }) => who === OURS && measure === row.measure && size === row.size,
  );
  const ratio = median(own?.cpuSeconds ?? []) / median(row.cpuSeconds);
  return Number.isNaN(ratio) ? '' : ratio.toPrecision(3);
}

function figureLines(rows: readonly Row[]): string[] {
  return table(
    rows.filter(({ wallSeconds }) => wallSeconds.length > 0),
    [...HEAD, ...FIGURES],
  );
}

function table(rows: readonly Row[], columns: readonly string[]): string[] {
  return markdownTable([columns, ...rows.map((row) => pick(row, columns))]);
}

function pick(row: Row, columns: readonly string[]): string[] {
  const cells = cellsOf(row);
  return columns.map((column) => cells[HEADINGS.indexOf(column === 'backfill' ? 'measure' : column)] ?? '');
}
