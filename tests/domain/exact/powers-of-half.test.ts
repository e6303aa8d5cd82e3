import fc from 'fast-check';
import { powerOfHalf } from '../../../domain/exact/powers-of-half';
import { holds, SEED } from '../../support/jest/property';

/* Must fail when a term of a series is missing, or a bound is on the wrong side. */

// low ≤ 2^(bits - a/b) ≤ high, so low^b ≤ 2^(b · bits - a) ≤ high^b, in whole numbers.
it(`a power lies between its bounds, which are close, seed ${String(SEED)}`, () => {
  const exponent = fc.tuple(fc.nat(2_000), fc.integer({ min: 1, max: 40 }));
  holds(
    fc.property(exponent, fc.constantFrom(8n, 64n, 128n, 160n, 256n), ([a, b], bits) => {
      const { low, high } = powerOfHalf(BigInt(a), BigInt(b), bits);
      expect(high - low).toBeLessThanOrEqual(3n);
      const places = BigInt(b) * bits - BigInt(a);
      const exact = places < 0n ? 0n : 1n << places;
      expect(low <= 0n || low ** BigInt(b) <= exact).toBe(true);
      expect(high ** BigInt(b) >= exact).toBe(true);
    }),
    1_000,
  );
});

it.each([
  [0n, 7n],
  [7n, 7n],
  [14n, 7n],
  [5n, 1n],
])('2^(-%d / %d) is exact', (dividend, divisor) => {
  const exact = 1n << (128n - dividend / divisor);
  expect(powerOfHalf(dividend, divisor, 128n)).toEqual({ low: exact, high: exact });
});

it('is next to nothing after many halvings, at once', () => {
  expect(powerOfHalf(7_304_116n, 1n, 128n)).toEqual({ low: 0n, high: 1n });
});
