import type { EventLogName } from '../logs';
import type { ProductCounts } from '../product-counts';

/** Most products in one list. */
export const LIST_LENGTH = 20;

/** A figure that a model publishes with each product. */
export interface MetricColumn<Name extends string = string> {
  readonly name: Name;
  readonly type: 'integer' | 'double';
}

/** A product in a list with its figures; the first of a list has rank 1. */
export interface RankedProduct<Metric extends string = string> {
  readonly productId: string;
  readonly metrics: Readonly<Record<Metric, number>>;
}

/**
 * A ranking method. Its one file states the formula; `domain/models/index.ts` lists it; all else (activity,
 * Parquet, publication, API) follows from the fields here.
 */
export interface Model<Metric extends string = string> {
  /** Name in the API and in settings; of a model of the contract also, behind `rank`, that of its activity. */
  readonly name: string;
  /** Name in keys of the lake and in the API's history. */
  readonly slug: string;
  /** The logs whose counts it needs; counters of other logs mean nothing to it: they may be 0 or not. */
  readonly logs: readonly EventLogName[];
  /** Whether it needs `recentViews` besides. */
  readonly usesRecentViews?: true;
  /** The figures that it publishes, in the order of columns. */
  readonly metrics: readonly MetricColumn<Metric>[];
  /** The list of one advertiser: the best first, at most `LIST_LENGTH`, perhaps none. Must not depend on the order of `products`. */
  rank(products: readonly ProductCounts[]): RankedProduct<Metric>[];
}
