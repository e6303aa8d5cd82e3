import { replaceSection, surroundingsLines } from '../document';
import { markdownTable } from '../markdown';
import { cellsOf, HEADINGS } from '../report';
import type { Surroundings } from '../report';
import type { Row } from '../row';

const FIGURES = ['wall', 'CPU', 'peak'];
const VERDICT = ['ratio', 'goal', 'met'];

/** Writes the figures of formats into their section of docs/performance.md. */
export function documentFormats(rows: readonly Row[], notes: readonly string[], where: Surroundings): void {
  replaceSection('formats', [...surroundingsLines(where, notes), '', ...formatLines(rows)]);
}

/** The figures, and the ratios with their goals, as Markdown. */
export function formatLines(rows: readonly Row[]): string[] {
  return [
    ...table(
      rows.filter(({ wallSeconds }) => wallSeconds.length > 0),
      ['measure', 'who', ...FIGURES],
    ),
    '',
    ...table(
      rows.filter(({ ratio, goal }) => ratio !== undefined || goal !== undefined),
      ['measure', 'who', ...VERDICT],
    ),
  ];
}

function table(rows: readonly Row[], columns: readonly string[]): string[] {
  const pick = (cells: readonly string[]) => columns.map((column) => cells[HEADINGS.indexOf(column)] ?? '');
  return markdownTable([
    columns.map((name) => (name === 'measure' ? 'input' : name)),
    ...rows.map((row) => pick(cellsOf(row))),
  ]);
}
