import { rankProducts } from '../../../domain/models/rank';
import { trending } from '../../../domain/models/trending';

const product = (productId: string, views: number, recentViews?: number) => ({
  productId,
  views,
  impressions: 0,
  clicks: 0,
  ...(recentViews === undefined ? {} : { features: { recent_views: recentViews } }),
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
