import type { ProductDays } from '../../../domain/evaluation/score-list';

/** A day by column. */
export function productDays(
  products: readonly {
    readonly productId: string;
    readonly clicks: number;
    readonly impressions: number;
  }[],
): ProductDays {
  return {
    productIds: products.map(({ productId }) => productId),
    impressions: Float64Array.from(products, ({ impressions }) => impressions),
    clicks: Float64Array.from(products, ({ clicks }) => clicks),
  };
}
