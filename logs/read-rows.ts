import type { LogName } from '../domain/logs';
import type { RejectReason } from '../domain/record-validation';
import type { Lake } from '../storage/lake';
import { formatOf } from './formats';
import type { LogFormat } from './formats/log-format';
import type { InputObject } from './input-object';
import type { LogBytesOptions } from './log-bytes';
import { openRowReader } from './open-row-reader';
import type { SourceRows } from './sources/row-types';

/** Some records of a log, after validation. */
export interface RowBatch<Row> {
  /** Accepted, rejected and ignored together. */
  readonly records: number;
  readonly rows: readonly Row[];
  /** The types of ignored records, one for each. */
  readonly ignored: readonly string[];
  readonly rejects: readonly {
    readonly line: number;
    readonly reason: RejectReason;
    readonly bytes: Uint8Array;
  }[];
}

/**
 * Reads the rows of one object of a log, in batches.
 * @throws BadLogError
 * @throws LakeObjectChangedError
 */
export async function* readRows<Log extends LogName>(
  lake: Lake,
  log: Log,
  object: InputObject,
  options: LogBytesOptions = {},
  format: LogFormat = formatOf(object),
): AsyncGenerator<RowBatch<SourceRows[Log]>> {
  const { columns, read } = openRowReader(log, object);
  for await (const records of format.readRecords(lake, { log, object, columns }, options)) {
    const rows: SourceRows[Log][] = [];
    const ignored: string[] = [];
    const rejects: RowBatch<never>['rejects'][number][] = [];
    for (const record of records) {
      const row = 'malformed' in record ? record.malformed : read(record.fields);
      if (typeof row === 'string') rejects.push({ line: record.line, reason: row, bytes: record.bytes });
      else if ('ignored' in row) ignored.push(row.ignored);
      else rows.push(row);
    }
    yield { records: records.length, rows, ignored, rejects };
  }
}
