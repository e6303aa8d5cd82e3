/** Extra bits: the error of each step of a series is less than one of them. */
const GUARD_BITS = 32n;

/** Bounds of a number, in whole multiples of 2^-bits. */
interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * 2^(-dividend / divisor) to `bits` binary places, from whole numbers alone, so the same on every version of Node:
 * `Math.pow`, `**` and `Math.exp` are not. Both bounds are equal if the power is exact in these bits.
 *
 * @param dividend 0 or more. @param divisor 1 or more.
 */
export function powerOfHalf(dividend: bigint, divisor: bigint, bits: bigint): Bounds {
  const halvings = dividend / divisor;
  const rest = dividend % divisor;
  if (halvings > bits) return { low: 0n, high: 1n };
  if (rest === 0n) {
    const exact = 1n << (bits - halvings);
    return { low: exact, high: exact };
  }
  const precision = bits + GUARD_BITS;
  const exponent = (rest * naturalLogOf2(precision)) / divisor;
  // 2^-x = e^(-x ln 2) = Σ (-x ln 2)^n / n!
  let sum = 0n;
  let term = 1n << precision;
  for (let n = 1n; term !== 0n; n++) {
    sum += term;
    term = -((term * exponent) >> precision) / n;
  }
  const rounded = sum >> (GUARD_BITS + halvings);
  return { low: rounded - 1n, high: rounded + 2n };
}

let known = { precision: 0n, value: 0n };

/** ln 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749), in whole multiples of 2^-precision. */
function naturalLogOf2(precision: bigint): bigint {
  if (known.precision !== precision) {
    const artanh = (n: bigint) => artanhOfInverse(n, precision);
    known = { precision, value: 18n * artanh(26n) - 2n * artanh(4_801n) + 8n * artanh(8_749n) };
  }
  return known.value;
}

/** artanh(1 / n) = Σ 1 / ((2 i + 1) n^(2 i + 1)). */
function artanhOfInverse(n: bigint, precision: bigint): bigint {
  let sum = 0n;
  let power = (1n << precision) / n;
  for (let odd = 1n; power !== 0n; odd += 2n) {
    sum += power / odd;
    power /= n * n;
  }
  return sum;
}
