import type { ProductCounts } from '../product-counts';
import { compareUtf8 } from '../utf8-order';

/** A product with what it is ranked by. */
export interface ScoredProduct {
  readonly product: ProductCounts;
  readonly score: number;
}

/** The order of models that estimate a ctr: by score, ties by clicks, then by `product_id` in byte order. */
export function bestFirst(a: ScoredProduct, b: ScoredProduct): number {
  return (
    b.score - a.score ||
    b.product.clicks - a.product.clicks ||
    compareUtf8(a.product.productId, b.product.productId)
  );
}

/** Clicks as an estimate of a probability takes them: no more than there are impressions. */
export function clicksWithin({ clicks, impressions }: ProductCounts): number {
  return Math.min(clicks, impressions);
}
