import { readLogBytes } from '../../../../storage/log-bytes';
import { BadLogError } from '../../../../storage/log-header';
import { LogScanner } from '../../log-scanner';
import type { ScanOptions } from '../../log-scanner';
import { rangesOf } from '../../object-ranges';
import { LineStartFinder, readFrom } from '../../range-bytes';
import { readHeader } from '../../read-header';
import { createScannerModule } from '../../scanner-module';
import type { CountSink, LogFormat } from '../log-format';
import type { LogObject } from '../../../../storage/log-objects';

const SEARCH_BYTES = 64 * 1024;

/** CSV with a header, plain or compressed by gzip; the scanner in WebAssembly fills the batches. */
export const csvFormat: LogFormat = {
  name: 'csv',
  matches: (key) => /\.csv(\.gz)?$/i.test(key),
  rangesOf,
  readHeader,

  async scanWhole(lake, { log, object }, sink, options) {
    const scanner = createScanner({ log, object }, sink, {});
    for await (const chunk of readLogBytes(lake, log, object, options)) {
      scanner.push(chunk);
      await sink.flush();
    }
    return scanner.end();
  },

  // Where the range starts at no known record, its first line end is taken for the end of a record: whether that was
  // right shows when the range before has been counted as well.
  async scanSplit(lake, { log, object, columns, range, startsAtRecord }, sink, options) {
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
  },
};

function createScanner(
  { log, object }: LogObject,
  sink: CountSink,
  options: Omit<ScanOptions, 'onTable'>,
): LogScanner {
  const onTable: ScanOptions['onTable'] = (table) => {
    sink.add(table);
  };
  // One for each scan: what it has filled is given back with it.
  return new LogScanner(createScannerModule(), log, object.key, { ...options, onTable });
}
