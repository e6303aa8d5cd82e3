import { formatOf, LOG_FORMATS } from '../../logs/formats';
import type { LogFormat } from '../../logs/formats/log-format';
import { csvScan } from './csv/csv-scan';
import type { LogScan } from './log-scan';
import { createRecordsScan } from './records-scan';

/** Scans that are faster than reading record by record, by the name of their format. */
const FAST_SCANS: Readonly<Record<string, LogScan>> = { csv: csvScan };

/** How an object is counted. */
export function scanOf(key: string, formats: readonly LogFormat[] = LOG_FORMATS): LogScan {
  const format = formatOf(key, formats);
  return FAST_SCANS[format.name] ?? createRecordsScan(format);
}
