import { LOG_COLUMNS } from '../../../domain/logs';
import type { LogName } from '../../../domain/logs';
import { BadLogError } from '../../bad-log';

/** Which fields of an object's records are a log's columns. */
export interface ColumnMap {
  /** Fields that each record must have. */
  readonly width: number;
  /** The index of the field of each column of the log. */
  readonly positions: readonly number[];
}

/**
 * Finds the columns of a log in an object's header, in whatever order they are.
 * @throws BadLogError when one is missing or there twice.
 */
export function mapColumns(log: LogName, key: string, header: readonly string[]): ColumnMap {
  const expected: readonly string[] = LOG_COLUMNS[log];
  const faults: string[] = [];
  for (const column of expected) {
    const count = header.filter((name) => name === column).length;
    if (count === 0) faults.push(`column \`${column}\` is missing`);
    if (count > 1) faults.push(`column \`${column}\` is there ${String(count)} times`);
  }
  if (faults.length > 0) {
    const found = header
      .map((name) => JSON.stringify(name.slice(0, 40)))
      .join(', ')
      .slice(0, 200);
    throw new BadLogError(
      key,
      `${faults.join(', ')}; expected ${headerOf(log)} in any order, found ${found}${hintOn(header)}`,
    );
  }
  return { width: header.length, positions: expected.map((column) => header.indexOf(column)) };
}

function hintOn(header: readonly string[]): string {
  const first = header[0] ?? '';
  if (header.length === 1 && first.includes(';')) return '; is `;` its delimiter? Use commas';
  if (header.length === 1 && first.includes('\t')) return '; is a tab its delimiter? Use commas';
  if (first.includes('\0')) return '; is it UTF-16? Save it as UTF-8';
  return '';
}

/** What a log without rows still has, for the error of an empty object. */
export function headerHint(log: LogName): string {
  return `a log without rows still has its header ${headerOf(log)}`;
}

/** The header of a log, for messages. */
export function headerOf(log: LogName): string {
  return `\`${LOG_COLUMNS[log].join(',')}\``;
}
