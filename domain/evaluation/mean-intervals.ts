import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Number of resamples. */
const RESAMPLES = 1_000;
/** Most groups that are drawn from, so that the number of draws of a group fits into a byte. */
const MAX_GROUPS = 200;
/** The shares of resamples below and above the interval. */
const TAIL = 0.025;
const SEED = 20_241_129;

/** A mean over advertisers with its 95 % interval. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Advertisers with a known figure. */
  readonly advertisers: number;
}

/**
 * The mean of each column over advertisers, with the percentile interval of a bootstrap over them (B. Efron, "Bootstrap
 * Methods", The Annals of Statistics 7 (1979), 1–26): 1,000 times as many advertisers are drawn, with replacement, and
 * the interval leaves out 2.5 % of their means at either end. All columns share the draws, so that models are compared on
 * the same advertisers; so do all calls with as many advertisers, and equal columns have equal intervals. More than 200
 * advertisers are dealt into as many groups, which are drawn whole: their means vary alike, and the work has a limit.
 *
 * @param columns columns of one length with an entry for each advertiser, NaN where the figure is unknown. The result is
 *   null for a column without a known figure.
 */
export function meanIntervals(columns: readonly Float64Array[]): readonly (MeanInterval | null)[] {
  const advertisers = columns[0]?.length ?? 0;
  const draws = drawsOf(Math.min(advertisers, MAX_GROUPS));
  const grouped = columns.map((column) => groupsOf(column, draws.groups));
  // Most figures are known for all advertisers: their columns share the divisors.
  const everybody = groupsOf(new Float64Array(advertisers), draws.groups).counts;
  const countsOf = ({ counts, known }: Groups) => (known < advertisers ? counts : everybody);
  const drawn = drawnSums(draws, new Set(grouped.flatMap((groups) => [groups.sums, countsOf(groups)])));
  return grouped.map((groups) => {
    const { sums, known } = groups;
    if (known === 0) return null;
    const drawnCounts = drawn.get(countsOf(groups));
    const means = (drawn.get(sums) ?? new Float64Array()).map((sum, i) => sum / (drawnCounts?.[i] ?? 0));
    const mean = sums.reduce((total, sum) => total + sum, 0) / known;
    // A resample may contain no advertiser with this figure.
    const sorted = means.filter((one) => !Number.isNaN(one)).sort();
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? mean;
    return { mean, low: at(TAIL), high: at(1 - TAIL), advertisers: known };
  });
}

/** How often each group is in each resample: `times[resample * groups + group]`. */
interface Draws {
  readonly groups: number;
  readonly times: Uint8Array;
}

/** The draws of the last call, which usually fit again: most days have the same number of groups. */
let lastDraws: Draws = { groups: 0, times: new Uint8Array() };

function drawsOf(groups: number): Draws {
  if (lastDraws.groups === groups) return lastDraws;
  const times = new Uint8Array(RESAMPLES * groups);
  const random = xoroshiro128plus(SEED);
  for (let first = 0; first < times.length; first += groups) {
    for (let i = 0; i < groups; i++) {
      const at = first + uniformInt(random, 0, groups - 1);
      times[at] = (times[at] ?? 0) + 1;
    }
  }
  lastDraws = { groups, times };
  return lastDraws;
}

/** Sums the groups' values by resample. Four columns at a time, as loading a group's number of draws takes as long as adding. */
function drawnSums(
  { groups, times }: Draws,
  all: ReadonlySet<Float64Array>,
): Map<Float64Array, Float64Array> {
  const columns = [...all];
  const none = new Float64Array(groups);
  const drawn = new Map<Float64Array, Float64Array>();
  for (let first = 0; first < columns.length; first += 4) {
    const [a = none, b = none, c = none, d = none] = columns.slice(first, first + 4);
    const sums = new Float64Array(4 * RESAMPLES);
    for (let resample = 0, at = 0; resample < RESAMPLES; resample++) {
      let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
      for (let group = 0; group < groups; group++, at++) {
        const drawnTimes = times[at] ?? 0;
        sumA += drawnTimes * (a[group] ?? 0);
        sumB += drawnTimes * (b[group] ?? 0);
        sumC += drawnTimes * (c[group] ?? 0);
        sumD += drawnTimes * (d[group] ?? 0);
      }
      sums[resample] = sumA;
      sums[RESAMPLES + resample] = sumB;
      sums[2 * RESAMPLES + resample] = sumC;
      sums[3 * RESAMPLES + resample] = sumD;
    }
    columns.slice(first, first + 4).forEach((column, i) => {
      drawn.set(column, sums.subarray(i * RESAMPLES, (i + 1) * RESAMPLES));
    });
  }
  return drawn;
}

interface Groups {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  /** Number of known values. */
  readonly known: number;
}

function groupsOf(column: Float64Array, groups: number): Groups {
  const sums = new Float64Array(groups);
  const counts = new Float64Array(groups);
  let known = 0;
  column.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const group = i % groups;
    sums[group] = (sums[group] ?? 0) + value;
    counts[group] = (counts[group] ?? 0) + 1;
    known++;
  });
  return { sums, counts, known };
}
