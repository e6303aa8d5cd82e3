import fc from 'fast-check';
import { createListScorer, DISCOUNTS, figuresOf } from '../../../domain/evaluation/score-list';
import { doubleAbove, doubleBelow, middleOf } from '../../support/reference/exact';
import { holds, SEED } from '../../support/jest/property';
import { productDays } from '../../support/reference/product-days';

const day = (products: Readonly<Record<string, readonly [clicks: number, impressions: number]>>) =>
  productDays(
    Object.entries(products).map(([productId, [clicks, impressions]]) => ({
      productId,
      clicks,
      impressions,
    })),
  );

// 10 clicks in 100 impressions: a 6 in 20, b 3 in 40, c 1 in 30, d none in 10.
const DAY = day({ a: [6, 20], b: [3, 40], c: [1, 30], d: [0, 10] });
const score = createListScorer(DAY);
const figures = (list: readonly string[]) => figuresOf(score(list));

const BITS = 100n;
const partsOf = ({ dividend, divisor }: { dividend: bigint; divisor: bigint }) =>
  (dividend << BITS) / divisor;

/** log2 of a whole number in parts of 2^-100, bit by bit: squaring doubles a logarithm, halving takes 1 off it. */
function logOf2(n: bigint): bigint {
  const precision = 200n;
  let value = n << precision;
  let log = 0n;
  for (; value >= 2n << precision; value >>= 1n) log++;
  for (let bit = 0n; bit < BITS; bit++) {
    value = (value * value) >> precision;
    log *= 2n;
    if (value < 2n << precision) continue;
    value >>= 1n;
    log++;
  }
  return log;
}

it('takes the share of clicks, hits, precision and lift from the clicks and impressions of the day', () => {
  expect(score(['b', 'x', 'd'])).toMatchObject({
    products: 3,
    clicks: 10,
    impressions: 100,
    listedClicks: 3,
    listedImpressions: 50,
    clickedProducts: 1,
  });
  // One product of 20 places was clicked; (3 / 50) / (10 / 100) = 0.6.
  expect(figures(['b', 'x', 'd'])).toMatchObject({
    click_share: 0.3,
    hit_rate: 1,
    precision_at_20: 0.05,
    lift: 0.6,
  });
});

// DCG of x, a, b: 0 + 6 / log2(3) + 3 / log2(4); of the best, a, b, c: 6 / log2(2) + 3 / log2(3) + 1 / log2(4).
it('discounts clicks by rank for the ndcg', () => {
  const gain = 6 / Math.log2(3) + 3 / 2;
  const ideal = 6 + 3 / Math.log2(3) + 1 / 2;
  expect(figures(['x', 'a', 'b']).ndcg_at_20).toBeCloseTo(gain / ideal, 12);
  expect(figures(['a', 'b', 'c']).ndcg_at_20).toBe(1);
});

it('discounts by the doubles nearest to the logarithms of 2 to 21', () => {
  expect(DISCOUNTS).toHaveLength(20);
  DISCOUNTS.forEach((discount, i) => {
    if (Number.isInteger(discount)) expect(2 ** discount).toBe(i + 2);
    else {
      expect(logOf2(BigInt(i + 2)) > partsOf(middleOf(doubleBelow(discount), discount))).toBe(true);
      expect(logOf2(BigInt(i + 2)) < partsOf(middleOf(discount, doubleAbove(discount)))).toBe(true);
    }
  });
});

it('gives nothing to clicks behind the twentieth product', () => {
  const list = Array.from({ length: 20 }, (_, i) => `x${String(i)}`);
  expect(figures([...list, 'a']).ndcg_at_20).toBe(0);
});

it('gives nothing to a list that no click falls on, and none to no list', () => {
  const nothing = { click_share: 0, hit_rate: 0, precision_at_20: 0, ndcg_at_20: 0 };
  expect(figures(['d', 'x'])).toEqual({ ...nothing, lift: 0 });
  expect(figures(['x'])).toEqual({ ...nothing, lift: null });
  expect(figures([])).toEqual({ ...nothing, lift: null });
});

it('has no lift without impressions', () => {
  expect(figuresOf(createListScorer(day({ a: [1, 0] }))(['a']))).toMatchObject({
    click_share: 1,
    lift: null,
  });
});

it('holds a list against the best 20 products of the day, not against all of them', () => {
  const many = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`p${String(i + 10)}`, [1, 5]] as const),
  );
  const listed = Object.keys(many).slice(0, 20);
  expect(figuresOf(createListScorer(day(many))(listed))).toMatchObject({
    click_share: 20 / 30,
    precision_at_20: 1,
    ndcg_at_20: 1,
    lift: 1,
  });
});

it(`keeps all but the lift between 0 and 1, and nothing is better than the best list, seed ${String(SEED)}`, () => {
  const products = fc.uniqueArray(
    fc.record({ productId: fc.string({ minLength: 1 }), clicks: fc.nat(5), impressions: fc.nat(50) }),
    { selector: ({ productId }) => productId, minLength: 1, maxLength: 40 },
  );
  holds(
    fc.property(products, fc.infiniteStream(fc.nat()), (all, picks) => {
      fc.pre(all.some(({ clicks }) => clicks > 0));
      const ids = all.map(({ productId }) => productId);
      const list = [...new Set(ids.map(() => ids[Number(picks.next().value) % ids.length]!))].slice(0, 20);
      const best = [...all].sort((a, b) => b.clicks - a.clicks).slice(0, 20);
      const { lift, ...others } = figuresOf(createListScorer(productDays(all))(list));
      const ideal = figuresOf(createListScorer(productDays(all))(best.map(({ productId }) => productId)));
      expect(ideal.ndcg_at_20).toBeCloseTo(1, 12);
      for (const [name, value] of Object.entries(others)) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(ideal[name as keyof typeof others] + 1e-12);
      }
      expect(lift === null || lift >= 0).toBe(true);
    }),
  );
});
