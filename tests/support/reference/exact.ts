import fc from 'fast-check';

/** A fraction of two whole numbers, the divisor above 0. */
export interface Fraction {
  readonly dividend: bigint;
  readonly divisor: bigint;
}

/** A finite double as the fraction that it is. */
export function fractionOf(value: number): Fraction {
  let divisor = 1n;
  for (; !Number.isInteger(value); value *= 2) divisor *= 2n;
  return { dividend: BigInt(value), divisor };
}

/** Below 0 where the first is smaller, above 0 where the second is, else 0. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const difference = a.dividend * b.divisor - b.dividend * a.divisor;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** The double above another one, which is above 0. */
export function doubleAbove(value: number): number {
  return neighbour(value, 1n);
}

/** The double below another one, which is above 0. */
export function doubleBelow(value: number): number {
  return neighbour(value, -1n);
}

function neighbour(value: number, step: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigUint64(0, view.getBigUint64(0) + step);
  return view.getFloat64(0);
}

/** The middle between two doubles. */
export function middleOf(a: number, b: number): Fraction {
  const [one, other] = [fractionOf(a), fractionOf(b)];
  return {
    dividend: one.dividend * other.divisor + other.dividend * one.divisor,
    divisor: 2n * one.divisor * other.divisor,
  };
}

/** Whole numbers from 1 to 2^53 - 1 of any size, often close to a power of two. */
export function anyCount(): fc.Arbitrary<number> {
  const power = fc.integer({ min: 0, max: 52 }).map((bits) => 2 ** bits);
  return fc.oneof(
    fc.integer({ min: 1, max: 100 }),
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    fc
      .tuple(power, fc.integer({ min: -3, max: 3 }))
      .map(([count, more]) => Math.min(Math.max(1, count + more), Number.MAX_SAFE_INTEGER)),
  );
}

/** Whether a double is the nearest to a number, or the even one of the two nearest. @param compare the number with a fraction, as `compareFractions` does. */
export function isNearest(value: number, compare: (other: Fraction) => number): boolean {
  const isEven = ((bits) => bits % 2n === 0n)(mantissaOf(value));
  const below = compare(middleOf(doubleBelow(value), value));
  const above = compare(middleOf(value, doubleAbove(value)));
  return (below > 0 || (below === 0 && isEven)) && (above < 0 || (above === 0 && isEven));
}

function mantissaOf(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}
