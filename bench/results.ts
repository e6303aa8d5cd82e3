import { markdownList, markdownTable } from './markdown';
import { cellsOf, cpuPartCells, CPU_PARTS, FIGURES, HEADINGS, VERDICT } from './report';
import type { Row } from './row';

const HEAD = ['measure', 'size', 'who'];

/** The report as Markdown: the figures, the CPU of our parts, the ratios with their goals, and the notes. */
export function resultLines(rows: readonly Row[]): string[] {
  const hasAny = (row: Row, columns: readonly string[]) => pick(row, columns).some((cell) => cell !== '');
  const table = (columns: readonly string[]) =>
    markdownTable([
      [...HEAD, ...columns],
      ...rows.filter((row) => hasAny(row, columns)).map((row) => pick(row, [...HEAD, ...columns])),
    ]);
  return [
    ...table(FIGURES),
    '',
    'CPU seconds of our parts:',
    '',
    ...markdownTable([
      [...HEAD, ...CPU_PARTS],
      ...rows.flatMap((row) => {
        const parts = cpuPartCells(row);
        return parts.length === 0 ? [] : [[...pick(row, HEAD), ...parts]];
      }),
    ]),
    '',
    'Ratios and goals:',
    '',
    ...table(VERDICT),
    '',
    'Notes:',
    '',
    ...markdownList(noteItems(rows)),
  ];
}

function pick(row: Row, columns: readonly string[]): string[] {
  const cells = cellsOf(row);
  return columns.map((column) => cells[HEADINGS.indexOf(column)] ?? '');
}

/** Each note once, with the rows that it is about. */
function noteItems(rows: readonly Row[]): string[] {
  const noted = new Map<string, string[]>();
  for (const row of rows) {
    if (row.note === undefined || row.note === '') continue;
    noted.set(row.note, [...(noted.get(row.note) ?? []), `${row.measure} ${row.size}, ${row.who}`]);
  }
  return [...noted].map(([note, about]) => `${about.join('; ')}: ${note}`);
}
