import { readLogBytes } from '../../../logs/log-bytes';
import type { LogBytesOptions } from '../../../logs/log-bytes';
import type { Lake } from '../../../storage/lake';
import { BadLogError } from '../../../logs/bad-log';
import { emptyHint } from '../../../logs/formats/csv/header';
import type { ColumnMap } from '../../../logs/formats/csv/header';
import { CsvScanner } from './csv-scanner';
import type { ScanOptions } from './csv-scanner';
import { rangesOf } from '../object-ranges';
import { LineStartFinder, readFrom } from '../../../logs/range-bytes';
import { readHeader } from './read-header';
import { createScannerModule } from '../scanner-module';
import type { CountSink, LogScan, ObjectSplit, SplitReport } from '../log-scan';
import type { LogObject } from '../../../logs/input-object';

const SEARCH_BYTES = 64 * 1024;

/** Counts CSV: a scanner in WebAssembly fills the tables. */
export const csvScan: LogScan = {
  async scanWhole(lake, { log, object }, sink, options) {
    const scanner = createScanner({ log, object }, sink, {});
    const bytes = readLogBytes(lake, object, { ...options, ...emptyHint(scanner.request) });
    for await (const chunk of bytes) {
      scanner.push(chunk);
      await sink.flush();
    }
    return scanner.end();
  },

  split: { rangesOf, readHeader, scanSplit },
};

// Where the range starts at no known record, its first line end is taken for the end of a record: whether that was
// right shows when the range before has been counted as well.
async function scanSplit(
  lake: Lake,
  { log, object, layout, range, startsAtRecord }: ObjectSplit,
  sink: CountSink,
  options: LogBytesOptions,
): Promise<SplitReport> {
  const columns = layout as ColumnMap;
  const finder = startsAtRecord ? undefined : new LineStartFinder();
  // The byte before may be the line end.
  const from = startsAtRecord ? range.start : range.start - 1;
  /** Bytes in which the first line end is looked for. */
  const searched = Buffer.allocUnsafe(SEARCH_BYTES);
  let startedAt = from;
  const begin = () => createScanner({ log, object }, sink, { columns, stopAt: range.end - startedAt });
  let scanner = finder === undefined ? begin() : undefined;
  try {
    const wanted = { start: from, end: range.end };
    const space = () => scanner?.space ?? searched;
    for await (const chunk of readFrom(lake, object, wanted, space, options)) {
      let bytes: Uint8Array | undefined = chunk;
      if (scanner === undefined) {
        bytes = finder?.push(chunk);
        startedAt = from + (finder?.passedBytes ?? 0);
        if (bytes !== undefined) scanner = begin();
      }
      if (bytes !== undefined) scanner?.push(bytes);
      await sink.flush();
      if (scanner?.done === true) break;
    }
    scanner ??= begin();
    const report = scanner.end();
    return { startedAt, report: { ...report, endedAt: startedAt + report.endedAt } };
  } catch (error) {
    if (!(error instanceof BadLogError)) throw error;
    return { startedAt, fault: { text: error.fault, line: error.line ?? null } };
  }
}

function createScanner(
  { log, object }: LogObject,
  sink: CountSink,
  options: Omit<ScanOptions, 'onTable'>,
): CsvScanner {
  const onTable: ScanOptions['onTable'] = (table) => {
    sink.add(table);
  };
  // One for each scan: what it has filled is given back with it.
  return new CsvScanner(createScannerModule(), { log, object }, { ...options, onTable });
}
