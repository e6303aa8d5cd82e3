import type { CountColumns } from '../product-counts';

/** What is known of a product's ctr before it is shown: a beta distribution. */
export interface CtrPrior {
  /** Its mean, 0 to 1. */
  readonly mean: number;
  /** How many impressions it weighs: α + β of the distribution. */
  readonly impressions: number;
}

/**
 * The beta distribution that the ctrs of an advertiser's products are drawn from, by the method of moments, each product
 * weighted by its impressions; undefined without a click. With k products, n_i impressions each, N of all, and χ² their
 * Pearson statistic around the mean ctr:
 *
 *     mean = Σ clicks / N,   ρ = (χ² - (k - 1)) / (N - Σ n_i² / N - (k - 1)),   weight = 1 / ρ - 1
 *
 * ρ is the share of the variance that chance alone does not explain. Where there is none (χ² ≤ k - 1, too little
 * variance), or only one product, nothing tells the products apart: the prior then weighs as much as all N impressions
 * that it comes from. It never weighs more than these, and never less than one.
 *
 * Source: J. C. Kleinman, "Proportions with Extraneous Variance: Single and Independent Samples", Journal of the
 * American Statistical Association 68 (1973), 46–54.
 *
 * @param products those without an impression tell nothing, and do not count; nor do clicks beyond the impressions.
 */
export function estimatePrior(products: Pick<CountColumns, 'clicks' | 'impressions'>): CtrPrior | undefined {
  const clicks = sumOver(products, (clicked) => clicked);
  if (clicks === 0) return undefined;
  const shown = sumOver(products, (_, impressions) => impressions);
  const mean = clicks / shown;
  const variance = mean * (1 - mean);
  const byChance = sumOver(products, () => 1) - 1;
  // With every impression clicked there is no variance, and nothing to divide by.
  const deviations =
    variance === 0
      ? byChance
      : sumOver(
          products,
          (clicked, impressions) => (clicked - impressions * mean) ** 2 / (impressions * variance),
        );
  const largest =
    shown - sumOver(products, (_, impressions) => (impressions / shown) * impressions) - byChance;
  // A third at least, but for how sums are rounded, unless each product was shown once: then nothing is known of it.
  const rho = largest > 0.1 ? (deviations - byChance) / largest : 0;
  const weight = rho > 0 ? 1 / rho - 1 : shown;
  return { mean, impressions: Math.min(Math.max(weight, 1), shown) };
}

/**
 * The sum of a figure over products with an impression, each rounded to a multiple of 2^-20: their sum is exact then,
 * whatever the order of products.
 */
function sumOver(
  { clicks, impressions }: Parameters<typeof estimatePrior>[0],
  figure: (clicks: number, impressions: number) => number,
): number {
  let sum = 0;
  for (let at = 0; at < impressions.length; at++) {
    const shown = impressions[at] ?? 0;
    if (shown > 0) sum += Math.round(figure(Math.min(clicks[at] ?? 0, shown), shown) * 1_048_576);
  }
  return sum / 1_048_576;
}
