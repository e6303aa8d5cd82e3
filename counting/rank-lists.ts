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

/** What is ranked, and with what. */
export interface RankListsInput {
  readonly models: readonly RankedModel[];
  readonly products: SharedProducts;
  readonly sums: Readonly<Record<EventLogName, ParquetFile>>;
  /** Missing in the histories of runs that an earlier version began. */
  readonly recentViews?: ParquetFile;
}

/** A model by its name, and where its lists go. */
export interface RankedModel {
  readonly name: string;
  readonly key: string;
}

/** Ranked lists of a model in the lake. */
export interface RankedLists {
  /** One row for each list. */
  readonly lists: ParquetFile;
  /** Advertisers that have a list. */
  readonly advertisers: number;
  /** Products in all lists. */
  readonly entries: number;
}

/** Ranks each advertiser's products with each model, and writes the lists to the lake: one file for each model, in their order. */
export async function rankLists(lake: Lake, input: RankListsInput): Promise<RankedLists[]> {
  const ranked = input.models.map(({ name, key }) => {
    const model = findModel(name);
    if (model === undefined) throw new Error(`no such model: ${name}`);
    return { model, key, lists: [] as RankedList[] };
  });
  const models = ranked.map(({ model }) => model);
  const { advertiserIds, productIds, firstProducts } = namedProducts(input.products);
  const sums = await sumsOf(lake, models, input.sums, productIds.length);
  const recent = await recentOf(lake, models, input.recentViews, productIds.length);
  advertiserIds.forEach((advertiserId, i) => {
    const counted: ProductCounts[] = [];
    const end = firstProducts[i + 1] ?? productIds.length;
    for (let product = firstProducts[i] ?? end; product < end; product++) {
      const views = sums.views[product] ?? 0;
      const impressions = sums.impressions[product] ?? 0;
      const clicks = sums.clicks[product] ?? 0;
      if ((views | impressions | clicks) === 0) continue;
      const recentViews = recent?.[product] ?? 0;
      counted.push({ productId: productIds[product] ?? '', views, impressions, clicks, recentViews });
    }
    for (const { model, lists } of ranked) {
      const list = listOf(advertiserId, model, counted);
      if (list !== undefined) lists.push(list);
    }
  });
  return Promise.all(
    ranked.map(async ({ model, key, lists }) => ({
      lists: await writeLists(lake, key, model, lists),
      advertisers: lists.length,
      entries: lists.reduce((sum, { productIds: { length } }) => sum + length, 0),
    })),
  );
}

/** Undefined where the model lists nothing. */
function listOf(
  advertiserId: string,
  model: Model,
  products: readonly ProductCounts[],
): RankedList | undefined {
  const ranked = model.rank(products);
  if (ranked.length === 0) return undefined;
  return {
    advertiserId,
    productIds: ranked.map(({ productId }) => productId),
    metrics: Object.fromEntries(
      model.metrics.map(({ name }) => [name, ranked.map(({ metrics }) => metrics[name] ?? 0)]),
    ),
  };
}

/** By counter and product; counters of logs that no model needs are 0. */
async function sumsOf(
  lake: Lake,
  models: readonly Model[],
  files: RankListsInput['sums'],
  products: number,
): Promise<Record<'views' | 'impressions' | 'clicks', Int32Array>> {
  const zeros = new Int32Array(products);
  const sums = { views: zeros, impressions: zeros, clicks: zeros };
  for (const log of new Set(models.flatMap(({ logs }) => logs))) {
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

/** By product, where a model uses them. */
async function recentOf(
  lake: Lake,
  models: readonly Model[],
  file: ParquetFile | undefined,
  products: number,
): Promise<Float64Array | undefined> {
  const user = models.find(({ usesRecentViews }) => usesRecentViews === true);
  if (user === undefined) return undefined;
  if (file === undefined) throw new Error(`${user.name}: the filter step wrote no recent views`);
  const read = await readParquetColumns(lake, file, { product: 'INT32', recent_views: 'DOUBLE' });
  const column = new Float64Array(products);
  for (let i = 0; i < read.product.length; i++) column[read.product[i] ?? 0] = read.recent_views[i] ?? 0;
  return column;
}
