import { featureColumn } from '../features/feature';
import { recentViews } from '../features/recent-views';
import { UNLISTED } from './model';
import type { Model } from './model';

/**
 * The products with the most recent views: `recent_views = Σ views(d) · 2^(-(D - d) / h)` over the days d up to the
 * execution date D, so that a view counts 1 on D, half of it h days later, a quarter after 2 h; ties by `product_id` in
 * byte order.
 *
 * Unit of the score: product views of D, to a millionth; products below half a millionth are not listed. Parameter: the
 * half-life h in days (`TRENDING_HALF_LIFE_DAYS`, default 7).
 *
 * Source: exponential smoothing, R. G. Brown, "Smoothing, Forecasting and Prediction of Discrete Time Series" (1963);
 * for streams, as forward decay, G. Cormode et al., "Forward Decay", ICDE 2009.
 */
export const trending: Model<'views' | 'recent_views'> = {
  name: 'Trending',
  slug: 'trending',
  caption: 'most product views, recent ones first',
  logs: ['product_views'],
  features: [recentViews],
  metrics: [
    { name: 'views', type: 'integer', kind: 'count', from: 'views' },
    { name: 'recent_views', type: 'double', kind: 'count', from: 'score' },
  ],
  score: ({ features }, scores) => {
    const views = featureColumn(features, 'recent_views');
    for (let at = 0; at < views.length; at++) {
      const recent = views[at] ?? 0;
      scores[at] = recent > 0 ? recent : UNLISTED;
    }
  },
};
