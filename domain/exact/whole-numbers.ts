/** Bits of a quotient that rounding looks at; a double has 53. */
const QUOTIENT_BITS = 64;

/**
 * The double nearest to the quotient of two whole numbers; ties go to the even one.
 *
 * @param dividend 0 or more. @param divisor 1 or more; the quotient is between 2^-900 and 2^900, or 0.
 */
export function nearestQuotient(dividend: bigint, divisor: bigint): number {
  const bits = BigInt(Math.max(0, QUOTIENT_BITS + bitsOf(divisor) - bitsOf(dividend)));
  const shifted = dividend << bits;
  const quotient = shifted / divisor;
  // The remainder decides only if the bits before it are exactly in the middle.
  const rest = quotient * divisor === shifted ? 0n : 1n;
  return Number(quotient | rest) / Number(1n << bits);
}

/** The largest whole number whose square is at most `square`, which is 0 or more. */
export function floorRoot(square: bigint): bigint {
  if (square < 2n) return square;
  // Newton's method from above decreases until it reaches the root.
  let root = 1n << BigInt(Math.ceil(bitsOf(square) / 2));
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** The least common multiple of the whole numbers from 1 to `last`. */
export function leastCommonMultiple(last: number): bigint {
  let multiple = 1n;
  for (let n = 2n; n <= BigInt(last); n++) multiple = (multiple / greatestCommonDivisor(multiple, n)) * n;
  return multiple;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** The number of bits of a number, or up to three more. */
function bitsOf(value: bigint): number {
  return 4 * value.toString(16).length;
}
