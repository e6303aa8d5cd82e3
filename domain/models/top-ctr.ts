import { compareUtf8 } from '../utf8-order';
import type { ProductCounts } from '../product-counts';
import { best } from './best';
import type { Model } from './model';

/**
 * The products with the highest `ctr = clicks / impressions` (a fraction), over products with at least one click
 * and one impression; ties by clicks, then by `product_id` in byte order. A ctr above 1 is kept.
 */
export const topCtr: Model<'clicks' | 'impressions' | 'ctr'> = {
  name: 'TopCTR',
  slug: 'top_ctr',
  logs: ['ads_views'],
  metrics: [
    { name: 'clicks', type: 'integer' },
    { name: 'impressions', type: 'integer' },
    { name: 'ctr', type: 'double' },
  ],
  rank: (products) =>
    best(
      products.filter(({ clicks, impressions }) => clicks > 0 && impressions > 0),
      (a, b) => ctr(b) - ctr(a) || b.clicks - a.clicks || compareUtf8(a.productId, b.productId),
    ).map((product) => {
      const { productId, clicks, impressions } = product;
      return { productId, metrics: { clicks, impressions, ctr: ctr(product) } };
    }),
};

function ctr({ clicks, impressions }: ProductCounts): number {
  return clicks / impressions;
}
