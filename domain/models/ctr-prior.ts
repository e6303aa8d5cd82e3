import type { CountColumns } from '../product-counts';

/** The prior of a product's ctr, before the product is shown: a beta distribution. */
export interface CtrPrior {
  /** The mean of the prior is `clicks / impressions` over all products, without clicks beyond a product's impressions. */
  readonly clicks: number;
  readonly impressions: number;
  /** How many impressions it weighs: α + β of the distribution. */
  readonly weight: number;
}

/** Terms are added as multiples of 2^-20, or of a larger unit for a large sum: exactly, in any order of products. */
const MOST_PARTS = 2 ** 20;
const EXACT_UP_TO = 2 ** 52;

/**
 * The beta distribution that the ctrs of an advertiser's products are drawn from, by the method of moments, each product
 * weighted by its impressions; undefined without a click. With k products, n_i impressions each, N of all, and χ² their
 * Pearson statistic around the mean ctr:
 *
 *     mean = Σ clicks / N,   ρ = (χ² - (k - 1)) / (N - Σ n_i² / N - (k - 1)),   weight = 1 / ρ - 1
 *
 * ρ is the share of the variance that chance alone does not explain. Where there is none (χ² ≤ k - 1, too little
 * variance), or only one product, the products cannot be distinguished: the weight is then N, all impressions. The weight
 * is never above N and never below 1.
 *
 * Source: J. C. Kleinman, "Proportions with Extraneous Variance: Single and Independent Samples", Journal of the
 * American Statistical Association 68 (1973), 46–54.
 *
 * @param products products without an impression do not count, nor do clicks beyond a product's impressions.
 */
export function estimatePrior({
  clicks,
  impressions,
}: Pick<CountColumns, 'clicks' | 'impressions'>): CtrPrior | undefined {
  let clicked = 0;
  let shown = 0;
  let byChance = -1;
  for (let at = 0; at < impressions.length; at++) {
    const n = impressions[at] ?? 0;
    if (n === 0) continue;
    clicked += Math.min(clicks[at] ?? 0, n);
    shown += n;
    byChance++;
  }
  if (clicked === 0) return undefined;
  const mean = clicked / shown;
  const variance = mean * (1 - mean);
  // Each of the two sums is at most `shown`: in multiples of this unit they are exact.
  let parts = MOST_PARTS;
  while (shown * parts > EXACT_UP_TO) parts /= 2;
  let deviations = 0;
  let squares = 0;
  for (let at = 0; at < impressions.length; at++) {
    const n = impressions[at] ?? 0;
    if (n === 0) continue;
    squares += Math.round((n / shown) * n * parts);
    // With every impression clicked there is no variance, and nothing to divide by.
    if (variance === 0) continue;
    const deviation = Math.min(clicks[at] ?? 0, n) - n * mean;
    deviations += Math.round(((deviation * deviation) / (n * variance)) * parts);
  }
  const excess = variance > 0 ? deviations / parts - byChance : 0;
  const largest = shown - squares / parts - byChance;
  // At least a third, apart from rounding, unless each product was shown once: then the variance is unknown.
  const rho = largest > 0.1 ? excess / largest : 0;
  const weight = rho > 0 ? 1 / rho - 1 : shown;
  return { clicks: clicked, impressions: shown, weight: Math.min(Math.max(weight, 1), shown) };
}
