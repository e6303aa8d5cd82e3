import { popularityWeights } from '../../sample/popularity';

it('is mild without an exponent', () => {
  expect([...popularityWeights(3, undefined)]).toEqual([1 / 10, 1 / 11, 1 / 12]);
});

it('is uniform for 0, and exact for whole exponents', () => {
  expect([...popularityWeights(4, 0)]).toEqual([1, 1, 1, 1]);
  expect([...popularityWeights(4, 1)]).toEqual([1, 1 / 2, 1 / 3, 1 / 4]);
  expect([...popularityWeights(3, 3)]).toEqual([1, 1 / 8, 1 / 27]);
});

it.each([0.1, 0.5, 0.75, 1.3, 2.999, 9.99])(
  'agrees with Math.pow for %d but for the last bits',
  (exponent) => {
    for (const count of [1, 10, 5_000]) {
      expect(popularityWeights(count, exponent)[count - 1]! * count ** exponent).toBeCloseTo(1, 12);
    }
  },
);
