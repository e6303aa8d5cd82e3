import type { Model } from '../../domain/models/model';
import type { Lake } from '../../storage/lake';
import { readParquetColumns } from '../../storage/parquet';
import type { ParquetFile } from '../../storage/parquet';
import type { RankedEntries } from './list-files';
import { shareProducts } from './shared-counts';
import type { SharedProducts } from './shared-counts';

/**
 * Reads lists as earlier versions wrote them, for runs that had ranked when this one was deployed: one row for each list, its
 * products and figures as JSON arrays. The products are those of the lists, numbered as they stand there.
 */
export async function readEarlierLists(
  lake: Lake,
  file: ParquetFile,
  model: Model,
  options: { signal?: AbortSignal } = {},
): Promise<RankedEntries & { readonly ids: SharedProducts }> {
  const names = ['advertiser_id', 'product_ids', ...model.metrics.map(({ name }) => name)];
  const types = Object.fromEntries(names.map((name) => [name, 'STRING' as const]));
  const read = await readParquetColumns(lake, file, types, options);
  const lists = (read['product_ids'] ?? []).map((json) => JSON.parse(json) as string[]);
  const productIds = lists.flat();
  const advertiserIds = lists.flatMap((list, i) => list.map(() => read['advertiser_id']?.[i] ?? ''));
  const figures = (name: string) => (read[name] ?? []).flatMap((json) => JSON.parse(json) as number[]);
  return {
    ids: shareProducts(file.key, { advertiserIds, productIds }),
    product: Int32Array.from(productIds, (_, i) => i),
    metrics: Object.fromEntries(model.metrics.map(({ name }) => [name, Float64Array.from(figures(name))])),
  };
}
