/** What is known of one product of an advertiser: events up to and including the execution date. */
export interface ProductCounts {
  readonly productId: string;
  readonly views: number;
  readonly impressions: number;
  readonly clicks: number;
  /** Product views, each worth less the longer ago it was (`recent-views.ts`); for models that use them. */
  readonly recentViews?: number;
}

/** Numbers of products, one after the other. */
export type NumberColumn = Int32Array | Float64Array;

/** The counts of an advertiser's products by column. */
export type CountColumns = Readonly<Record<Exclude<keyof ProductCounts, 'productId'>, NumberColumn>>;
