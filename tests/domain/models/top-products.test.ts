import { LIST_LENGTH } from '../../../domain/models/model';
import { rankProducts } from '../../../domain/models/rank';
import { topProducts } from '../../../domain/models/top-products';
import type { ProductCounts } from '../../../domain/product-counts';

const viewed = (views: Record<string, number>): ProductCounts[] =>
  Object.entries(views).map(([productId, count]) => ({ productId, views: count, impressions: 0, clicks: 0 }));

const list = (products: readonly ProductCounts[]) =>
  rankProducts(topProducts, products).map(({ productId, metrics }) => [productId, metrics.views]);

test('puts the products with the most product views first', () => {
  expect(list(viewed({ few: 1, most: 7, some: 3 }))).toEqual([
    ['most', 7],
    ['some', 3],
    ['few', 1],
  ]);
});

test('breaks ties by product id', () => {
  expect(list(viewed({ c: 2, a: 2, b: 2, z: 9 }))).toEqual([
    ['z', 9],
    ['a', 2],
    ['b', 2],
    ['c', 2],
  ]);
});

test('breaks ties by the bytes of the id: capitals first, digits as text, emoji after all of the basic plane', () => {
  const ids = ['😀', '\uff21', 'é', 'a', 'Z', '9', '10', '007', '7'];
  const sorted = ['007', '10', '7', '9', 'Z', 'a', 'é', '\uff21', '😀'];
  expect(list(ids.map((productId) => ({ productId, views: 1, impressions: 0, clicks: 0 })))).toEqual(
    sorted.map((productId) => [productId, 1]),
  );
});

test('compares views as numbers', () => {
  expect(list(viewed({ nine: 9, ten: 10, hundred: 100 })).map(([id]) => id)).toEqual([
    'hundred',
    'ten',
    'nine',
  ]);
});

test('leaves out products without a product view, whatever their ads did', () => {
  expect(list([{ productId: 'ad', views: 0, impressions: 100, clicks: 100 }, ...viewed({ a: 1 })])).toEqual([
    ['a', 1],
  ]);
});

test('does not look at ads', () => {
  const ads = { impressions: 100, clicks: 100 };
  expect(
    list([
      { productId: 'a', views: 2, impressions: 0, clicks: 0 },
      { productId: 'b', views: 1, ...ads },
    ]),
  ).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});

test('has 20 products at most, and the tie at the end is cut by product id', () => {
  expect(LIST_LENGTH).toBe(20);
  const tied = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`t${String(i + 10)}`, 1]));
  const ranked = list(viewed({ ...tied, first: 2 }));
  expect(ranked).toHaveLength(20);
  expect(ranked[0]).toEqual(['first', 2]);
  expect(ranked[19]).toEqual(['t28', 1]);
});

test('is as short as there are products, down to none', () => {
  expect(list(viewed({ a: 1, b: 1 }))).toHaveLength(2);
  expect(list([])).toEqual([]);
  expect(list(viewed({ a: 0 }))).toEqual([]);
});

test('does not touch what it was given', () => {
  const products = Object.freeze(viewed({ a: 1, b: 2 }));
  rankProducts(topProducts, products);
  expect(products.map(({ productId }) => productId)).toEqual(['a', 'b']);
});
