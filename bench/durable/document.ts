import { replaceSection, surroundingsLines } from '../document';
import { markdownTable } from '../markdown';
import { cellsOf, cpuPartCells, CPU_PARTS, FIGURES, HEADINGS, VERDICT } from '../report';
import type { Surroundings } from '../report';
import type { Row } from '../row';

const HEAD = ['backfill', 'size', 'who'];

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
    ...table(
      rows.filter(({ ratio }) => ratio !== undefined),
      [...HEAD, ...VERDICT],
    ),
  ];
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
