import type { Model } from '../domain/models/model';
import type { Lake } from '../storage/lake';
import { readParquetColumns, writeParquet } from '../storage/parquet';
import type { ParquetColumn, ParquetFile } from '../storage/parquet';

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
  const texts = (name: string, textOf: (list: RankedList) => string): ParquetColumn => ({
    name,
    type: 'STRING',
    distinct: true,
    data: lists.map(textOf),
  });
  return writeParquet(lake, key, [
    texts('advertiser_id', ({ advertiserId }) => advertiserId),
    texts('product_ids', ({ productIds }) => JSON.stringify(productIds)),
    ...model.metrics.map(({ name }) => texts(name, ({ metrics }) => `[${(metrics[name] ?? []).join(',')}]`)),
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
