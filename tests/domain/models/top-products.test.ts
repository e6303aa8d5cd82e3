import fc from 'fast-check';
import { findModel, MODELS } from '../../../domain/models/index';
import { LIST_LENGTH } from '../../../domain/models/model';
import { topProducts } from '../../../domain/models/top-products';
import type { ProductCounts } from '../../../domain/product-counts';
import { anyText, holds, SEED } from '../../support/property';

const viewed = (views: Record<string, number>): ProductCounts[] =>
  Object.entries(views).map(([productId, count]) => ({ productId, views: count, impressions: 0, clicks: 0 }));

const list = (products: readonly ProductCounts[]) =>
  topProducts.rank(products).map(({ productId, metrics }) => [productId, metrics.views]);

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
  topProducts.rank(products);
  expect(products.map(({ productId }) => productId)).toEqual(['a', 'b']);
});

test('every model is found by its name, and by nothing else', () => {
  expect(MODELS.map(({ name, slug }) => [name, slug])).toEqual([
    ['TopProducts', 'top_products'],
    ['TopCTR', 'top_ctr'],
  ]);
  for (const model of MODELS) expect(findModel(model.name)).toBe(model);
  for (const name of ['topproducts', 'top_products', '', 'constructor'])
    expect(findModel(name)).toBeUndefined();
});

describe(`properties, seed ${String(SEED)}`, () => {
  const anyProducts = fc.uniqueArray(
    fc.record({
      productId: anyText({ minLength: 1, maxLength: 3 }),
      views: fc.nat(4),
      impressions: fc.nat(3),
      clicks: fc.nat(3),
    }),
    { selector: ({ productId }) => productId, maxLength: 40 },
  );
  const shuffled = anyProducts.chain((products) =>
    fc.tuple(fc.constant(products), fc.shuffledSubarray(products, { minLength: products.length })),
  );

  test.each(MODELS.map((model) => [model.name, model] as const))(
    '%s does not depend on the order of products',
    (_, model) => {
      holds(
        fc.property(shuffled, ([products, others]) => {
          expect(model.rank(others)).toEqual(model.rank(products));
        }),
      );
    },
  );

  test.each(MODELS.map((model) => [model.name, model] as const))(
    '%s lists a product once, and no more than 20',
    (_, model) => {
      holds(
        fc.property(anyProducts, (products) => {
          const ids = model.rank(products).map(({ productId }) => productId);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.length).toBeLessThanOrEqual(20);
          expect(products.map(({ productId }) => productId)).toEqual(expect.arrayContaining(ids));
        }),
      );
    },
  );
});
