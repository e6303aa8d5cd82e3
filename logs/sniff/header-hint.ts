import { toText } from '../sources/byte-text';
import { columnsNamed } from './column-names';
import { isDay } from './day-forms';
import { knownType } from './type-words';
import type { FieldName } from '../sources/source-types';

/** The command that proposes descriptions, as messages name it. */
export const DESCRIBE = '`npx adtech data describe`';

const DELIMITERS = [
  { delimiter: ';', name: '`;`' },
  { delimiter: '\t', name: 'a tab' },
  { delimiter: '|', name: '`|`' },
];
const EVENT_FIELDS = ['advertiser_id', 'product_id', 'type', 'date'] as const satisfies FieldName[];
/** Names of columns that a hint lists. */
const NAMED_COLUMNS = 8;

/** A first line that tells a spreadsheet program the delimiter. */
export const DELIMITER_LINE = /^sep=(.)$/i;
/** A comment that begins a log in W3C's extended format. */
export const COMMENT_LINE = /^#\s*(?:version|fields|software|date|start-date|end-date|remark)\b/i;

/** What the first record of a plain CSV may be instead of its header, and how to describe that, in words that follow the fault. */
export function hintOn(cells: readonly string[]): string {
  const line = cells.join(',');
  if (line.includes('\0')) return '; is it UTF-16? Save it as UTF-8';
  const told = DELIMITER_LINE.exec(line)?.[1];
  if (told !== undefined) {
    return `; is its first line for a spreadsheet? Remove it and use commas, or describe it${member('csv', { delimiter: told })}`;
  }
  if (COMMENT_LINE.test(line)) {
    return `; is it a log with \`#Fields\`? Describe it: the columns have the names of that line${member('csv', { delimiter: '\t' })} (or a space)`;
  }
  const found = DELIMITERS.find(({ delimiter }) => cells.length === 1 && line.includes(delimiter));
  if (found !== undefined) {
    return `; is ${found.name} its delimiter? Use commas, or describe it${member('csv', { delimiter: found.delimiter })}`;
  }
  if (looksLikeRow(cells)) {
    const header = cells.slice(0, NAMED_COLUMNS).map((cell, index) => nameFor(cell, index));
    return `; has it no header? Add one, or describe it${member('csv', { header })}, by names of your choice`;
  }
  return hintOnNames(cells);
}

/** Tells whether the cells of a record are values rather than names of columns. */
export function looksLikeRow(cells: readonly string[]): boolean {
  return cells.some((cell) => isDay(cell) || /^-?\d+(?:\.\d+)?$/.test(cell));
}

/** A member of an entry of `sources.json`, for messages. */
export function member(name: string, value: unknown): string {
  return `: \`${JSON.stringify(name)}: ${JSON.stringify(value)}\`; ${DESCRIBE} proposes it whole`;
}

function hintOnNames(cells: readonly string[]): string {
  const names = cells.map(toText);
  const columns = EVENT_FIELDS.flatMap((field) => {
    if (names.includes(field)) return [];
    const [best] = columnsNamed(field, names);
    return best === undefined ? [] : [[field, best.name] as const];
  });
  if (columns.length === 0) return '';
  return `; are its columns only named otherwise? Describe it${member('columns', Object.fromEntries(columns))}`;
}

function nameFor(cell: string, index: number): string {
  if (isDay(cell)) return 'date';
  return knownType(cell) === undefined ? `column_${String(index + 1)}` : 'type';
}
