import type { LogName } from '../domain/logs';
import { BrokenCsvError, csvSegments } from './record-splitter';
import type { Lake, LakeObject } from './lake';
import { readLogBytes } from './log-bytes';
import type { LogBytesOptions } from './log-bytes';
import { BadLogError } from './log-header';
import { RecordParser } from './log-records';
import type { LogRecord } from './log-records';

/**
 * Reads one object of a log record by record, in batches, each record with the log's columns in the log's order, found
 * by header name. Holds a chunk and a record in memory, whatever the object's size.
 *
 * @throws BadLogError when the header, the quoting, the encoding or the compression is broken.
 * @throws LakeObjectChangedError when the object is no longer `object`, or ends early.
 */
export async function* readLog(
  lake: Lake,
  log: LogName,
  object: LakeObject,
  options: LogBytesOptions = {},
): AsyncGenerator<LogRecord[]> {
  const parser = new RecordParser(log, object.key);
  try {
    for await (const segment of csvSegments(readLogBytes(lake, log, object, options))) {
      yield parser.parse(segment);
    }
    parser.end();
  } catch (error) {
    throw asBadLog(error, object.key);
  }
}

/** The fault of a file whose records cannot be told apart, with its remedy; every other error as it is. */
export function asBadLog(error: unknown, key: string): unknown {
  if (!(error instanceof BrokenCsvError)) return error;
  return new BadLogError(
    key,
    `${error.fault}; close it at the end of its field, and write a quote inside the field as two`,
    error.line,
  );
}
