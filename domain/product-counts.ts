import type { Counter } from './logs';

/** The events of one product of an advertiser, up to and including the execution date. */
export interface ProductCounts {
  readonly productId: string;
  readonly views: number;
  readonly impressions: number;
  readonly clicks: number;
  /** 0 where missing. */
  readonly conversions?: number;
  /** Columns of features, for models that use them; 0 where missing. */
  readonly features?: Readonly<Record<string, number>>;
}

/** Numbers of products, one after the other. */
export type NumberColumn = Int32Array | Float64Array;

/** The counts of an advertiser's products by column. */
export type CountColumns = Readonly<Record<Counter, NumberColumn>> & {
  /** Columns of the features that the model lists. */
  readonly features: Readonly<Record<string, NumberColumn>>;
};
