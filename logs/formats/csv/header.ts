import { LOG_COLUMNS } from '../../../domain/logs';
import type { LogName } from '../../../domain/logs';
import { BadLogError } from '../../bad-log';
import { hintOn } from '../../sniff/header-hint';
import { toBytes, toText } from '../../sources/byte-text';
import type { RecordRequest } from '../log-format';

/** Which fields of an object's records are the wanted columns. */
export interface ColumnMap {
  /** Fields that each record must have. */
  readonly width: number;
  /** The index of the field of each wanted column. */
  readonly positions: readonly number[];
}

/**
 * Finds the wanted columns in an object's header, in whatever order they are.
 * @param header the names as byte strings.
 * @throws BadLogError when one is missing or there twice.
 */
export function mapColumns(request: RecordRequest, header: readonly string[]): ColumnMap {
  const { object, columns } = request;
  const faults: string[] = [];
  for (const name of new Set(columns.map((column) => column.name))) {
    const count = header.filter((one) => one === toBytes(name)).length;
    if (count === 0) faults.push(`column \`${name}\` is missing`);
    if (count > 1) faults.push(`column \`${name}\` is there ${String(count)} times`);
  }
  if (faults.length > 0) {
    const found = header
      .map((name) => JSON.stringify(toText(name.slice(0, 40))))
      .join(', ')
      .slice(0, 200);
    throw new BadLogError(
      object.key,
      `${faults.join(', ')}; expected ${expectedHeader(request)} in any order, found ${found}${hintOn(header)}`,
    );
  }
  return { width: header.length, positions: columns.map(({ name }) => header.indexOf(toBytes(name))) };
}

/** What an object without rows still has, for the error of an empty one; nothing if its description has the header. */
export function emptyHint(request: RecordRequest): { readonly emptyHint?: string } {
  if (request.object.source?.entry.csv.header !== undefined) return {};
  return { emptyHint: `a log without rows still has its header ${expectedHeader(request)}` };
}

/** The columns that an object must have, for messages. */
export function expectedHeader({ log, object, columns }: RecordRequest): string {
  if (object.source === undefined) return headerOf(log);
  const names = [...new Set(columns.map(({ name }) => name))];
  return `\`${names.join('`, `')}\` (${object.source.entry.at} of sources.json)`;
}

/** The header of a plain log, for messages. */
export function headerOf(log: LogName): string {
  return `\`${LOG_COLUMNS[log].join(',')}\``;
}
