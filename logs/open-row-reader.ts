import type { LogName } from '../domain/logs';
import { BadLogError } from './bad-log';
import type { InputObject } from './input-object';
import { createPlainRowReader, createRowReader } from './sources/row-reader';
import type { RowReader } from './sources/row-types';
import { SourceFaultError } from './sources/source-types';

/**
 * Makes the reader of the rows of an object: by its description, or else by the rules for plain logs.
 * @throws BadLogError when the description does not fit the object's key.
 */
export function openRowReader<Log extends LogName>(log: Log, { key, source }: InputObject): RowReader<Log> {
  if (source === undefined) return createPlainRowReader(log);
  try {
    return createRowReader(source.entry, { log, key, timeZone: source.timeZone });
  } catch (error) {
    if (!(error instanceof SourceFaultError)) throw error;
    throw new BadLogError(key, `its description does not fit: ${error.message}`);
  }
}
