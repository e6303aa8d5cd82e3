import { formatOf, LOG_FORMATS } from '../../logs/formats';
import type { InputObject } from '../../logs/input-object';
import { csvScan } from './csv/csv-scan';
import { jsonLinesScan } from './json-lines/json-lines-scan';
import type { LogScan } from './log-scan';
import { parquetScan } from './parquet/parquet-scan';
import { createRecordsScan } from './records-scan';

/** Scans that are faster than reading record by record, by the name of their format. */
const FAST_SCANS: Readonly<Record<string, LogScan>> = {
  csv: csvScan,
  jsonl: jsonLinesScan,
  parquet: parquetScan,
};

/** How an object is counted. */
export function scanOf(object: Pick<InputObject, 'key' | 'source'>, formats = LOG_FORMATS): LogScan {
  const format = formatOf(object, formats);
  return FAST_SCANS[format.name] ?? createRecordsScan(format);
}
