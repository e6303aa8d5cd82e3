import { BadLogError } from '../../logs/bad-log';
import type { LogBytesOptions } from '../../logs/log-bytes';
import { readFrom } from '../../logs/range-bytes';
import type { LineFinder } from '../../logs/range-bytes';
import type { Lake } from '../../storage/lake';
import type { LineScanner, LineScanOptions } from './line-scanner';
import type { CountSink, ObjectSplit, SplitReport } from './log-scan';
import { createScannerModule } from './scanner-module';
import type { ScannerModule } from './scanner-module';

const SEARCH_BYTES = 64 * 1024;

/** How the lines of a format are scanned. */
export interface LineWays {
  /** Finds the first line of a range that starts at no known record. */
  readonly finder: LineFinder;
  readonly createScanner: (module: ScannerModule, options: LineScanOptions) => LineScanner;
}

/**
 * Counts the records that begin in a range. Where it starts at no known record, its first line end is taken for the end of a
 * record: whether that was right shows when the range before has been counted as well.
 */
export async function scanLinesOfRange(
  lake: Lake,
  { object, range, startsAtRecord }: ObjectSplit,
  sink: CountSink,
  options: LogBytesOptions,
  { finder, createScanner }: LineWays,
): Promise<SplitReport> {
  // The byte before may be the line end.
  const from = startsAtRecord ? range.start : range.start - 1;
  /** Bytes in which the first line end is looked for. */
  const searched = Buffer.allocUnsafe(SEARCH_BYTES);
  let startedAt = from;
  const onTable: LineScanOptions['onTable'] = (table) => {
    sink.add(table);
  };
  // One module for each scan: what it has filled is given back with it.
  const begin = () => createScanner(createScannerModule(), { stopAt: range.end - startedAt, onTable });
  let scanner = startsAtRecord ? begin() : undefined;
  try {
    const wanted = { start: from, end: range.end };
    const space = () => scanner?.space ?? searched;
    for await (const chunk of readFrom(lake, object, wanted, space, options)) {
      let bytes: Uint8Array | undefined = chunk;
      if (scanner === undefined) {
        bytes = finder.push(chunk);
        startedAt = from + finder.passedBytes;
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
