import { shareProducts } from '../../support/logs/count-tables';
import fc from 'fast-check';
import { featureValuesOn } from '../../../counting/daily/feature-values';
import type { SharedCounts } from '../../../counting/daily/shared-counts';
import { addDays } from '../../../domain/execution-date';
import { noEvents } from '../../../domain/logs';
import { recentViews as feature } from '../../../domain/features/recent-views';
import { trending } from '../../../domain/models/trending';
import type { NumberColumn } from '../../../domain/product-counts';
import type { LoggedAdvertiser } from '../../../research/backtest/logged-events';
import { backtestAdvertiser } from '../../../research/backtest/backtest';
import { ProductHistory } from '../../../research/simulation/product-history';
import { holds, SEED } from '../../support/jest/property';

/* Must fail when the run of a date, a backtest of it and a simulation do not agree on a figure to its last bit. */

const FIRST_DAY = '2024-01-01';
const FIRST = Date.parse(FIRST_DAY) / 86_400_000;

/** Views of a product on a day, counted from the first one. */
type View = readonly [product: number, day: number, views: number];

let made = 0;

function recentViewsOn(counts: SharedCounts, day: number, halfLifeDays: number): NumberColumn {
  return featureValuesOn(feature, counts, day, { halfLifeDays })[0]!;
}

function countsOf(products: number, views: readonly View[]): SharedCounts {
  const sorted = [...views].sort(([, a], [, b]) => a - b);
  const column = (of: (view: View) => number) => Int32Array.from(sorted, of);
  return {
    products: shareProducts(`recent views ${String(made++)}`, {
      advertiserIds: Array.from({ length: products }, () => 'A'),
      productIds: Array.from({ length: products }, (_, i) => `p${String(i)}`),
    }),
    rows: {
      product_views: {
        day: column(([, day]) => FIRST + day),
        product: column(([product]) => product),
        counters: [column(([, , count]) => count)],
      },
      ads_views: {
        day: new Int32Array(),
        product: new Int32Array(),
        counters: [new Int32Array(), new Int32Array()],
      },
    },
  };
}

/** The figures that a backtest ranks by, by day and then by product. */
function backtested(
  products: number,
  views: readonly View[],
  days: number,
  halfLifeDays: number,
): number[][] {
  const figures: number[][] = [];
  const model = {
    ...trending,
    score: (...[products, scores]: Parameters<typeof trending.score>) => {
      figures.push([...products.features['recent_views']!]);
      trending.score(products, scores);
    },
  };
  const advertiser: LoggedAdvertiser = {
    advertiserId: 'A',
    products: Array.from({ length: products }, (_, product) => ({
      productId: `p${String(product)}`,
      days: new Map([
        // An impression on the first day: a backtest leaves out products that nothing has happened to.
        [FIRST_DAY, { ...noEvents(), impressions: 1 }],
        ...views
          .filter(([own]) => own === product)
          .map(
            ([, day, count]) =>
              [addDays(FIRST_DAY, day), { ...noEvents(), views: count, impressions: 1 }] as const,
          ),
      ]),
    })),
  };
  const all = Array.from({ length: days + 1 }, (_, day) => addDays(FIRST_DAY, day));
  backtestAdvertiser(advertiser, [model], all, halfLifeDays);
  return figures;
}

// By docs/models.md p0 and p1 have the same recent views; with 2 ** (-days / 7) of some versions of Node, p1 came first.
it('lists products with equal recent views by id', () => {
  const counts = countsOf(2, [
    [1, 0, 136_160],
    [0, 7, 68_080],
  ]);
  const [p0, p1] = recentViewsOn(counts, FIRST + 16, 7);
  expect([p0, p1]).toEqual([27_924.215_518, 27_924.215_518]);
});

// 20,419 views on each of two days: doubles gave 15,245.697825 from day to day, and 15,245.697826 each day by itself.
it('is in a run what it is in a backtest', () => {
  const views: View[] = [
    [0, 0, 20_419],
    [0, 2, 20_419],
  ];
  const counts = countsOf(1, views);
  for (const day of [0, 1, 2, 5, 11]) {
    expect([...recentViewsOn(counts, FIRST + day, 7)]).toEqual(backtested(1, views, 12, 7)[day]);
  }
  expect([...recentViewsOn(counts, FIRST + 11, 7)]).toEqual([15_245.697_825]);
});

// 2^-7 of an odd number of views is in the middle between two parts: only whole numbers can tell.
it('rounds half of a part up, of however many products', () => {
  const products = 70_000;
  const views = Array.from({ length: products }, (_, i): View => [i, 0, 2 * i + 1]);
  const recent = recentViewsOn(countsOf(products, views), FIRST + 49, 7);
  const expected = views.map(([, , count]) => Math.ceil((count * 1_000_000) / 128) / 1_000_000);
  expect(recent.every((figure, i) => figure === expected[i])).toBe(true);
});

it(`is the same in a run, a backtest and a simulation, in whatever order dates come; seed ${String(SEED)}`, () => {
  const products = 3;
  const days = 70;
  const anyViews = fc.uniqueArray(
    fc.tuple(fc.nat(products - 1), fc.nat(days - 1), fc.integer({ min: 1, max: 60 })),
    { selector: ([product, day]) => `${String(product)} ${String(day)}`, maxLength: 40 },
  );
  holds(
    fc.property(
      anyViews,
      fc.constantFrom(1, 3, 7, 2.5),
      fc.array(fc.nat(days - 1)),
      (views, halfLifeDays, dates) => {
        const counts = countsOf(products, views);
        const history = new ProductHistory(['p0', 'p1', 'p2'], halfLifeDays);
        const byDay = backtested(products, views, days, halfLifeDays);
        const simulated: number[][] = [];
        for (let day = 0; day < days; day++) {
          if (day > 0) history.beginDay();
          for (let product = 0; product < products; product++) history.addImpression(product, false);
          for (const [product, viewed, count] of views) {
            if (viewed === day) for (let i = 0; i < count; i++) history.addView(product);
          }
          simulated.push(history.counts().map(({ features }) => features?.['recent_views'] ?? NaN));
        }
        for (const date of dates) {
          const recent = [...recentViewsOn(counts, FIRST + date, halfLifeDays)];
          expect(recent).toEqual(byDay[date]);
          expect(recent).toEqual(simulated[date]);
        }
      },
    ),
    100,
  );
});
