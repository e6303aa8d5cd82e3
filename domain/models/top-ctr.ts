import { compareUtf8 } from '../utf8-order';
import { LIST_LENGTH } from './model';
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
    products
      .filter(({ clicks, impressions }) => clicks > 0 && impressions > 0)
      .map(({ productId, clicks, impressions }) => ({
        productId,
        metrics: { clicks, impressions, ctr: clicks / impressions },
      }))
      .sort(
        (a, b) =>
          b.metrics.ctr - a.metrics.ctr ||
          b.metrics.clicks - a.metrics.clicks ||
          compareUtf8(a.productId, b.productId),
      )
      .slice(0, LIST_LENGTH),
};
