import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** How often advertisers are drawn anew. */
const RESAMPLES = 1_000;
/** Most groups that are drawn from. */
const MAX_GROUPS = 200;
/** The shares of resamples below and above the interval. */
const TAIL = 0.025;

/** A mean over advertisers with its 95 % interval. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Advertisers of which the figure is known. */
  readonly advertisers: number;
}

/**
 * The mean of each column over advertisers, with the percentile interval of a bootstrap over them (B. Efron, "Bootstrap
 * Methods", The Annals of Statistics 7 (1979), 1–26): 1,000 times as many advertisers are drawn, with replacement, and
 * the interval leaves out 2.5 % of their means at either end. All columns share the draws, so that models are compared on
 * the same advertisers. More than 200 advertisers are dealt into as many groups, which are drawn whole: their means vary
 * alike, and the work has a limit.
 *
 * @param columns equally long, one entry for each advertiser, NaN where the figure is not known; null for one without any.
 * @param seed equal seeds give equal intervals.
 */
export function meanIntervals(
  columns: readonly Float64Array[],
  seed: number,
): readonly (MeanInterval | null)[] {
  const advertisers = columns[0]?.length ?? 0;
  const groups = Math.min(advertisers, MAX_GROUPS);
  const grouped = columns.map((column) => groupsOf(column, groups));
  const means = columns.map(() => new Float64Array(RESAMPLES));
  const random = xoroshiro128plus(seed);
  const drawn = new Int32Array(groups);
  for (let resample = 0; resample < RESAMPLES && groups > 0; resample++) {
    for (let i = 0; i < groups; i++) drawn[i] = uniformInt(random, 0, groups - 1);
    grouped.forEach(({ sums, counts }, c) => {
      let [sum, count] = [0, 0];
      for (const group of drawn) {
        sum += sums[group] ?? 0;
        count += counts[group] ?? 0;
      }
      (means[c] ?? drawn)[resample] = sum / count;
    });
  }
  return grouped.map(({ sums, counts }, c) => {
    const known = counts.reduce((total, count) => total + count, 0);
    if (known === 0) return null;
    const mean = sums.reduce((total, sum) => total + sum, 0) / known;
    // A resample may have drawn nobody of whom the figure is known.
    const sorted = (means[c] ?? sums).filter((one) => !Number.isNaN(one)).sort();
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? mean;
    return { mean, low: at(TAIL), high: at(1 - TAIL), advertisers: known };
  });
}

function groupsOf(column: Float64Array, groups: number): { sums: Float64Array; counts: Int32Array } {
  const sums = new Float64Array(groups);
  const counts = new Int32Array(groups);
  column.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const group = i % groups;
    sums[group] = (sums[group] ?? 0) + value;
    counts[group] = (counts[group] ?? 0) + 1;
  });
  return { sums, counts };
}
