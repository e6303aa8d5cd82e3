import { decayOver, roundRecent } from '../domain/recent-views';
import { firstAfter } from './count-rows';
import type { SharedCounts, SharedProducts } from './shared-counts';

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

/** Most states that are kept: dates come about in order, from several runs at a time. */
const MAX_RUNNING = 2;

/** Those of the last calls, the least recently used first. */
let running: RunningViews[] = [];

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
  const state = nearestBefore(end, products, halfLifeDays);
  const { sums, days, decays } = state;
  const decayAfter = (gap: number) => decays[gap] ?? decayOver(gap, halfLifeDays);
  for (let i = state.rows; i < end; i++) {
    const at = product[i] ?? 0;
    const now = day[i] ?? 0;
    const before = sums[at] ?? 0;
    // Nothing stays nothing: what it was before its first day may be any day, also one after it.
    sums[at] = (before === 0 ? 0 : before * decayAfter(now - (days[at] ?? 0))) + (views[i] ?? 0);
    days[at] = now;
  }
  state.rows = end;
  const recent = new Float64Array(sums.length);
  for (let at = 0; at < sums.length; at++) {
    const sum = sums[at] ?? 0;
    if (sum > 0) recent[at] = roundRecent(sum * decayAfter(today - (days[at] ?? 0)));
  }
  return recent;
}

/** The state that has the fewest rows to go; a new one, if all are past them. */
function nearestBefore(end: number, { id, productEnds }: SharedProducts, halfLifeDays: number): RunningViews {
  const known = running.filter((state) => state.id === id && state.halfLifeDays === halfLifeDays);
  const nearest = known
    .filter(({ rows }) => rows <= end)
    .reduce<RunningViews | undefined>(
      (best, state) => (best && best.rows >= state.rows ? best : state),
      undefined,
    );
  const state = nearest ?? noViews(id, productEnds.length, halfLifeDays);
  running = [...known.filter((other) => other !== state), state].slice(-MAX_RUNNING);
  return state;
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
