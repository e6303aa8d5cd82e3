import { exactRecentViews, RecentViews } from '../recent-views';
import type { AgedViews } from '../recent-views';
import type { DailyCounts, Feature, FeatureState } from './feature';

/** Products whose rows are searched for in one pass. */
const MAX_UNDECIDED = 65_536;

/** Product views, each worth less the longer ago it was (`domain/recent-views.ts`). */
export const recentViews: Feature = {
  name: 'recent_views',
  log: 'product_views',
  columns: [{ name: 'recent_views', type: 'DOUBLE' }],
  begin: (products, { halfLifeDays }) => new RecentViewsState(products, halfLifeDays),
};

class RecentViewsState implements FeatureState {
  readonly #products: number;
  /** By product: the value on its last day with a view. */
  readonly #views: RecentViews;

  constructor(products: number, halfLifeDays: number) {
    this.#products = products;
    this.#views = new RecentViews(products, halfLifeDays);
  }

  add({ day, product, counters }: DailyCounts, start: number, end: number): void {
    const counter = counters[0] ?? new Int32Array();
    const views = this.#views;
    for (let row = start; row < end; row++) views.add(product[row] ?? 0, day[row] ?? 0, counter[row] ?? 0);
  }

  valuesOn(today: number, { day, product, counters }: DailyCounts, end: number): readonly Float64Array[] {
    const counter = counters[0] ?? new Int32Array();
    const views = this.#views;
    const recent = new Float64Array(this.#products);
    // Sums too near to a rounding tie are computed again from all their rows with more bits, many products in one pass.
    let undecided = new Map<number, AgedViews[]>();
    const decide = () => {
      for (let row = 0; row < end; row++)
        undecided.get(product[row] ?? 0)?.push([today - (day[row] ?? 0), counter[row] ?? 0]);
      for (const [at, all] of undecided) recent[at] = exactRecentViews(all, views.decay);
      undecided = new Map();
    };
    for (let at = 0; at < recent.length; at++) {
      const known = views.on(at, today);
      recent[at] = known;
      if (Number.isNaN(known) && undecided.set(at, []).size === MAX_UNDECIDED) decide();
    }
    if (undecided.size > 0) decide();
    return [recent];
  }
}
