import type { Feature } from '../features/feature';
import type { Counter, EventLogName } from '../logs';
import type { CountColumns } from '../product-counts';

/** Most products in one list. */
export const LIST_LENGTH = 20;

/** Separates the products in the text of a list; no id contains a control character. */
export const LIST_SEPARATOR = '\n';
/** Separates lists in a text of many lists. */
export const LISTS_SEPARATOR = '\f';

/** The score of a product that is not listed. */
export const UNLISTED = NaN;

/** A figure that a model publishes with each product. */
export interface MetricColumn<Name extends string = string> {
  readonly name: Name;
  readonly type: 'integer' | 'double';
  /** How pages show it: a count as a number of events, a ratio in percent. */
  readonly kind: 'count' | 'ratio';
  /** The column that its value comes from: the score, an input of the model, or a quotient of two inputs. */
  readonly from: 'score' | Counter | Quotient;
}

/** A figure that is one input of the model divided by another; where the divisor is 0, it is not known. */
export interface Quotient {
  readonly dividend: Counter;
  readonly divisor: Counter;
}

/** Tells whether a figure may be missing of some products: NaN in columns, null in tables and answers. */
export function isNullable({ from }: MetricColumn): boolean {
  return typeof from === 'object';
}

/**
 * A ranking method. Its one file states the formula; `domain/models/index.ts` lists it; all else (step,
 * Parquet, publication, API) follows from the fields of this interface.
 */
export interface Model<Metric extends string = string> {
  /** Name in the API and in settings; the step of a contract model is `rank` and this name. */
  readonly name: string;
  /** Name in keys of the lake and in the API's history. */
  readonly slug: string;
  /** What its lists show, in a few words for a reader of the dashboard. */
  readonly caption: string;
  /** The logs whose counts it needs; counters of other logs may have any value. */
  readonly logs: readonly EventLogName[];
  /** Its inputs besides the counters; their columns are in `products.features`. */
  readonly features?: readonly Feature[];
  /** The figures that it publishes, in column order. */
  readonly metrics: readonly MetricColumn<Metric>[];
  /** Breaks ties of scores: more of this comes first, then `product_id` in byte order. */
  readonly tieBreak?: Counter;
  /**
   * Writes the scores of one advertiser's products, one per product: the highest is the best, `UNLISTED` is never listed.
   * Figures over all products together must not depend on the order of products.
   */
  score(products: CountColumns, scores: Float64Array): void;
}
