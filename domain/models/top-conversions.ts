import { UNLISTED } from './model';
import type { Model } from './model';

/**
 * The products with the most conversions, over products with at least one; ties by clicks, then by `product_id` in byte
 * order. The conversion rate is `conversions / clicks` (a fraction): above 1 where a click led to several conversions,
 * not known where no click was logged.
 */
export const topConversions: Model<'conversions' | 'clicks' | 'conversion_rate'> = {
  name: 'TopConversions',
  slug: 'top_conversions',
  caption: 'most conversions',
  logs: ['ads_views'],
  metrics: [
    { name: 'conversions', type: 'integer', kind: 'count', from: 'conversions' },
    { name: 'clicks', type: 'integer', kind: 'count', from: 'clicks' },
    {
      name: 'conversion_rate',
      type: 'double',
      kind: 'ratio',
      from: { dividend: 'conversions', divisor: 'clicks' },
    },
  ],
  tieBreak: 'clicks',
  score: ({ conversions }, scores) => {
    for (let at = 0; at < conversions.length; at++) {
      const converted = conversions[at] ?? 0;
      scores[at] = converted > 0 ? converted : UNLISTED;
    }
  },
};
