import { exactRecentViews, RecentViews } from '../../domain/recent-views';
import type { AgedViews } from '../../domain/recent-views';
import { firstAfter } from '../columns/count-rows';
import type { SharedCounts, SharedProducts } from './shared-counts';

/** The recent views of some day, which those of a later day go on from. */
interface RunningViews {
  /** Of these products. */
  readonly id: string;
  readonly halfLifeDays: number;
  /** By product, as it was on its last day with a view. */
  readonly views: RecentViews;
  /** Rows that are in the sums. */
  rows: number;
}

/** Most states that are kept: dates come about in order, from several runs at a time. */
const MAX_RUNNING = 2;
/** Products whose rows are looked for at once. */
const MAX_UNDECIDED = 65_536;

/** Those of the last calls, the least recently used first. */
let running: RunningViews[] = [];

/** By product: its recent views on a day, as `domain/recent-views.ts` has them, whichever date ran before. */
export function recentViewsOn(counts: SharedCounts, today: number, halfLifeDays: number): Float64Array {
  const { products, rows } = counts;
  const { day, product, counters } = rows.product_views;
  const counter = counters[0] ?? new Int32Array();
  const end = firstAfter(day, today);
  const state = nearestBefore(end, products, halfLifeDays);
  const { views } = state;
  for (let i = state.rows; i < end; i++) views.add(product[i] ?? 0, day[i] ?? 0, counter[i] ?? 0);
  state.rows = end;
  const recent = new Float64Array(products.productEnds.length);
  let undecided = new Map<number, AgedViews[]>();
  const decide = () => {
    for (let i = 0; i < end; i++)
      undecided.get(product[i] ?? 0)?.push([today - (day[i] ?? 0), counter[i] ?? 0]);
    for (const [at, all] of undecided) recent[at] = exactRecentViews(all, views.decay);
    undecided = new Map();
  };
  for (let at = 0; at < recent.length; at++) {
    const known = views.on(at, today);
    recent[at] = known;
    if (Number.isNaN(known) && undecided.set(at, []).size === MAX_UNDECIDED) decide();
  }
  if (undecided.size > 0) decide();
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
  const state = nearest ?? {
    id,
    halfLifeDays,
    views: new RecentViews(productEnds.length, halfLifeDays),
    rows: 0,
  };
  running = [...known.filter((other) => other !== state), state].slice(-MAX_RUNNING);
  return state;
}
