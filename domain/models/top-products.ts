import { compareUtf8 } from '../utf8-order';
import { best } from './best';
import type { Model } from './model';

/** The products with the most product views; ties by `product_id` in byte order. */
export const topProducts: Model<'views'> = {
  name: 'TopProducts',
  slug: 'top_products',
  logs: ['product_views'],
  metrics: [{ name: 'views', type: 'integer' }],
  rank: (products) =>
    best(
      products.filter(({ views }) => views > 0),
      (a, b) => b.views - a.views || compareUtf8(a.productId, b.productId),
    ).map(({ productId, views }) => ({ productId, metrics: { views } })),
};
