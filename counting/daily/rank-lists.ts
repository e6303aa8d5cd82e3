import { featureColumn } from '../../domain/features/feature';
import type { FeatureColumns } from '../../domain/features/feature';
import { LOG_COUNTERS } from '../../domain/logs';
import type { Counter, EventLogName } from '../../domain/logs';
import type { Model } from '../../domain/models/model';
import { featuresOf, findModel } from '../../domain/models';
import { LIST_LENGTH } from '../../domain/models/model';
import { quotientsOf, Ranker } from '../../domain/models/rank';
import type { CountColumns, NumberColumn } from '../../domain/product-counts';
import { productCount } from '../../domain/product-ids';
import { compareStrings } from '../../domain/string-column';
import type { Lake } from '../../storage/lake';
import type { ParquetFile } from '../../storage/parquet';
import { writeLists } from './list-files';
import type { RankedEntries } from './list-files';
import { pick } from './product-columns';
import type { SharedProducts } from './shared-counts';
import { readFeature, readSums } from './sums-files';
import type { FeatureFiles } from './sums-files';

/** The products to rank, with their figures, and the models to rank them with. */
export interface RankListsInput {
  readonly models: readonly RankedModel[];
  readonly products: SharedProducts;
  readonly sums: Readonly<Record<EventLogName, ParquetFile>>;
  readonly features: FeatureFiles;
}

/** A model by its name, and the key of its lists. */
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
  const products = productCount(input.products);
  const columns: CountColumns = {
    ...(await sumsOf(lake, models, input.sums, products)),
    features: await readFeatures(lake, models, input.features, products),
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
  const { productIds, firstProducts } = ids;
  const products = columns.views.length;
  const most = Math.min(products, firstProducts.length * LIST_LENGTH);
  const product = new Int32Array(most);
  const score = new Float64Array(most);
  const featureNames = Object.keys(columns.features);
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
      conversions: columns.conversions.subarray(first, end),
      features: sliceColumns(columns.features, featureNames, first, end),
    };
    ranker.rank(model, counts, (place, other) => compareStrings(productIds, first + place, first + other));
    const { list } = ranker;
    if (list.length > 0) advertisers++;
    for (let index = 0; index < list.length; index++, entries++) {
      product[entries] = first + list.ordinalAt(index);
      score[entries] = list.scoreAt(index);
    }
  }
  const listed = product.subarray(0, entries);
  const counts = (counter: Counter) => pick(columns[counter], listed);
  const metrics = model.metrics.map(({ name, from }): [string, NumberColumn] => {
    if (from === 'score') return [name, score.subarray(0, entries)];
    if (typeof from === 'string') return [name, counts(from)];
    return [name, quotientsOf(counts(from.dividend), counts(from.divisor))];
  });
  return { product: listed, metrics: Object.fromEntries(metrics), advertisers };
}

const NO_COLUMNS: FeatureColumns = {};

/** The part of each column from `first` up to `end`. */
function sliceColumns(
  columns: FeatureColumns,
  names: readonly string[],
  first: number,
  end: number,
): FeatureColumns {
  if (names.length === 0) return NO_COLUMNS;
  const sliced: Record<string, NumberColumn> = {};
  for (const name of names) sliced[name] = featureColumn(columns, name).subarray(first, end);
  return sliced;
}

/** By counter and product; counters of logs that no model needs are 0. */
async function sumsOf(
  lake: Lake,
  models: readonly Model[],
  files: RankListsInput['sums'],
  products: number,
): Promise<Record<Counter, NumberColumn>> {
  const zeros = new Int32Array(products);
  const sums: Record<Counter, NumberColumn> = {
    views: zeros,
    impressions: zeros,
    clicks: zeros,
    conversions: zeros,
  };
  for (const log of new Set(models.flatMap(({ logs }) => logs))) {
    const read = await readSums(lake, log, files[log], products);
    LOG_COUNTERS[log].forEach((counter, i) => (sums[counter] = read[i] ?? zeros));
  }
  return sums;
}

/** By column and product: the features that a model uses. */
async function readFeatures(
  lake: Lake,
  models: readonly Model[],
  files: FeatureFiles,
  products: number,
): Promise<FeatureColumns> {
  const read = featuresOf(models).map((feature) => {
    const file = files[feature.name];
    if (file === undefined) throw new Error(`the filter step wrote no file of the feature ${feature.name}`);
    return readFeature(lake, feature, file, products);
  });
  return Object.assign({}, ...(await Promise.all(read))) as FeatureColumns;
}
