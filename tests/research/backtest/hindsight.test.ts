import fc from 'fast-check';
import { hindsightOverlap } from '../../../research/backtest/hindsight';
import { holds, SEED } from '../../support/jest/property';

const product = (productId: string, clicks: number, impressions = 100) => ({
  productId,
  views: 0,
  impressions,
  clicks,
});

/** 30 products, the first 19 with 20 to 2 clicks, the others with one click each. */
const later = Array.from({ length: 30 }, (_, i) => product(`p${i}`, Math.max(1, 20 - i)));

describe('the overlap in hindsight', () => {
  it('counts the products that are among the best for certain', () => {
    expect(hindsightOverlap(new Set(['p0', 'p18', 'unknown']), later)).toBe(2 / 20);
  });

  it('shares the last places among those that tie for them', () => {
    // 11 products tie for one place.
    expect(hindsightOverlap(new Set(['p0', 'p25']), later)).toBeCloseTo((1 + 1 / 11) / 20, 12);
    expect(hindsightOverlap(new Set(later.map(({ productId }) => productId)), later)).toBeCloseTo(1, 12);
  });

  it('takes the ctr, not the clicks, and none for what was not shown', () => {
    const few = [product('seldom', 1, 2), product('often', 9, 100), product('never', 0, 0)];
    const all = [...few, ...Array.from({ length: 18 }, (_, i) => product(`p${i}`, 50))];
    // 20 of 21 are the best; only the one that was never shown is not.
    expect(hindsightOverlap(new Set(['seldom', 'never']), all)).toBe(1 / 20);
    // Of 22, the one that was clicked often, and shown much more often, is not either.
    const more = [...all, product('more', 50)];
    expect(hindsightOverlap(new Set(['seldom']), more)).toBe(1 / 20);
    expect(hindsightOverlap(new Set(['often']), more)).toBe(0);
  });

  it('has as many places as there are products, where there are fewer', () => {
    expect(hindsightOverlap(new Set(['a']), [product('a', 0), product('b', 5)])).toBe(0.5);
    expect(hindsightOverlap(new Set(['a']), [])).toBe(0);
  });
});

describe(`any list in hindsight (seed ${String(SEED)})`, () => {
  it('overlaps between 0 and 1, and all one-product lists together fill the places', () => {
    const products = fc
      .array(fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 40 })
      .map((counts) => counts.map(([clicks, impressions], i) => product(`p${i}`, clicks, impressions)));
    holds(
      fc.property(products, (all) => {
        const overlaps = all.map(({ productId }) => hindsightOverlap(new Set([productId]), all));
        for (const overlap of overlaps) {
          expect(overlap).toBeGreaterThanOrEqual(0);
          expect(overlap).toBeLessThanOrEqual(1);
        }
        expect(overlaps.reduce((sum, overlap) => sum + overlap, 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});
