import fc from 'fast-check';
import { findModel, MODELS } from '../../../domain/models/index';
import type { Model } from '../../../domain/models/model';
import { rankProducts } from '../../../domain/models/rank';
import { topCtrLowerBound } from '../../../domain/models/top-ctr-lower-bound';
import { topCtrSmoothed } from '../../../domain/models/top-ctr-smoothed';
import { compareUtf8 } from '../../../domain/utf8-order';
import { anyText, holds, SEED } from '../../support/jest/property';

test('every model is found by its name, and by nothing else', () => {
  expect(MODELS.map(({ name, slug }) => [name, slug])).toEqual([
    ['TopProducts', 'top_products'],
    ['TopCTR', 'top_ctr'],
    ['TopCTRSmoothed', 'top_ctr_smoothed'],
    ['TopCTRLowerBound', 'top_ctr_lower_bound'],
    ['Trending', 'trending'],
    ['TopConversions', 'top_conversions'],
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
      conversions: fc.nat(3),
      features: fc.record({ recent_views: fc.nat(8).map((halves) => halves / 2) }),
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
          expect(rankProducts(model, others)).toEqual(rankProducts(model, products));
        }),
      );
    },
  );

  test.each(MODELS.map((model) => [model.name, model] as const))(
    '%s lists a product once, and no more than 20',
    (_, model) => {
      holds(
        fc.property(anyProducts, (products) => {
          const ids = rankProducts(model, products).map(({ productId }) => productId);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.length).toBeLessThanOrEqual(20);
          expect(products.map(({ productId }) => productId)).toEqual(expect.arrayContaining(ids));
        }),
      );
    },
  );

  // Fails when an order depends on anything but counts and ids.
  test.each(MODELS.map((model) => [model.name, model] as const))(
    '%s gives products with equal counts equal figures, in the order of their ids',
    (_, model) => {
      holds(
        fc.property(anyProducts, fc.array(anyText({ minLength: 1, maxLength: 3 })), (products, ids) => {
          const known = new Set(products.map(({ productId }) => productId));
          const others = [...new Set(ids)].filter((id) => !known.has(id));
          const counts = {
            views: 2,
            impressions: 3,
            clicks: 1,
            conversions: 2,
            features: { recent_views: 1.5 },
          };
          const alike = others.map((productId) => ({ productId, ...counts }));
          const listed = rankProducts(model, [...products, ...alike]).filter(({ productId }) =>
            others.includes(productId),
          );
          expect(new Set(listed.map(({ metrics }) => JSON.stringify(metrics))).size).toBeLessThanOrEqual(1);
          const sorted = [...others].sort(compareUtf8).slice(0, listed.length);
          expect(listed.map(({ productId }) => productId)).toEqual(sorted);
        }),
      );
    },
  );

  // Fails when clicks beyond the impressions count, or the prior weighs less than nothing.
  test.each([
    ['smoothed_ctr', topCtrSmoothed],
    ['ctr_lower_bound', topCtrLowerBound],
  ] as const)('%s is a probability', (metric, model: Model) => {
    holds(
      fc.property(anyProducts, (products) => {
        for (const { metrics } of rankProducts(model, products)) {
          expect(metrics[metric]).toBeGreaterThanOrEqual(0);
          expect(metrics[metric]).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
