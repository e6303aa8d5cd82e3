import { rankProducts } from '../../../domain/models/rank';
import { trending } from '../../../domain/models/trending';
import { decayOver, roundRecent } from '../../../domain/recent-views';

const product = (productId: string, views: number, recentViews?: number) => ({
  productId,
  views,
  impressions: 0,
  clicks: 0,
  ...(recentViews === undefined ? {} : { recentViews }),
});

it('puts the products with the most recent views first, however many views there were', () => {
  expect(
    rankProducts(trending, [product('old', 1_000, 0.5), product('new', 3, 3), product('some', 9, 1.25)]),
  ).toEqual([
    { productId: 'new', metrics: { views: 3, recent_views: 3 } },
    { productId: 'some', metrics: { views: 9, recent_views: 1.25 } },
    { productId: 'old', metrics: { views: 1_000, recent_views: 0.5 } },
  ]);
});

it('breaks ties by product id', () => {
  const ranked = rankProducts(trending, [product('b', 1, 0.5), product('c', 9, 0.5), product('a', 2, 0.5)]);
  expect(ranked.map(({ productId }) => productId)).toEqual(['a', 'b', 'c']);
});

it('leaves out what is forgotten', () => {
  expect(rankProducts(trending, [product('forgotten', 5, 0), product('no views', 0)])).toEqual([]);
});

// By hand: 4 views today, 8 a half-life ago, 16 two of them ago are 4 + 4 + 4.
it('weighs a view half of what it did a half-life later', () => {
  expect([0, 7, 14].map((days) => decayOver(days, 7))).toEqual([1, 0.5, 0.25]);
  expect(4 * decayOver(0, 3.5) + 8 * decayOver(3.5, 3.5) + 16 * decayOver(7, 3.5)).toBe(12);
  expect(decayOver(3_652_058, 0.5)).toBe(0);
});

it.each([
  [1.234_567_8, 1.234_568],
  [0.000_000_4, 0],
  [0.000_000_5, 0.000_001],
  [2_147_483_647, 2_147_483_647],
])('is told to a millionth of a view: %d as %d', (views, rounded) => {
  expect(roundRecent(views)).toBe(rounded);
});
