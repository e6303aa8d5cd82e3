import { DoubleDouble } from '../exact/double-double';
import { floorRoot, nearestQuotient } from '../exact/whole-numbers';
import { UNLISTED } from './model';
import type { Model } from './model';

/** First number of bits for the root of an exact bound; doubled while it does not decide the rounding. */
const ROOT_BITS = 128n;

/**
 * The products whose ctr is high with confidence: the lower end of Wilson's score interval for k clicks in n impressions,
 * `ctr_lower_bound = (k + z²/2 - z · √(k (n - k) / n + z²/4)) / (n + z²)`, over products with at least one click and one
 * impression; ties by clicks, then by `product_id` in byte order. Clicks beyond the impressions do not count.
 *
 * Unit of the score: a ctr (clicks ÷ impressions), 0 to 1, always below the product's own; the double nearest to the exact
 * score, so that equal scores are equal doubles. Parameter: z = 1.96, fixed: the interval contains the true ctr in 95 of
 * 100 cases.
 *
 * Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
 * Statistical Association 22 (1927), 209–212; to rank with: E. Miller, "How Not To Sort By Average Rating" (2009).
 */
export const topCtrLowerBound: Model<'clicks' | 'impressions' | 'ctr_lower_bound'> = {
  name: 'TopCTRLowerBound',
  slug: 'top_ctr_lower_bound',
  caption: 'best ctr, as far as it is certain',
  logs: ['ads_views'],
  metrics: [
    { name: 'clicks', type: 'integer', kind: 'count', from: 'clicks' },
    { name: 'impressions', type: 'integer', kind: 'count', from: 'impressions' },
    { name: 'ctr_lower_bound', type: 'double', kind: 'ratio', from: 'score' },
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

const bound = new DoubleDouble();
const divisor = new DoubleDouble();
const root = new DoubleDouble();

/**
 * With z = 49/25, in whole numbers, with the root in the divisor, where nothing is subtracted:
 * 1250 k² / (n (1250 k + 2401 + 49 √(2500 k (n - k) / n + 2401))).
 */
function lowerBound(k: number, n: number): number {
  root
    .setProduct(k, n - k)
    .multiply(2_500)
    .divide(n)
    .add(2_401)
    .takeRoot()
    .multiply(49);
  divisor.setProduct(1_250, k).add(2_401).add(root.high, root.low).multiply(n);
  bound.setProduct(k, k).multiply(1_250).divide(divisor.high, divisor.low);
  const nearest = bound.nearest();
  return Number.isNaN(nearest) ? exactLowerBound(BigInt(k), BigInt(n)) : nearest;
}

function exactLowerBound(k: bigint, n: bigint): number {
  const square = (2_500n * k * (n - k) + 2_401n * n) * n;
  // This terminates: an irrational bound is never exactly between two doubles, and any other bound has a last bit.
  for (let bits = ROOT_BITS; ; bits *= 2n) {
    const shifted = square << (2n * bits);
    const low = floorRoot(shifted);
    const high = low * low === shifted ? low : low + 1n;
    const [above, below] = [low, high].map((times) =>
      nearestQuotient((1_250n * k * k) << bits, (((1_250n * k + 2_401n) * n) << bits) + 49n * times),
    );
    if (above === below && above !== undefined) return above;
  }
}
