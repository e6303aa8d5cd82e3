// Without an exponent, the weight of rank k (from 0) is 1/(k + 10): the first of 100 is about eleven times as popular as the last.
const MILD_OFFSET = 10;

/** The weights of `count` ranks by Zipf's law, 1/r^`exponent` for rank r from 1; without an exponent 1/(r + 9). */
export function popularityWeights(count: number, exponent: number | undefined): Float64Array {
  return Float64Array.from({ length: count }, (_, rank) =>
    exponent === undefined ? 1 / (rank + MILD_OFFSET) : 1 / power(rank + 1, exponent),
  );
}

/**
 * `base` to a power of 0 or more, from multiplications and square roots only: IEEE 754 rounds these correctly, so that every
 * machine gets the same bits, while `Math.pow` may differ in the last bit. A power of 1 is exactly `base`.
 */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let whole = Math.floor(exponent); whole > 0; whole -= 1) result *= base;
  let root = base;
  // Each iteration consumes one binary digit of the fraction, which has at most 53.
  for (let fraction = exponent % 1; fraction > 0;) {
    root = Math.sqrt(root);
    fraction *= 2;
    if (fraction < 1) continue;
    fraction -= 1;
    result *= root;
  }
  return result;
}
