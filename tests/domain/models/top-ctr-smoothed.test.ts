import fc from 'fast-check';
import { estimatePrior } from '../../../domain/models/ctr-prior';
import type { CtrPrior } from '../../../domain/models/ctr-prior';
import { columnsOf, rankProducts } from '../../../domain/models/rank';
import { shrinkTo, topCtrSmoothed } from '../../../domain/models/top-ctr-smoothed';
import type { ProductCounts } from '../../../domain/product-counts';
import { compareUtf8 } from '../../../domain/utf8-order';
import { anyCount, compareFractions, fractionOf, isNearest } from '../../support/reference/exact';
import type { Fraction } from '../../support/reference/exact';
import { holds, SEED } from '../../support/jest/property';

type Ad = readonly [productId: string, clicks: number, impressions: number];

const counts = ([productId, clicks, impressions]: Ad): ProductCounts => ({
  productId,
  views: 0,
  clicks,
  impressions,
});

const list = (...ads: readonly Ad[]) =>
  rankProducts(topCtrSmoothed, ads.map(counts)).map(({ productId, metrics }) => [
    productId,
    metrics.clicks,
    metrics.impressions,
    metrics.smoothed_ctr,
  ]);

const priorOf = (...ads: readonly Ad[]) => estimatePrior(columnsOf(ads.map(counts)));

describe('the prior', () => {
  // m = 6 / 40 = 0.15; χ² = ((1 - 1.5)² + (5 - 1.5)² + 2 · (0 - 1.5)²) / (10 · 0.15 · 0.85) = 17 / 1.275 = 40 / 3;
  // ρ = (40 / 3 - 3) / (40 - 4 · 100 / 40 - 3) = (31 / 3) / 27 = 31 / 81; weight = 81 / 31 - 1 = 50 / 31.
  it('is estimated by the method of moments', () => {
    const prior = priorOf(['a', 1, 10], ['b', 5, 10], ['c', 0, 10], ['d', 0, 10]);
    expect(prior).toMatchObject({ clicks: 6, impressions: 40 });
    expect(prior?.weight).toBeCloseTo(50 / 31, 4);
  });

  // m = 30 / 400; χ² = ((20 - 7.5)² + (10 - 22.5)²·(100/300)) / (100 · m(1 - m)) with n = 100 and 300:
  // (156.25 / 100 + 156.25 / 300) / 0.069375 = 2.083333 / 0.069375 = 30.03003;
  // ρ = (30.03003 - 1) / (400 - (10,000 + 90,000) / 400 - 1) = 29.03003 / 149; weight = 149 / 29.03003 - 1.
  it('weighs products by their impressions', () => {
    const prior = priorOf(['a', 20, 100], ['b', 10, 300]);
    expect(prior).toMatchObject({ clicks: 30, impressions: 400 });
    expect(prior?.weight).toBeCloseTo(149 / 29.03003 - 1, 4);
  });

  it.each<[string, readonly Ad[], number]>([
    ['all products have the same ctr', [['a', 1, 10], ['b', 2, 20]], 30], // prettier-ignore
    ['there is one product', [['a', 3, 10]], 10],
    ['every impression was clicked', [['a', 2, 2], ['b', 3, 3]], 5], // prettier-ignore
    ['each product was shown once', [['a', 1, 1], ['b', 0, 1], ['c', 0, 1]], 3], // prettier-ignore
  ])('weighs as much as all impressions where %s', (_, ads, impressions) => {
    expect(priorOf(...ads)?.weight).toBe(impressions);
  });

  it('weighs at least one impression, however far products are apart', () => {
    expect(priorOf(['a', 1_000, 1_000], ['b', 0, 1_000])?.weight).toBe(1);
  });

  it('is unknown without a click', () => {
    expect(priorOf(['a', 0, 10])).toBeUndefined();
    expect(priorOf()).toBeUndefined();
  });

  // Fails when they count as products, or are divided by.
  it('does not look at products without an impression', () => {
    const shown: Ad[] = [['a', 1, 10], ['b', 5, 10]]; // prettier-ignore
    expect(priorOf(...shown, ['unseen', 0, 0], ['clicks only', 3, 0])).toEqual(priorOf(...shown));
    expect(priorOf(...shown)?.weight).toBeLessThan(20);
  });

  it('does not count clicks beyond the impressions', () => {
    expect(priorOf(['a', 9, 3], ['b', 0, 3])).toEqual(priorOf(['a', 3, 3], ['b', 0, 3]));
  });
});

describe('a list', () => {
  // The prior has the mean 6 / 40 and weighs 50 / 31 impressions, as above.
  it('has the mean of the posterior', () => {
    const weight = 50 / 31;
    const smoothed = (clicks: number) => (clicks + 0.15 * weight) / (10 + weight);
    const ranked = list(['a', 1, 10], ['b', 5, 10], ['d', 0, 10], ['c', 0, 10]);
    expect(ranked.map(([id]) => id)).toEqual(['b', 'a', 'c', 'd']);
    expect(ranked[0]?.[3]).toBeCloseTo(smoothed(5), 6);
    expect(ranked[1]?.[3]).toBeCloseTo(smoothed(1), 6);
    expect(ranked[2]?.[3]).toBeCloseTo(smoothed(0), 6);
  });

  it('puts many clicks in many impressions before one click in one impression', () => {
    const usual = Array.from({ length: 10 }, (_, i): Ad => [`u${String(i)}`, 10, 1_000]);
    const ranked = list(['lucky', 1, 1], ['good', 50, 1_000], ...usual);
    expect(ranked.map(([id]) => id).slice(0, 2)).toEqual(['good', 'lucky']);
  });

  it('breaks ties by clicks, then by product id', () => {
    // One ctr for all: whatever the weight, every score is 1/10.
    expect(list(['b', 1, 10], ['a', 1, 10], ['more', 2, 20]).map(([id]) => id)).toEqual(['more', 'a', 'b']);
  });

  // m = 17/51 = 1/3, χ² = 20 with 3 products to compare: the weight is no whole number. With doubles, a was before b.
  it('breaks ties of products at the mean of the advertiser by clicks', () => {
    const ranked = list(['a', 1, 3], ['b', 6, 18], ['x', 0, 15], ['y', 10, 15]);
    expect(ranked.map(([id]) => id)).toEqual(['y', 'b', 'a', 'x']);
    expect(ranked.slice(1, 3).map(([, , , score]) => score)).toEqual([1 / 3, 1 / 3]);
  });

  it('has products without a click, and none without an impression', () => {
    expect(list(['clicked', 1, 10], ['shown', 0, 10], ['clicks only', 5, 0]).map(([id]) => id)).toEqual([
      'clicked',
      'shown',
    ]);
  });

  it('is empty for an advertiser without a click', () => {
    expect(list(['a', 0, 10], ['b', 0, 20])).toEqual([]);
    expect(list()).toEqual([]);
  });
});

describe(`properties, seed ${String(SEED)}`, () => {
  const prior = fc.integer({ min: 1, max: 1_000_000_000 }).chain((impressions) =>
    fc.record({
      clicks: fc.integer({ min: 1, max: impressions }),
      impressions: fc.constant(impressions),
      weight: fc.double({ min: 1, max: impressions, noNaN: true }),
    }),
  );
  const ad = fc.nat(1_000).chain((impressions) => fc.tuple(fc.nat(impressions), fc.constant(impressions)));

  it('a score lies between the ctr of the product and the ctr of the advertiser', () => {
    holds(
      fc.property(ad, prior, ([clicks, impressions], known) => {
        fc.pre(impressions > 0);
        const score = shrinkTo(known)(clicks, impressions);
        const [low = 0, high = 1] = [clicks / impressions, known.clicks / known.impressions].sort(
          (a, b) => a - b,
        );
        expect(score).toBeGreaterThanOrEqual(low - 1e-12);
        expect(score).toBeLessThanOrEqual(high + 1e-12);
      }),
    );
  });

  it('more evidence never widens the shrinkage', () => {
    holds(
      fc.property(ad, fc.integer({ min: 2, max: 1_000 }), prior, ([clicks, impressions], times, known) => {
        fc.pre(impressions > 0);
        const shrinkage = (factor: number) =>
          Math.abs(shrinkTo(known)(clicks * factor, impressions * factor) - clicks / impressions);
        expect(shrinkage(times)).toBeLessThanOrEqual(shrinkage(1) + 1e-12);
      }),
    );
  });

  it('the prior has the mean of all products, and weighs from one impression to all of them', () => {
    holds(
      fc.property(fc.array(ad, { maxLength: 60 }), (ads) => {
        const shown = ads.filter(([, impressions]) => impressions > 0);
        const known = priorOf(...shown.map(([clicks, n], i): Ad => [String(i), clicks, n]));
        expect(known === undefined).toBe(shown.every(([clicks]) => clicks === 0));
        if (known === undefined) return;
        expect(known.clicks).toBe(shown.reduce((sum, [clicks]) => sum + clicks, 0));
        expect(known.impressions).toBe(shown.reduce((sum, [, n]) => sum + n, 0));
        expect(known.weight).toBeGreaterThanOrEqual(1);
        expect(known.weight).toBeLessThanOrEqual(known.impressions);
      }),
    );
  });
});

describe(`exact arithmetic, seed ${String(SEED)}`, () => {
  /** (k · N + K · w) / ((n + w) · N), with w as the double that it is. */
  const exactScore = ([, clicks, impressions]: Ad, prior: CtrPrior): Fraction => {
    const { dividend: weight, divisor: parts } = fractionOf(prior.weight);
    const [k, n] = [BigInt(Math.min(clicks, impressions)), BigInt(impressions)];
    const [clicked, shown] = [BigInt(prior.clicks), BigInt(prior.impressions)];
    return { dividend: k * shown * parts + clicked * weight, divisor: (n * parts + weight) * shown };
  };
  const pair = anyCount().chain((n) =>
    fc.tuple(fc.oneof(fc.nat(n), fc.nat(Math.min(n, 50))), fc.constant(n)),
  );

  it('a score is the double nearest to the exact one, for counts up to 2^53', () => {
    const prior = anyCount().chain((impressions) =>
      fc.record({
        clicks: fc.integer({ min: 1, max: impressions }),
        impressions: fc.constant(impressions),
        weight: fc.oneof(
          fc.constantFrom(1, impressions),
          fc.double({ min: 1, max: impressions, noNaN: true }),
        ),
      }),
    );
    holds(
      fc.property(pair, prior, ([clicks, impressions], known) => {
        const exact = exactScore(['', clicks, impressions], known);
        const score = shrinkTo(known)(clicks, impressions);
        expect(isNearest(score, (other) => compareFractions(exact, other))).toBe(true);
      }),
      3_000,
    );
  });

  // Each list has products at the mean of its advertiser, whose exact scores are all equal to it.
  it('equal scores go by clicks, then by id, and others by the score', () => {
    let ties = 0;
    const atMean = fc.record({
      ctr: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 20, max: 400 })),
      times: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 10, maxLength: 10 }),
      apart: fc.integer({ min: 1, max: 20 }),
      scale: fc.constantFrom(1, 1, 1_000, 100_000_000),
    });
    holds(
      fc.property(atMean, ({ ctr: [k, n], times, apart, scale }) => {
        // Two more lie around the mean as far below as above, so that the weight is no whole number.
        const others = [k + Math.min(apart, k), k - Math.min(apart, k)];
        const ads = [
          ...times.map((time) => [k * time, n * time] as const),
          ...others.map((k) => [k, n] as const),
        ].map(([k, n], i): Ad => [`p${String((i * 7) % 12)}`, k * scale, n * scale]);
        const prior = priorOf(...ads)!;
        const order = [...ads].sort(
          (a, b) =>
            -compareFractions(exactScore(a, prior), exactScore(b, prior)) ||
            b[1] - a[1] ||
            compareUtf8(a[0], b[0]),
        );
        ties += ads.filter(
          (ad) => compareFractions(exactScore(ad, prior), exactScore(ads[0]!, prior)) === 0,
        ).length;
        expect(list(...ads).map(([id]) => id)).toEqual(order.map(([id]) => id));
      }),
      1_000,
    );
    expect(ties).toBeGreaterThan(9_000);
  });

  it('the prior of large counts does not depend on the order of products', () => {
    // A thirtieth each, so that all impressions together are at most 2^53.
    const large = fc.array(pair, { minLength: 2, maxLength: 30 }).chain((ads) => {
      const scaled = ads.map(([k, n], i): Ad => [String(i), Math.floor(k / 30), Math.ceil(n / 30)]);
      return fc.tuple(fc.constant(scaled), fc.shuffledSubarray(scaled, { minLength: scaled.length }));
    });
    holds(
      fc.property(large, ([ads, shuffled]) => {
        expect(priorOf(...shuffled)).toEqual(priorOf(...ads));
      }),
    );
  });
});
