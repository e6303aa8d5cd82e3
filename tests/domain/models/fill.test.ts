import { fallbacksOf, fillList } from '../../../domain/models/fill';
import { MODELS } from '../../../domain/models';
import { LIST_LENGTH } from '../../../domain/models/model';

const listOf = (model: string, ...products: string[]) => ({
  model,
  entries: products.map((product_id, i) => ({ rank: i + 1, product_id, from: model })),
});
const inShort = (lists: readonly ReturnType<typeof listOf>[], limit = LIST_LENGTH) =>
  fillList(lists, limit).map(({ rank, product_id, source_model }) => [rank, product_id, source_model]);

test('puts the rest behind the list, each product once, with the model that it is from', () => {
  expect(inShort([listOf('One', 'a', 'b'), listOf('Two', 'b', 'c'), listOf('Three', 'c', 'a', 'd')])).toEqual(
    [
      [1, 'a', 'One'],
      [2, 'b', 'One'],
      [3, 'c', 'Two'],
      [4, 'd', 'Three'],
    ],
  );
});

test('has as many as are asked for, and no other order where the list is long enough', () => {
  expect(inShort([listOf('One', 'a', 'b', 'c'), listOf('Two', 'd')], 2)).toEqual([
    [1, 'a', 'One'],
    [2, 'b', 'One'],
  ]);
  const many = Array.from({ length: 30 }, (_, i) => `p${String(i)}`);
  expect(fillList([listOf('One'), listOf('Two', ...many)], LIST_LENGTH)).toHaveLength(LIST_LENGTH);
});

test('keeps the figures of the model that a product is from', () => {
  expect(fillList([listOf('One', 'a'), listOf('Two', 'b')], 5).map(({ from }) => from)).toEqual([
    'One',
    'Two',
  ]);
});

test('falls back on the model of the same log first, never on itself', () => {
  const names = Object.fromEntries(
    MODELS.map((model) => [model.name, fallbacksOf(model).map(({ name }) => name)]),
  );
  expect(names).toEqual({
    TopProducts: ['TopCTRSmoothed'],
    TopCTR: ['TopCTRSmoothed', 'TopProducts'],
    TopCTRSmoothed: ['TopProducts'],
    TopCTRLowerBound: ['TopCTRSmoothed', 'TopProducts'],
    Trending: ['TopProducts', 'TopCTRSmoothed'],
    TopConversions: ['TopCTRSmoothed', 'TopProducts'],
  });
});
