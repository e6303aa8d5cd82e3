import fc from 'fast-check';
import { rankProducts } from '../../../domain/models/rank';
import { topCtrLowerBound } from '../../../domain/models/top-ctr-lower-bound';
import { anyCount, doubleAbove, isNearest } from '../../support/reference/exact';
import type { Fraction } from '../../support/reference/exact';
import { holds, SEED } from '../../support/jest/property';

type Ad = readonly [productId: string, clicks: number, impressions: number];

const list = (...ads: readonly Ad[]) =>
  rankProducts(
    topCtrLowerBound,
    ads.map(([productId, clicks, impressions]) => ({ productId, views: 0, clicks, impressions })),
  ).map(({ productId, metrics }) => [productId, metrics.ctr_lower_bound] as const);

const boundOf = (clicks: number, impressions: number) => list(['a', clicks, impressions])[0]?.[1] ?? NaN;

// Wilson's interval at z = 1.96, worked out by hand: 1 of 1: 1 / (1 + z²) = 1 / 4.8416;
// 5 of 10: (5 + 1.9208 - 1.96 · √(2.5 + 0.9604)) / 13.8416; 10 of 1,000: (10 + 1.9208 - 1.96 · √(9.9 + 0.9604)) / 1,003.8416.
it.each([
  [1, 1, 0.206543],
  [5, 10, 0.23659],
  [10, 1_000, 0.005441],
])('of %i clicks in %i impressions is %f', (clicks, impressions, expected) => {
  expect(boundOf(clicks, impressions)).toBeCloseTo(expected, 6);
});

it('puts much evidence before little of the same ctr', () => {
  expect(list(['little', 1, 2], ['much', 50, 100], ['one', 1, 1]).map(([id]) => id)).toEqual([
    'much',
    'one',
    'little',
  ]);
});

// For p = 1/2: n = 2,500 v² and k = v (1,250 v + 49) lie on (k - n p)² = n z² p (1 - p), whatever v is.
it('breaks ties by clicks', () => {
  const ads = [1, 2, 3, 5, 8].map((v): Ad => [`v${String(v)}`, v * (1_250 * v + 49), 2_500 * v * v]);
  expect(list(...ads)).toEqual(['v8', 'v5', 'v3', 'v2', 'v1'].map((id) => [id, 0.5]));
});

it('breaks ties of clicks by product id', () => {
  expect(list(['c', 1, 10], ['a', 1, 10], ['b', 1, 10]).map(([id]) => id)).toEqual(['a', 'b', 'c']);
});

it('leaves out products without a click or without an impression', () => {
  expect(list(['clicks only', 9, 0], ['impressions only', 0, 9], ['both', 1, 9]).map(([id]) => id)).toEqual([
    'both',
  ]);
});

it('does not count clicks beyond the impressions, and lists the product with all of them', () => {
  expect(boundOf(7, 4)).toBe(boundOf(4, 4));
  expect(
    rankProducts(topCtrLowerBound, [{ productId: 'a', views: 0, clicks: 7, impressions: 4 }])[0]?.metrics,
  ).toMatchObject({ clicks: 7, impressions: 4 });
});

describe(`properties, seed ${String(SEED)}`, () => {
  const ad = fc
    .integer({ min: 1, max: 100_000 })
    .chain((impressions) => fc.tuple(fc.integer({ min: 1, max: impressions }), fc.constant(impressions)));

  it('lies between 0 and the ctr', () => {
    holds(
      fc.property(ad, ([clicks, impressions]) => {
        expect(boundOf(clicks, impressions)).toBeGreaterThan(0);
        expect(boundOf(clicks, impressions)).toBeLessThan(clicks / impressions);
      }),
    );
  });

  it('rises with the evidence for the same ctr', () => {
    holds(
      fc.property(ad, fc.integer({ min: 2, max: 100 }), ([clicks, impressions], times) => {
        expect(boundOf(clicks * times, impressions * times)).toBeGreaterThan(boundOf(clicks, impressions));
      }),
    );
  });
});

describe(`exact arithmetic, seed ${String(SEED)}`, () => {
  /**
   * The bound is the smaller root of (n + z²) x² - (2 k + z²) x + k² / n, which is above 0 below it; z² is 2401 / 625.
   * Between the roots, and above, x is larger.
   */
  const compareBound = (clicks: number, impressions: number, { dividend, divisor }: Fraction) => {
    const [k, n] = [BigInt(clicks), BigInt(impressions)];
    const isBelowTheMiddle = 2n * (625n * n + 2_401n) * dividend < (1_250n * k + 2_401n) * divisor;
    const value =
      (625n * n + 2_401n) * n * dividend ** 2n -
      (1_250n * k + 2_401n) * n * dividend * divisor +
      625n * k * k * divisor ** 2n;
    if (!isBelowTheMiddle || value < 0n) return -1;
    return value === 0n ? 0 : 1;
  };
  const pair = anyCount().chain((n) =>
    fc.tuple(
      fc.oneof(fc.integer({ min: 1, max: n }), fc.integer({ min: 1, max: Math.min(n, 50) }), fc.constant(n)),
      fc.constant(n),
    ),
  );

  it('a bound is the double nearest to the exact one, for counts up to 2^53', () => {
    holds(
      fc.property(pair, ([clicks, impressions]) => {
        const bound = boundOf(clicks, impressions);
        expect(isNearest(bound, (other) => compareBound(clicks, impressions, other))).toBe(true);
        expect(isNearest(doubleAbove(bound), (other) => compareBound(clicks, impressions, other))).toBe(
          false,
        );
      }),
      3_000,
    );
  });

  // For p = a / b: n = 625 a (b - a) b² v², k = a (b - a) v (625 a b v + 49).
  it('equal bounds are equal doubles, and go by clicks', () => {
    const ties = fc
      .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }))
      .chain(([a, more]) =>
        fc.tuple(
          fc.constant([a, a + more] as const),
          fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 2, maxLength: 20 }),
        ),
      );
    holds(
      fc.property(ties, ([[a, b], all]) => {
        const ads = all.map((v): Ad => [
          String(v),
          a * (b - a) * v * (625 * a * b * v + 49),
          625 * a * (b - a) * b * b * v * v,
        ]);
        const sorted = [...all].sort((one, other) => other - one);
        expect(list(...ads)).toEqual(sorted.map((v) => [String(v), a / b]));
      }),
    );
  });
});
