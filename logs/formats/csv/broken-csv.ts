import { BadLogError } from '../../bad-log';
import { BrokenCsvError } from './record-splitter';

/** Returns the fault of a file whose records cannot be told apart, with its remedy; every other error as it is. */
export function asBadLog(error: unknown, key: string): unknown {
  if (!(error instanceof BrokenCsvError)) return error;
  return new BadLogError(
    key,
    `${error.fault}; close it at the end of its field, and write a quote inside the field as two`,
    error.line,
  );
}
