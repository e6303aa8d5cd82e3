/** What is known of one product of an advertiser: events up to and including the execution date. */
export interface ProductCounts {
  readonly productId: string;
  readonly views: number;
  readonly impressions: number;
  readonly clicks: number;
}
