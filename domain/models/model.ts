import type { Feature } from '../features/feature';
import type { Counter, EventLogName } from '../logs';
import type { CountColumns } from '../product-counts';

/** Most products in one list. */
export const LIST_LENGTH = 20;

/** Separates the products of a list that is one text; no id has a control character. */
export const LIST_SEPARATOR = '\n';
/** Separates lists where many of them are one text. */
export const LISTS_SEPARATOR = '\f';

/** The score of a product that is not listed. */
export const UNLISTED = NaN;

/** A figure that a model publishes with each product. */
export interface MetricColumn<Name extends string = string> {
  readonly name: Name;
  readonly type: 'integer' | 'double';
  /** How pages show it: a count as a number of events, a ratio in percent. */
  readonly kind: 'count' | 'ratio';
  /** The column that its value comes from: the score, or an input of the model. */
  readonly from: 'score' | Counter;
}

/**
 * A ranking method. Its one file states the formula; `domain/models/index.ts` lists it; all else (step,
 * Parquet, publication, API) follows from the fields here.
 */
export interface Model<Metric extends string = string> {
  /** Name in the API and in settings; of a model of the contract also, behind `rank`, the name of its step. */
  readonly name: string;
  /** Name in keys of the lake and in the API's history. */
  readonly slug: string;
  /** Why its products are good, in a few words for a reader of the dashboard. */
  readonly caption: string;
  /** The logs whose counts it needs; counters of other logs mean nothing to it: they may be 0 or not. */
  readonly logs: readonly EventLogName[];
  /** Its inputs besides the counters; their columns are in `products.features`. */
  readonly features?: readonly Feature[];
  /** The figures that it publishes, in the order of columns. */
  readonly metrics: readonly MetricColumn<Metric>[];
  /** Of products with equal scores, those with more of this come first; then `product_id` decides, in byte order. */
  readonly tieBreak?: Counter;
  /**
   * Writes the scores of one advertiser's products, place by place: the highest is the best, `UNLISTED` is never listed. What
   * it looks at in all products together may not depend on their order.
   */
  score(products: CountColumns, scores: Float64Array): void;
}
