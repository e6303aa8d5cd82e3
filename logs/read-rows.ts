import type { LogName } from '../domain/logs';
import { VALIDATORS } from '../domain/record-validation';
import type { LogRows, RejectReason } from '../domain/record-validation';
import type { Lake, LakeObject } from '../storage/lake';
import { formatOf } from './formats';
import type { LogFormat } from './formats/log-format';
import type { LogBytesOptions } from './log-bytes';

/** Some records of a log, after validation. */
export interface RowBatch<Row> {
  /** Accepted and rejected together. */
  readonly records: number;
  readonly rows: readonly Row[];
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
  object: LakeObject,
  options: LogBytesOptions = {},
  format: LogFormat = formatOf(object.key),
): AsyncGenerator<RowBatch<LogRows[Log]>> {
  const validate = VALIDATORS[log];
  for await (const records of format.readRecords(lake, log, object, options)) {
    const rows: LogRows[Log][] = [];
    const rejects: RowBatch<never>['rejects'][number][] = [];
    for (const record of records) {
      const row = 'malformed' in record ? record.malformed : validate(record.fields);
      if (typeof row === 'string') rejects.push({ line: record.line, reason: row, bytes: record.bytes });
      else rows.push(row);
    }
    yield { records: records.length, rows, rejects };
  }
}
