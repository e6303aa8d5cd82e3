import type { ProductDays } from '../../domain/evaluation/score-list';

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
    impressions: Int32Array.from(products, ({ impressions }) => impressions),
    clicks: Int32Array.from(products, ({ clicks }) => clicks),
  };
}
