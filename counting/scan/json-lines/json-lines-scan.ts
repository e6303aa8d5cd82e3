import { jsonLinesFormat } from '../../../logs/formats/json-lines/json-lines-format';
import { LineEndFinder } from '../../../logs/range-bytes';
import { readLogBytes } from '../../../logs/log-bytes';
import type { LogScan } from '../log-scan';
import { createRecordsScan } from '../records-scan';
import { createScannerModule } from '../scanner-module';
import { scanLinesOfRange } from '../split-lines';
import { JsonLinesScanner } from './json-lines-scanner';

const recordsScan = createRecordsScan(jsonLinesFormat);

/** Counts JSON lines: a scanner in WebAssembly fills the tables. */
export const jsonLinesScan: LogScan = {
  async scanWhole(lake, logObject, sink, { module = createScannerModule(), ...options }) {
    const onTable: ConstructorParameters<typeof JsonLinesScanner>[2]['onTable'] = (table) => {
      sink.add(table);
    };
    const scanner = new JsonLinesScanner(module, logObject, { onTable });
    const bytes = readLogBytes(lake, logObject.object, { ...options, space: () => scanner.space });
    for await (const chunk of bytes) {
      scanner.push(chunk);
      await sink.flush();
    }
    return scanner.end();
  },

  ...(recordsScan.split !== undefined && {
    split: {
      ...recordsScan.split,
      scanSplit: (lake, split, sink, options) =>
        scanLinesOfRange(lake, split, sink, options, {
          finder: new LineEndFinder(),
          createScanner: (module, scanOptions) => new JsonLinesScanner(module, split, scanOptions),
        }),
    },
  }),
};
