import { CsvScanner } from '../../../counting/scan/csv/csv-scanner';
import type { LineScanner, LineScanOptions } from '../../../counting/scan/line-scanner';
import type { ScannerModule } from '../../../counting/scan/scanner-module';
import { LOG_COUNTERS } from '../../../domain/logs';
import { BadLogError } from '../../../logs/bad-log';
import type { LogObject } from '../../../logs/input-object';
import type { CountTable } from '../../../counting/scan/scanner-table';
import { productsOf } from './count-tables';

/** Counters by advertiser, product and day since 1970. */
export type TableCounts = Record<string, number[]>;
/** A scanner of the lines of a format. */
export type ScannerClass = new (
  module: ScannerModule,
  object: LogObject,
  options: LineScanOptions,
) => LineScanner;

/** How an object is scanned. */
export interface ScanWays {
  readonly module: ScannerModule;
  readonly fast?: boolean;
  readonly stopAt?: number;
  readonly Scanner?: ScannerClass;
}

/** What a scan of bytes in these pieces says, counts by advertiser, product and day since 1970, or the fault that it ends with. */
export function scanOutcome(
  object: LogObject,
  pieces: readonly Uint8Array[],
  { module, Scanner = CsvScanner, ...options }: ScanWays,
): unknown {
  const counts: TableCounts = {};
  try {
    const onTable = (table: CountTable) => {
      addCounts(counts, object, table);
    };
    const scanner = new Scanner(module, object, { ...options, onTable });
    for (const piece of pieces) scanner.push(piece);
    return { counts, report: scanner.end() };
  } catch (error) {
    if (error instanceof BadLogError) return error.message;
    throw error;
  }
}

/** Adds the counts of a table. */
export function addCounts(counts: TableCounts, { log }: LogObject, { products, rows }: CountTable): void {
  const { advertiserIds, productIds } = productsOf(products);
  rows.day.forEach((day, i) => {
    const product = rows.product[i]!;
    const key = JSON.stringify([advertiserIds[product], productIds[product], day]);
    const sums = (counts[key] ??= LOG_COUNTERS[log].map(() => 0));
    rows.counters.forEach((counter, c) => (sums[c] = sums[c]! + counter[i]!));
  });
}

/** How many records of the last table were counted over their bytes. */
export function countedOverBytes(
  object: LogObject,
  bytes: Uint8Array,
  module: ScannerModule,
  Scanner: ScannerClass = CsvScanner,
): number {
  let records = 0;
  const scanner = new Scanner(module, object, {
    onTable: () => (records = module.wasm.recordCount.value),
  });
  scanner.push(bytes);
  scanner.end();
  return records;
}
