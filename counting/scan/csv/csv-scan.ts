import { emptyHint } from '../../../logs/formats/csv/header';
import type { ColumnMap } from '../../../logs/formats/csv/header';
import { readLogBytes } from '../../../logs/log-bytes';
import { LineStartFinder } from '../../../logs/range-bytes';
import type { LogScan } from '../log-scan';
import { rangesOf } from '../object-ranges';
import { createScannerModule } from '../scanner-module';
import { scanLinesOfRange } from '../split-lines';
import { CsvScanner } from './csv-scanner';
import type { ScanOptions } from './csv-scanner';
import { readHeader } from './read-header';

/** Counts CSV: a scanner in WebAssembly fills the tables. */
export const csvScan: LogScan = {
  async scanWhole(lake, logObject, sink, { module = createScannerModule(), ...options }) {
    const onTable: ScanOptions['onTable'] = (table) => {
      sink.add(table);
    };
    const scanner = new CsvScanner(module, logObject, { onTable });
    const hint = emptyHint(scanner.request);
    const bytes = readLogBytes(lake, logObject.object, { ...options, ...hint, space: () => scanner.space });
    for await (const chunk of bytes) {
      scanner.push(chunk);
      await sink.flush();
    }
    return scanner.end();
  },

  split: {
    rangesOf,
    readHeader,
    scanSplit: (lake, split, sink, options) =>
      scanLinesOfRange(lake, split, sink, options, {
        finder: new LineStartFinder(),
        createScanner: (module, scanOptions) =>
          new CsvScanner(module, split, { ...scanOptions, columns: split.layout as ColumnMap }),
      }),
  },
};
