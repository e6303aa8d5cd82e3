import type { Feature, FeatureColumns } from '../../domain/features/feature';
import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import type { NumberColumn } from '../../domain/product-counts';
import type { Lake } from '../../storage/lake';
import type { ParquetFile } from '../../storage/parquet';
import { readProductColumns, writeProductColumns } from './product-columns';
import type { ProductColumn } from './product-columns';

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

/** Files of features by name. */
export type FeatureFiles = Readonly<Partial<Record<Feature['name'], ParquetFile>>>;

/** Writes the values of a feature: by its columns, and by product. */
export function writeFeature(
  lake: Lake,
  key: string,
  { columns }: Feature,
  values: readonly NumberColumn[],
): Promise<ParquetFile> {
  const written = columns.map(({ name, type }, i) => ({ name, type, data: values[i] }) as ProductColumn);
  return writeProductColumns(lake, key, written);
}

/** Reads what `writeFeature` wrote for as many products, by column. */
export function readFeature(
  lake: Lake,
  { columns }: Feature,
  file: ParquetFile,
  products: number,
): Promise<FeatureColumns> {
  const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  return readProductColumns(lake, file, products, types);
}
