import { estimatePrior } from './ctr-prior';
import type { CtrPrior } from './ctr-prior';
import { UNLISTED } from './model';
import type { Model } from './model';

/**
 * The products with the highest ctr after shrinkage towards the advertiser's mean: k clicks in n impressions become
 * `smoothed_ctr = (k + m · w) / (n + w)`, the mean of the beta-binomial posterior, where the prior has the mean m and
 * weighs w impressions. One click in one impression hardly moves it, a thousand impressions speak for themselves. Over
 * products with at least one impression, also those without a click, of advertisers with any click; ties by clicks, then
 * by `product_id` in byte order. Clicks beyond the impressions do not count.
 *
 * Unit of the score: a ctr (clicks ÷ impressions), 0 to 1, between the product's own and the advertiser's. Parameters:
 * none; m and w are estimated from the advertiser's own products (`ctr-prior.ts`).
 *
 * Source: B. Efron and C. Morris, "Data Analysis Using Stein's Estimator and its Generalizations", Journal of the American
 * Statistical Association 70 (1975), 311–319, for the idea; the prior after Kleinman (1973).
 */
export const topCtrSmoothed: Model<'clicks' | 'impressions' | 'smoothed_ctr'> = {
  name: 'TopCTRSmoothed',
  slug: 'top_ctr_smoothed',
  logs: ['ads_views'],
  metrics: [
    { name: 'clicks', type: 'integer', from: 'clicks' },
    { name: 'impressions', type: 'integer', from: 'impressions' },
    { name: 'smoothed_ctr', type: 'double', from: 'score' },
  ],
  tieBreak: 'clicks',
  score: (products, scores) => {
    const { clicks, impressions } = products;
    const prior = estimatePrior(products);
    for (let at = 0; at < clicks.length; at++) {
      const shown = impressions[at] ?? 0;
      const isListed = prior !== undefined && shown > 0;
      scores[at] = isListed ? smoothedCtr(clicks[at] ?? 0, shown, prior) : UNLISTED;
    }
  },
};

/** A product's ctr, shrunk towards the mean of the prior: the less, the more impressions it has. */
export function smoothedCtr(
  clicks: number,
  impressions: number,
  { mean, impressions: weight }: CtrPrior,
): number {
  return (Math.min(clicks, impressions) + mean * weight) / (impressions + weight);
}
