import type { EventLogName } from '../domain/logs';
import type { Model } from '../domain/models/model';
import { findModel } from '../domain/models';
import type { ProductCounts } from '../domain/product-counts';
import type { Lake } from '../storage/lake';
import { readParquetColumns } from '../storage/parquet';
import type { ParquetFile } from '../storage/parquet';
import { readSums } from './counts-files';
import { namedProducts } from './filter-day';
import { writeLists } from './list-files';
import type { RankedList } from './list-files';
import type { SharedProducts } from './shared-counts';

/** What is ranked. */
export interface RankListsInput {
  readonly model: string;
  readonly products: SharedProducts;
  readonly sums: Readonly<Record<EventLogName, ParquetFile>>;
  /** Missing in the histories of runs that an earlier version began. */
  readonly recentViews?: ParquetFile;
  /** Where the lists go. */
  readonly key: string;
}

/** Ranked lists in the lake. */
export interface RankedLists {
  /** One row for each list. */
  readonly lists: ParquetFile;
  /** Advertisers that have a list. */
  readonly advertisers: number;
  /** Products in all lists. */
  readonly entries: number;
}

/** Ranks each advertiser's products with a model, and writes the lists to the lake. */
export async function rankLists(lake: Lake, input: RankListsInput): Promise<RankedLists> {
  const model = findModel(input.model);
  if (model === undefined) throw new Error(`no such model: ${input.model}`);
  const { advertiserIds, productIds, firstProducts } = namedProducts(input.products);
  const sums = await sumsOf(lake, model, input.sums, productIds.length);
  const recent = await recentOf(lake, model, input.recentViews, productIds.length);
  const lists: RankedList[] = [];
  advertiserIds.forEach((advertiserId, i) => {
    const counted: ProductCounts[] = [];
    const end = firstProducts[i + 1] ?? productIds.length;
    for (let product = firstProducts[i] ?? end; product < end; product++) {
      const views = sums.views[product] ?? 0;
      const impressions = sums.impressions[product] ?? 0;
      const clicks = sums.clicks[product] ?? 0;
      if ((views | impressions | clicks) === 0) continue;
      const counts = { productId: productIds[product] ?? '', views, impressions, clicks };
      counted.push(recent === undefined ? counts : { ...counts, recentViews: recent[product] ?? 0 });
    }
    const ranked = model.rank(counted);
    if (ranked.length === 0) return;
    lists.push({
      advertiserId,
      productIds: ranked.map(({ productId }) => productId),
      metrics: Object.fromEntries(
        model.metrics.map(({ name }) => [name, ranked.map(({ metrics }) => metrics[name] ?? 0)]),
      ),
    });
  });
  return {
    lists: await writeLists(lake, input.key, model, lists),
    advertisers: lists.length,
    entries: lists.reduce((sum, { productIds: { length } }) => sum + length, 0),
  };
}

/** By counter and product; counters of logs that the model does not need are 0. */
async function sumsOf(
  lake: Lake,
  model: Model,
  files: RankListsInput['sums'],
  products: number,
): Promise<Record<'views' | 'impressions' | 'clicks', Int32Array>> {
  const zeros = new Int32Array(products);
  const sums = { views: zeros, impressions: zeros, clicks: zeros };
  for (const log of model.logs) {
    const { product, counters } = await readSums(lake, log, files[log]);
    const spread = (counter: Int32Array | undefined) => {
      const column = new Int32Array(products);
      if (counter === undefined) return column;
      for (let i = 0; i < product.length; i++) column[product[i] ?? 0] = counter[i] ?? 0;
      return column;
    };
    if (log === 'product_views') sums.views = spread(counters[0]);
    else {
      sums.impressions = spread(counters[0]);
      sums.clicks = spread(counters[1]);
    }
  }
  return sums;
}

/** By product, for a model that uses them. */
async function recentOf(
  lake: Lake,
  model: Model,
  file: ParquetFile | undefined,
  products: number,
): Promise<Float64Array | undefined> {
  if (model.usesRecentViews !== true) return undefined;
  if (file === undefined) throw new Error(`${model.name}: the filter step wrote no recent views`);
  const read = await readParquetColumns(lake, file, { product: 'INT32', recent_views: 'DOUBLE' });
  const column = new Float64Array(products);
  for (let i = 0; i < read.product.length; i++) column[read.product[i] ?? 0] = read.recent_views[i] ?? 0;
  return column;
}
