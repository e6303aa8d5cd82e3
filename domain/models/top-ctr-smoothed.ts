import { DoubleDouble } from '../exact/double-double';
import { nearestQuotient } from '../exact/whole-numbers';
import { estimatePrior } from './ctr-prior';
import type { CtrPrior } from './ctr-prior';
import { UNLISTED } from './model';
import type { Model } from './model';

/**
 * The products with the highest ctr after shrinkage towards the advertiser's mean: k clicks in n impressions become
 * `smoothed_ctr = (k + m · w) / (n + w)`, the mean of the beta-binomial posterior, where the prior has the mean m and
 * weighs w impressions. With one impression the score stays near m; with a thousand it is near the product's ctr. Over
 * products with at least one impression, also those without a click, of advertisers with any click; ties by clicks, then
 * by `product_id` in byte order. Clicks beyond the impressions do not count.
 *
 * Unit of the score: a ctr (clicks ÷ impressions), 0 to 1, between the product's and the advertiser's; the double nearest to
 * the exact score, so that equal scores are equal doubles. Parameters: none; m and w are estimated from the advertiser's
 * own products (`ctr-prior.ts`).
 *
 * Source: B. Efron and C. Morris, "Data Analysis Using Stein's Estimator and its Generalizations", Journal of the American
 * Statistical Association 70 (1975), 311–319, for the idea; the prior after Kleinman (1973).
 */
export const topCtrSmoothed: Model<'clicks' | 'impressions' | 'smoothed_ctr'> = {
  name: 'TopCTRSmoothed',
  slug: 'top_ctr_smoothed',
  caption: 'best ctr, drawn towards the mean of the advertiser',
  logs: ['ads_views'],
  metrics: [
    { name: 'clicks', type: 'integer', kind: 'count', from: 'clicks' },
    { name: 'impressions', type: 'integer', kind: 'count', from: 'impressions' },
    { name: 'smoothed_ctr', type: 'double', kind: 'ratio', from: 'score' },
  ],
  tieBreak: 'clicks',
  score: (products, scores) => {
    const { clicks, impressions } = products;
    const prior = estimatePrior(products);
    const smoothed = prior && shrinkTo(prior);
    for (let at = 0; at < clicks.length; at++) {
      const shown = impressions[at] ?? 0;
      scores[at] = smoothed !== undefined && shown > 0 ? smoothed(clicks[at] ?? 0, shown) : UNLISTED;
    }
  },
};

/** Computes a product's ctr, shrunk towards the mean of the prior; more impressions mean less shrinkage. */
export function shrinkTo(prior: CtrPrior): (clicks: number, impressions: number) => number {
  const ofPrior = new DoubleDouble().setProduct(prior.clicks, prior.weight);
  const score = new DoubleDouble();
  const divisor = new DoubleDouble();
  return (clicks, impressions) => {
    const k = Math.min(clicks, impressions);
    // m is K / N: (k + K / N · w) / (n + w) = (k · N + K · w) / ((n + w) · N)
    divisor.setSum(impressions, prior.weight).multiply(prior.impressions);
    score.setProduct(k, prior.impressions).add(ofPrior.high, ofPrior.low).divide(divisor.high, divisor.low);
    const nearest = score.nearest();
    return Number.isNaN(nearest) ? exactlyShrunk(k, impressions, prior) : nearest;
  };
}

function exactlyShrunk(k: number, n: number, prior: CtrPrior): number {
  const [clicks, impressions] = [BigInt(prior.clicks), BigInt(prior.impressions)];
  let weight = prior.weight;
  let parts = 1n;
  for (; !Number.isInteger(weight); weight *= 2) parts *= 2n;
  return nearestQuotient(
    BigInt(k) * impressions * parts + clicks * BigInt(weight),
    (BigInt(n) * parts + BigInt(weight)) * impressions,
  );
}
