import { UNLISTED } from './model';
import type { Model } from './model';

/** Standard deviations below: 1.96 for the lower end of an interval that holds the true ctr in 95 of 100 cases. */
export const LOWER_BOUND_Z = 1.96;

/**
 * The products whose ctr is high for certain: the lower end of Wilson's score interval for k clicks in n impressions,
 * `ctr_lower_bound = (k + z²/2 - z · √(k (n - k) / n + z²/4)) / (n + z²)`, over products with at least one click and one
 * impression; ties by clicks, then by `product_id` in byte order. Clicks beyond the impressions do not count.
 *
 * Unit of the score: a ctr (clicks ÷ impressions), 0 to 1; always below the product's own. Parameter: z = 1.96, which is
 * fixed.
 *
 * Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
 * Statistical Association 22 (1927), 209–212; to rank with: E. Miller, "How Not To Sort By Average Rating" (2009).
 */
export const topCtrLowerBound: Model<'clicks' | 'impressions' | 'ctr_lower_bound'> = {
  name: 'TopCTRLowerBound',
  slug: 'top_ctr_lower_bound',
  logs: ['ads_views'],
  metrics: [
    { name: 'clicks', type: 'integer', from: 'clicks' },
    { name: 'impressions', type: 'integer', from: 'impressions' },
    { name: 'ctr_lower_bound', type: 'double', from: 'score' },
  ],
  tieBreak: 'clicks',
  score: ({ clicks, impressions }, scores) => {
    for (let at = 0; at < clicks.length; at++) {
      const clicked = clicks[at] ?? 0;
      const shown = impressions[at] ?? 0;
      scores[at] = clicked > 0 && shown > 0 ? lowerBound(Math.min(clicked, shown), shown) : UNLISTED;
    }
  },
};

function lowerBound(k: number, n: number): number {
  const z2 = LOWER_BOUND_Z ** 2;
  const spread = LOWER_BOUND_Z * Math.sqrt((k * (n - k)) / n + z2 / 4);
  return (k + z2 / 2 - spread) / (n + z2);
}
