import { asBadLog } from '../../../logs/formats/csv/broken-csv';
import { emptyHint } from '../../../logs/formats/csv/header';
import type { ColumnMap } from '../../../logs/formats/csv/header';
import { delimiterOf, RecordParser } from '../../../logs/formats/csv/record-parser';
import { RecordSplitter } from '../../../logs/formats/csv/record-splitter';
import type { LogObject } from '../../../logs/input-object';
import { openRowReader } from '../../../logs/open-row-reader';
import { readLogBytes } from '../../../logs/log-bytes';
import { BYTE_ORDER_MARK_BYTES, hasByteOrderMark } from '../../../logs/range-bytes';
import type { Lake } from '../../../storage/lake';
import type { LogHeader } from '../../../logs/formats/log-format';

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
  const request = { log, object, columns: openRowReader(log, object).columns };
  const parser = new RecordParser(request);
  const splitter = new RecordSplitter(delimiterOf(request));
  let bytes = (await hasByteOrderMark(lake, object, options)) ? BYTE_ORDER_MARK_BYTES : 0;
  let record = { endsAt: bytes, lines: 0 };
  const header = (columns: ColumnMap): LogHeader => ({
    layout: columns,
    ...(parser.headerIsRecord ? { endsAt: bytes, lines: splitter.lineEnds } : record),
  });
  try {
    for await (const chunk of readLogBytes(lake, object, { ...options, ...emptyHint(request) })) {
      // Byte by byte, so that it is known where the record ends.
      for (let i = 0; i < chunk.byteLength; i++) {
        for (const segment of splitter.push(chunk.slice(i, i + 1))) parser.parse(segment);
        // After a lone CR the byte that tells it from CRLF belongs to the next record.
        if (parser.columns === undefined || splitter.atRecordStart) bytes++;
        if (parser.columns !== undefined) return header(parser.columns);
        if (splitter.atRecordStart) record = { endsAt: bytes, lines: splitter.lineEnds };
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
