import { LOG_COUNTERS } from '../../domain/logs';
import type { Counter, EventLogName } from '../../domain/logs';
import type { Model } from '../../domain/models/model';
import { findModel } from '../../domain/models';
import { LIST_LENGTH } from '../../domain/models/model';
import { Ranker } from '../../domain/models/rank';
import type { CountColumns, NumberColumn } from '../../domain/product-counts';
import type { Lake } from '../../storage/lake';
import type { ParquetFile } from '../../storage/parquet';
import { writeLists } from './list-files';
import type { RankedEntries } from './list-files';
import { pick } from './product-columns';
import { compareProducts } from './shared-counts';
import type { SharedProducts } from './shared-counts';
import { readRecentViews, readSums } from './sums-files';

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
  /** One row for each product of a list. */
  readonly lists: ParquetFile;
  /** Advertisers that have a list. */
  readonly advertisers: number;
  /** Products in all lists. */
  readonly entries: number;
}

/** Ranks each advertiser's products with each model, and writes the lists to the lake: one file for each model, in their order. */
export async function rankLists(lake: Lake, input: RankListsInput): Promise<RankedLists[]> {
  const models = input.models.map(({ name }) => {
    const model = findModel(name);
    if (model === undefined) throw new Error(`no such model: ${name}`);
    return model;
  });
  const { productEnds } = input.products;
  const columns: CountColumns = {
    ...(await sumsOf(lake, models, input.sums, productEnds.length)),
    recentViews: await recentOf(lake, models, input.recentViews, productEnds.length),
  };
  return Promise.all(
    models.map(async (model, i) => {
      const { advertisers, ...entries } = rankAll(model, columns, input.products);
      const lists = await writeLists(lake, input.models[i]?.key ?? '', model, entries);
      return { lists, advertisers, entries: entries.product.length };
    }),
  );
}

/** The lists of all advertisers, and how many of them have one. */
function rankAll(
  model: Model,
  columns: CountColumns,
  ids: SharedProducts,
): RankedEntries & { readonly advertisers: number } {
  const { firstProducts } = ids;
  const products = columns.views.length;
  const most = Math.min(products, firstProducts.length * LIST_LENGTH);
  const product = new Int32Array(most);
  const score = new Float64Array(most);
  const ranker = new Ranker();
  let advertisers = 0;
  let entries = 0;
  for (let i = 0; i < firstProducts.length; i++) {
    const first = firstProducts[i] ?? products;
    const end = firstProducts[i + 1] ?? products;
    const counts = {
      views: columns.views.subarray(first, end),
      impressions: columns.impressions.subarray(first, end),
      clicks: columns.clicks.subarray(first, end),
      recentViews: columns.recentViews.subarray(first, end),
    };
    ranker.rank(model, counts, (place, other) => compareProducts(ids, first + place, first + other));
    const { list } = ranker;
    if (list.length > 0) advertisers++;
    for (let index = 0; index < list.length; index++, entries++) {
      product[entries] = first + list.placeAt(index);
      score[entries] = list.scoreAt(index);
    }
  }
  const listed = product.subarray(0, entries);
  const metrics = model.metrics.map(({ name, from }) => {
    return [name, from === 'score' ? score.subarray(0, entries) : pick(columns[from], listed)] as const;
  });
  return { product: listed, metrics: Object.fromEntries(metrics), advertisers };
}

/** By counter and product; counters of logs that no model needs are 0. */
async function sumsOf(
  lake: Lake,
  models: readonly Model[],
  files: RankListsInput['sums'],
  products: number,
): Promise<Record<Counter, NumberColumn>> {
  const zeros = new Int32Array(products);
  const sums: Record<Counter, NumberColumn> = { views: zeros, impressions: zeros, clicks: zeros };
  for (const log of new Set(models.flatMap(({ logs }) => logs))) {
    const read = await readSums(lake, log, files[log], products);
    LOG_COUNTERS[log].forEach((counter, i) => (sums[counter] = read[i] ?? zeros));
  }
  return sums;
}

/** By product; 0 where no model uses them. */
async function recentOf(
  lake: Lake,
  models: readonly Model[],
  file: ParquetFile | undefined,
  products: number,
): Promise<Float64Array> {
  const user = models.find(({ usesRecentViews }) => usesRecentViews === true);
  if (user === undefined) return new Float64Array(products);
  if (file === undefined) throw new Error(`${user.name}: the filter step wrote no recent views`);
  return readRecentViews(lake, file, products);
}
