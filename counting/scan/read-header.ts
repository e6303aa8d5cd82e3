import { buffer } from 'node:stream/consumers';
import { RecordSplitter } from '../../storage/record-splitter';
import { readLogBytes } from '../../storage/log-bytes';
import type { ColumnMap } from '../../storage/log-header';
import { asBadLog } from '../../storage/log-reader';
import { RecordParser } from '../../storage/log-records';
import type { Lake } from '../../storage/lake';
import type { LogObject } from '../../storage/log-objects';

/** What an object says of itself before its first record. */
export interface LogHeader {
  readonly columns: ColumnMap;
  /** Byte at which the first record begins. */
  readonly endsAt: number;
  /** Line ends before it. */
  readonly lines: number;
}

/**
 * Reads the header of an object that is not compressed, and no more than that.
 * @throws BadLogError when it is none of this log.
 * @throws LakeObjectChangedError
 */
export async function readHeader(
  lake: Lake,
  { log, object }: LogObject,
  options: { signal?: AbortSignal } = {},
): Promise<LogHeader> {
  const parser = new RecordParser(log, object.key);
  const splitter = new RecordSplitter();
  let bytes = await markBytes(lake, object);
  const header = (columns: ColumnMap): LogHeader => ({ columns, endsAt: bytes, lines: splitter.lineEnds });
  try {
    for await (const chunk of readLogBytes(lake, log, object, options)) {
      // Byte by byte, so that it is known where the record ends.
      for (let i = 0; i < chunk.byteLength; i++) {
        for (const segment of splitter.push(chunk.slice(i, i + 1))) parser.parse(segment);
        // After a lone CR the byte that tells it from CRLF belongs to the next record.
        if (parser.columns === undefined || splitter.atRecordStart) bytes++;
        if (parser.columns !== undefined) return header(parser.columns);
      }
    }
    for (const segment of splitter.end()) parser.parse(segment);
    parser.end();
  } catch (error) {
    throw asBadLog(error, object.key);
  }
  if (parser.columns === undefined) throw new Error(`${object.key}: no columns`);
  return header(parser.columns);
}

async function markBytes(lake: Lake, object: LogObject['object']): Promise<number> {
  if (object.sizeBytes < 3) return 0;
  const range = { start: 0, end: 3 };
  const start = await buffer(await lake.read(object.key, { ifMatch: object.etag, range }));
  return start.toString('hex') === 'efbbbf' ? 3 : 0;
}
