import type { Model } from '../../domain/models/model';
import type { NumberColumn } from '../../domain/product-counts';
import type { Lake } from '../../storage/lake';
import { readParquetColumns, writeParquet } from '../../storage/parquet';
import type { ParquetColumn, ParquetFile } from '../../storage/parquet';

/** The lists of a model by column, one entry for each product, grouped by advertiser, the best product first. */
export interface RankedEntries {
  /** By entry: the product's ordinal in the shard. */
  readonly product: Int32Array;
  /** By metric of the model, and by entry. */
  readonly metrics: Readonly<Record<string, NumberColumn>>;
}

/** Writes lists, one row for each product: product, and the model's metrics. */
export function writeLists(
  lake: Lake,
  key: string,
  model: Model,
  { product, metrics }: RankedEntries,
): Promise<ParquetFile> {
  return writeParquet(lake, key, [
    { name: 'product', type: 'INT32', data: product },
    ...model.metrics.map(
      ({ name, type }) => ({ name, type: PARQUET_TYPES[type], data: metrics[name] ?? [] }) as ParquetColumn,
    ),
  ]);
}

/** Reads what `writeLists` wrote. */
export async function readLists(
  lake: Lake,
  file: ParquetFile,
  model: Model,
  options: { signal?: AbortSignal } = {},
): Promise<RankedEntries> {
  const types = model.metrics.map(({ name, type }) => [name, PARQUET_TYPES[type]] as const);
  const columns = { ...Object.fromEntries(types), product: 'INT32' as const };
  const { product, ...metrics } = await readParquetColumns(lake, file, columns, options);
  return { product, metrics };
}

const PARQUET_TYPES = { integer: 'INTEGER', double: 'DOUBLE' } as const;
