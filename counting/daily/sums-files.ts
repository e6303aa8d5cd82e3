import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import type { NumberColumn } from '../../domain/product-counts';
import type { Lake } from '../../storage/lake';
import type { ParquetFile } from '../../storage/parquet';
import { readProductColumns, writeProductColumns } from './product-columns';

/** Writes sums over days: by the counters of the log, and by product. */
export function writeSums(
  lake: Lake,
  key: string,
  log: EventLogName,
  sums: readonly NumberColumn[],
): Promise<ParquetFile> {
  const columns = LOG_COUNTERS[log].map((name, i) => {
    return { name, type: 'INTEGER' as const, data: sums[i] ?? new Int32Array() };
  });
  return writeProductColumns(lake, key, columns);
}

/** Reads what `writeSums` wrote of as many products. */
export async function readSums(
  lake: Lake,
  log: EventLogName,
  file: ParquetFile,
  products: number,
): Promise<NumberColumn[]> {
  const types: Record<string, 'INTEGER'> = Object.fromEntries(
    LOG_COUNTERS[log].map((name) => [name, 'INTEGER']),
  );
  const sums = await readProductColumns(lake, file, products, types);
  return LOG_COUNTERS[log].map((name) => sums[name] ?? new Int32Array());
}

/** Writes recent views, by product. */
export function writeRecentViews(lake: Lake, key: string, recentViews: Float64Array): Promise<ParquetFile> {
  return writeProductColumns(lake, key, [{ name: 'recent_views', type: 'DOUBLE', data: recentViews }]);
}

/** Reads what `writeRecentViews` wrote of as many products. */
export async function readRecentViews(
  lake: Lake,
  file: ParquetFile,
  products: number,
): Promise<Float64Array> {
  return (await readProductColumns(lake, file, products, { recent_views: 'DOUBLE' })).recent_views;
}
