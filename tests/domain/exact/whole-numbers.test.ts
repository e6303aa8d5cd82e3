import fc from 'fast-check';
import { floorRoot, leastCommonMultiple, nearestQuotient } from '../../../domain/exact/whole-numbers';
import { anyCount, compareFractions, isNearest } from '../../support/reference/exact';
import { holds, SEED } from '../../support/jest/property';

/* Must fail when a quotient is cut instead of rounded, rounded twice, or a half of the last place goes up to an odd one. */

const anyLarge = fc
  .tuple(anyCount(), anyCount(), anyCount())
  .map(([a, b, c]) => BigInt(a) * BigInt(b) * BigInt(c));

it(`a quotient is the nearest double, seed ${String(SEED)}`, () => {
  holds(
    fc.property(anyLarge, anyLarge, (dividend, divisor) => {
      const quotient = nearestQuotient(dividend, divisor);
      expect(isNearest(quotient, (other) => compareFractions({ dividend, divisor }, other))).toBe(true);
    }),
    2_000,
  );
});

it(`a quotient of two doubles equals the division, seed ${String(SEED)}`, () => {
  holds(
    fc.property(anyCount(), anyCount(), (a, b) => {
      expect(nearestQuotient(BigInt(a), BigInt(b))).toBe(a / b);
    }),
    2_000,
  );
});

it.each([
  [0n, 7n, 0],
  [8n, 9n, 0.8888888888888888],
  // In the middle between two doubles: the even one.
  [2n ** 53n + 1n, 1n, 2 ** 53],
  [2n ** 53n + 3n, 1n, 2 ** 53 + 4],
  [2n ** 54n + 2n, 2n ** 54n, 1],
  // Just above the middle, by what a second rounding would lose.
  [(2n ** 53n + 1n) * 2n ** 100n + 1n, 2n ** 153n, 1 + 2 ** -52],
])('%d / %d is %d', (dividend, divisor, quotient) => {
  expect(nearestQuotient(dividend, divisor)).toBe(quotient);
});

it(`a root is the largest whole number whose square is not above, seed ${String(SEED)}`, () => {
  holds(
    fc.property(
      fc.oneof(anyLarge, fc.bigInt({ min: 0n, max: 100n })),
      fc.integer({ min: -1, max: 1 }),
      (n, more) => {
        const square = n * n + BigInt(more);
        fc.pre(square >= 0n);
        for (const value of [n, square]) {
          const root = floorRoot(value);
          expect(root * root <= value && value < (root + 1n) * (root + 1n)).toBe(true);
        }
      },
    ),
    1_000,
  );
});

it('the least common multiple is divided by all numbers up to the last', () => {
  expect([0, 1, 2, 6, 10].map(leastCommonMultiple)).toEqual([1n, 1n, 2n, 60n, 2_520n]);
  expect(leastCommonMultiple(40)).toBe(5_342_931_457_063_200n);
});
