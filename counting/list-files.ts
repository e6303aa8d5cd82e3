import type { Model } from '../domain/models/model';
import type { Lake } from '../storage/lake';
import { readParquetColumns, writeParquet } from '../storage/parquet';
import type { ParquetFile } from '../storage/parquet';

/** The list of one advertiser: its products, the best first, and by metric of the model one figure for each of them. */
export interface RankedList {
  readonly advertiserId: string;
  readonly productIds: readonly string[];
  readonly metrics: Readonly<Record<string, readonly number[]>>;
}

/** Writes lists, one row each: advertiser_id, product_ids and the model's metrics, all but the first as JSON arrays by rank. */
export function writeLists(
  lake: Lake,
  key: string,
  model: Model,
  lists: readonly RankedList[],
): Promise<ParquetFile> {
  return writeParquet(lake, key, [
    { name: 'advertiser_id', type: 'STRING', data: lists.map(({ advertiserId }) => advertiserId) },
    { name: 'product_ids', type: 'STRING', data: lists.map(({ productIds }) => JSON.stringify(productIds)) },
    ...model.metrics.map(({ name }) => ({
      name,
      type: 'STRING' as const,
      data: lists.map(({ metrics }) => JSON.stringify(metrics[name] ?? [])),
    })),
  ]);
}

/** Lists as they lie in their file, by column: products and figures are JSON arrays by rank. */
export interface WrittenLists {
  readonly advertiserIds: readonly string[];
  readonly productIds: readonly string[];
  readonly metrics: Readonly<Record<string, readonly string[]>>;
}

/**
 * Reads what `writeLists` wrote, as it was written.
 * @throws Error when an advertiser has two lists.
 */
export async function readLists(
  lake: Lake,
  file: ParquetFile,
  model: Model,
  options: { signal?: AbortSignal } = {},
): Promise<WrittenLists> {
  const names = ['advertiser_id', 'product_ids', ...model.metrics.map(({ name }) => name)];
  const types = Object.fromEntries(names.map((name) => [name, 'STRING' as const]));
  const {
    advertiser_id: advertiserIds = [],
    product_ids: productIds = [],
    ...metrics
  } = await readParquetColumns(lake, file, types, options);
  if (new Set(advertiserIds).size !== advertiserIds.length) {
    throw new Error(`${file.key}: an advertiser has two lists`);
  }
  return { advertiserIds, productIds, metrics };
}
