import { decayOver, roundRecent } from '../domain/recent-views';
import { firstAfter } from './count-rows';
import type { SharedCounts } from './shared-counts';

/** Gaps between two days whose decay is looked up. */
const KNOWN_GAPS = 4_096;

/** The recent views of some day, which those of a later day go on from. */
interface RunningViews {
  /** Of these products. */
  readonly id: string;
  readonly halfLifeDays: number;
  /** By days: what is left after them. */
  readonly decays: Float64Array;
  /** Rows that are in the sums. */
  rows: number;
  /** By product: the sum as it was on the last day with a view. */
  readonly sums: Float64Array;
  /** By product: that day. */
  readonly days: Int32Array;
}

/** Those of the last call, as dates follow one another. */
let running: RunningViews | undefined;

/**
 * By product: its recent views on a day, as `domain/recent-views.ts` has them. Each row is added to the sum of its
 * product in the order of days, whatever date the sums go on from: a date has the same figures whichever ran before it.
 */
export function recentViewsOn(
  { products, rows }: SharedCounts,
  today: number,
  halfLifeDays: number,
): Float64Array {
  const { day, product, counters } = rows.product_views;
  const views = counters[0] ?? new Int32Array();
  const end = firstAfter(day, today);
  if (running?.id !== products.id || running.halfLifeDays !== halfLifeDays || running.rows > end) {
    running = noViews(products.id, products.productEnds.length, halfLifeDays);
  }
  const { sums, days, decays } = running;
  const decayAfter = (gap: number) => decays[gap] ?? decayOver(gap, halfLifeDays);
  for (let i = running.rows; i < end; i++) {
    const at = product[i] ?? 0;
    const now = day[i] ?? 0;
    const before = sums[at] ?? 0;
    // Nothing stays nothing: what it was before its first day may be any day, also one after it.
    sums[at] = (before === 0 ? 0 : before * decayAfter(now - (days[at] ?? 0))) + (views[i] ?? 0);
    days[at] = now;
  }
  running.rows = end;
  const recent = new Float64Array(sums.length);
  for (let at = 0; at < sums.length; at++) {
    const sum = sums[at] ?? 0;
    if (sum > 0) recent[at] = roundRecent(sum * decayAfter(today - (days[at] ?? 0)));
  }
  return recent;
}

function noViews(id: string, products: number, halfLifeDays: number): RunningViews {
  return {
    id,
    halfLifeDays,
    decays: Float64Array.from({ length: KNOWN_GAPS }, (_, days) => decayOver(days, halfLifeDays)),
    rows: 0,
    sums: new Float64Array(products),
    days: new Int32Array(products),
  };
}
