import fc from 'fast-check';
import { rankProducts } from '../../../domain/models/rank';
import { LOWER_BOUND_Z, topCtrLowerBound } from '../../../domain/models/top-ctr-lower-bound';
import { holds, SEED } from '../../support/property';

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
  expect(LOWER_BOUND_Z).toBe(1.96);
  expect(boundOf(clicks, impressions)).toBeCloseTo(expected, 6);
});

it('puts much evidence before little of the same ctr', () => {
  expect(list(['little', 1, 2], ['much', 50, 100], ['one', 1, 1]).map(([id]) => id)).toEqual([
    'much',
    'one',
    'little',
  ]);
});

it('breaks ties by product id', () => {
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
