import fc from 'fast-check';
import { estimatePrior } from '../../../domain/models/ctr-prior';
import { columnsOf, rankProducts } from '../../../domain/models/rank';
import { smoothedCtr, topCtrSmoothed } from '../../../domain/models/top-ctr-smoothed';
import type { ProductCounts } from '../../../domain/product-counts';
import { holds, SEED } from '../../support/property';

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
  it('is that of the method of moments', () => {
    const prior = priorOf(['a', 1, 10], ['b', 5, 10], ['c', 0, 10], ['d', 0, 10]);
    expect(prior?.mean).toBeCloseTo(0.15, 12);
    expect(prior?.impressions).toBeCloseTo(50 / 31, 4);
  });

  // m = 30 / 400; χ² = ((20 - 7.5)² + (10 - 22.5)²·(100/300)) / (100 · m(1 - m)) with n = 100 and 300:
  // (156.25 / 100 + 156.25 / 300) / 0.069375 = 2.083333 / 0.069375 = 30.03003;
  // ρ = (30.03003 - 1) / (400 - (10,000 + 90,000) / 400 - 1) = 29.03003 / 149; weight = 149 / 29.03003 - 1.
  it('weighs products by their impressions', () => {
    const prior = priorOf(['a', 20, 100], ['b', 10, 300]);
    expect(prior?.mean).toBe(0.075);
    expect(prior?.impressions).toBeCloseTo(149 / 29.03003 - 1, 4);
  });

  it.each<[string, readonly Ad[], number]>([
    ['all products have the same ctr', [['a', 1, 10], ['b', 2, 20]], 30], // prettier-ignore
    ['there is one product', [['a', 3, 10]], 10],
    ['every impression was clicked', [['a', 2, 2], ['b', 3, 3]], 5], // prettier-ignore
    ['each product was shown once', [['a', 1, 1], ['b', 0, 1], ['c', 0, 1]], 3], // prettier-ignore
  ])('weighs as much as all impressions where %s', (_, ads, impressions) => {
    expect(priorOf(...ads)?.impressions).toBe(impressions);
  });

  it('weighs at least one impression, however far products are apart', () => {
    expect(priorOf(['a', 1_000, 1_000], ['b', 0, 1_000])?.impressions).toBe(1);
  });

  it('is unknown without a click', () => {
    expect(priorOf(['a', 0, 10])).toBeUndefined();
    expect(priorOf()).toBeUndefined();
  });

  // Fails when they count as products, or are divided by.
  it('does not look at products without an impression', () => {
    const shown: Ad[] = [['a', 1, 10], ['b', 5, 10]]; // prettier-ignore
    expect(priorOf(...shown, ['unseen', 0, 0], ['clicks only', 3, 0])).toEqual(priorOf(...shown));
    expect(priorOf(...shown)?.impressions).toBeLessThan(20);
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
  const prior = fc.record({
    mean: fc.double({ min: 0, max: 1, noNaN: true }),
    impressions: fc.double({ min: 1, max: 1e9, noNaN: true }),
  });
  const ad = fc.nat(1_000).chain((impressions) => fc.tuple(fc.nat(impressions), fc.constant(impressions)));

  it('a score lies between the ctr of the product and that of the advertiser', () => {
    holds(
      fc.property(ad, prior, ([clicks, impressions], known) => {
        fc.pre(impressions > 0);
        const score = smoothedCtr(clicks, impressions, known);
        const [low = 0, high = 1] = [clicks / impressions, known.mean].sort((a, b) => a - b);
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
          Math.abs(smoothedCtr(clicks * factor, impressions * factor, known) - clicks / impressions);
        expect(shrinkage(times)).toBeLessThanOrEqual(shrinkage(1) + 1e-12);
      }),
    );
  });

  it('the prior has a mean from 0 to 1, and weighs from one impression to all of them', () => {
    holds(
      fc.property(fc.array(ad, { maxLength: 60 }), (ads) => {
        const shown = ads.filter(([, impressions]) => impressions > 0);
        const known = priorOf(...shown.map(([clicks, n], i): Ad => [String(i), clicks, n]));
        expect(known === undefined).toBe(shown.every(([clicks]) => clicks === 0));
        if (known === undefined) return;
        expect(known.mean).toBeGreaterThan(0);
        expect(known.mean).toBeLessThanOrEqual(1);
        expect(known.impressions).toBeGreaterThanOrEqual(1);
        expect(known.impressions).toBeLessThanOrEqual(shown.reduce((sum, [, n]) => sum + n, 0));
      }),
    );
  });
});
