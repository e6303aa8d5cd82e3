/** Bits of a quotient that rounding looks at; a double has 53. */
const QUOTIENT_BITS = 64;

/**
 * The double nearest to the quotient of two whole numbers, the even one of two that are as near.
 *
 * @param dividend 0 or more. @param divisor 1 or more; the quotient is between 2^-900 and 2^900, or 0.
 */
export function nearestQuotient(dividend: bigint, divisor: bigint): number {
  const bits = BigInt(Math.max(0, QUOTIENT_BITS + bitsOf(divisor) - bitsOf(dividend)));
  const shifted = dividend << bits;
  const quotient = shifted / divisor;
  // What is left decides only where the bits before it are just in the middle.
  const rest = quotient * divisor === shifted ? 0n : 1n;
  return Number(quotient | rest) / Number(1n << bits);
}

/** The largest whole number whose square is at most `square`, which is 0 or more. */
export function floorRoot(square: bigint): bigint {
  if (square < 2n) return square;
  // Newton's method from above goes down until it is there.
  let root = 1n << BigInt(Math.ceil(bitsOf(square) / 2));
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** The smallest number that each whole number from 1 to `last` divides. */
export function leastCommonMultiple(last: number): bigint {
  let multiple = 1n;
  for (let n = 2n; n <= BigInt(last); n++) multiple = (multiple / greatestCommonDivisor(multiple, n)) * n;
  return multiple;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** How many bits a number has, or up to three more. */
function bitsOf(value: bigint): number {
  return 4 * value.toString(16).length;
}
