import fc from 'fast-check';
import { DoubleDouble } from '../../../domain/exact/double-double';
import { nearestQuotient } from '../../../domain/exact/whole-numbers';
import { anyCount, fractionOf } from '../../support/reference/exact';
import { holds, SEED } from '../../support/jest/property';

/* Must fail when an operation loses what is missing to a double, or the rounding trusts a number that is too near to a middle. */

/** What it is, in whole parts of 2^-400. */
const PARTS = 1n << 400n;
const exact = (value: number) => {
  const { dividend, divisor } = fractionOf(value);
  return (dividend * PARTS) / divisor;
};
const valueOf = ({ high, low }: DoubleDouble) => exact(high) + exact(low);

/** Whether two numbers differ by less than a share of 2^-100. */
const isClose = (a: bigint, b: bigint) => (a > b ? a - b : b - a) <= a >> 100n;

/** Two doubles, of which the second is what is missing to the first. */
const anyNumber = fc
  .tuple(anyCount(), anyCount())
  .map(([a, b]) => new DoubleDouble().setProduct(a, b))
  .map(({ high, low }) => ({ high, low }));
const of = ({ high, low }: { high: number; low: number }) => new DoubleDouble().setSum(high, low);

it(`a sum and a product of two doubles are exact, seed ${String(SEED)}`, () => {
  holds(
    fc.property(anyCount(), anyCount(), (a, b) => {
      expect(valueOf(new DoubleDouble().setSum(a, b))).toBe((BigInt(a) + BigInt(b)) * PARTS);
      expect(valueOf(new DoubleDouble().setProduct(a, b))).toBe(BigInt(a) * BigInt(b) * PARTS);
    }),
    1_000,
  );
});

it(`sums, products, quotients and roots have 100 bits, seed ${String(SEED)}`, () => {
  holds(
    fc.property(anyNumber, anyNumber, (a, b) => {
      const [one, other] = [valueOf(of(a)), valueOf(of(b))];
      expect(isClose(valueOf(of(a).add(b.high, b.low)), one + other)).toBe(true);
      expect(isClose(valueOf(of(a).multiply(b.high, b.low)), (one * other) / PARTS)).toBe(true);
      expect(isClose(valueOf(of(a).divide(b.high, b.low)), (one * PARTS) / other)).toBe(true);
      const root = valueOf(of(a).takeRoot());
      expect(isClose((root * root) / PARTS, one)).toBe(true);
    }),
    1_000,
  );
});

it(`a quotient is told as its nearest double, or not at all, seed ${String(SEED)}`, () => {
  let told = 0;
  holds(
    fc.property(anyNumber, anyNumber, (a, b) => {
      const nearest = of(a).divide(b.high, b.low).nearest();
      if (Number.isNaN(nearest)) return;
      told++;
      expect(nearest).toBe(nearestQuotient(valueOf(of(a)), valueOf(of(b))));
    }),
    1_000,
  );
  expect(told).toBeGreaterThan(900);
});

it('is not told in the middle between two doubles', () => {
  expect(new DoubleDouble().setSum(1, 1 / 2 ** 53).nearest()).toBeNaN();
  expect(new DoubleDouble().setSum(1, 1 / 2 ** 53 + 1 / 2 ** 90).nearest()).toBe(1 + 1 / 2 ** 52);
  expect(new DoubleDouble().setSum(1, 1 / 2 ** 53 - 1 / 2 ** 90).nearest()).toBe(1);
  expect(new DoubleDouble().setSum(3, 0).nearest()).toBe(3);
});
