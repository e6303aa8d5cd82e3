import { CsvScanner } from '../../../counting/scan/csv/csv-scanner';
import type { ScannerModule } from '../../../counting/scan/scanner-module';
import { LOG_COUNTERS } from '../../../domain/logs';
import { BadLogError } from '../../../logs/bad-log';
import type { LogObject } from '../../../logs/input-object';
import { productsOf } from './count-tables';

/** How an object is scanned. */
export interface ScanWays {
  readonly module: ScannerModule;
  readonly fast?: boolean;
}

/** What a scan of bytes in these pieces says, counts by advertiser, product and day since 1970, or the fault that it ends with. */
export function scanOutcome(
  object: LogObject,
  pieces: readonly Uint8Array[],
  { module, fast = true }: ScanWays,
): unknown {
  const counts: Record<string, number[]> = {};
  try {
    const scanner = new CsvScanner(module, object, {
      fast,
      onTable: ({ products, rows }) => {
        const { advertiserIds, productIds } = productsOf(products);
        rows.day.forEach((day, i) => {
          const product = rows.product[i]!;
          const key = JSON.stringify([advertiserIds[product], productIds[product], day]);
          const sums = (counts[key] ??= LOG_COUNTERS[object.log].map(() => 0));
          rows.counters.forEach((counter, c) => (sums[c] = sums[c]! + counter[i]!));
        });
      },
    });
    for (const piece of pieces) scanner.push(piece);
    return { counts, report: scanner.end() };
  } catch (error) {
    if (error instanceof BadLogError) return error.message;
    throw error;
  }
}

/** How many records of the last table were counted over their bytes. */
export function countedOverBytes(object: LogObject, bytes: Uint8Array, module: ScannerModule): number {
  let records = 0;
  const scanner = new CsvScanner(module, object, {
    onTable: () => (records = module.wasm.recordCount.value),
  });
  scanner.push(bytes);
  scanner.end();
  return records;
}
