import { UNLISTED } from './model';
import type { Model } from './model';

/** The products with the most product views; ties by `product_id` in byte order. */
export const topProducts: Model<'views'> = {
  name: 'TopProducts',
  slug: 'top_products',
  caption: 'most product views',
  logs: ['product_views'],
  metrics: [{ name: 'views', type: 'integer', kind: 'count', from: 'views' }],
  score: ({ views }, scores) => {
    for (let at = 0; at < views.length; at++) {
      const viewed = views[at] ?? 0;
      scores[at] = viewed > 0 ? viewed : UNLISTED;
    }
  },
};
