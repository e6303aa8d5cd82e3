import { UNLISTED } from './model';
import type { Model } from './model';

/**
 * The products with the highest `ctr = clicks / impressions` (a fraction), over products with at least one click
 * and one impression; ties by clicks, then by `product_id` in byte order. A ctr above 1 is kept.
 */
export const topCtr: Model<'clicks' | 'impressions' | 'ctr'> = {
  name: 'TopCTR',
  slug: 'top_ctr',
  caption: 'best ctr = clicks ÷ impressions',
  logs: ['ads_views'],
  metrics: [
    { name: 'clicks', type: 'integer', kind: 'count', from: 'clicks' },
    { name: 'impressions', type: 'integer', kind: 'count', from: 'impressions' },
    { name: 'ctr', type: 'double', kind: 'ratio', from: 'score' },
  ],
  tieBreak: 'clicks',
  score: ({ clicks, impressions }, scores) => {
    for (let at = 0; at < clicks.length; at++) {
      const clicked = clicks[at] ?? 0;
      const shown = impressions[at] ?? 0;
      scores[at] = clicked > 0 && shown > 0 ? clicked / shown : UNLISTED;
    }
  },
};
