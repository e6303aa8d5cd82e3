const STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** A round number at or a little above `max`; 1 for 0. */
export function roundMaximum(max: number): number {
  if (!(max > 0)) return 1;
  const [, exponent = ''] = max.toExponential().split('e');
  const power = Number(`1e${exponent}`);
  const step = STEPS.find((one) => one * power >= max * (1 - 1e-9)) ?? 10;
  // 3 × 0.01 is 0.03, and not a little more.
  return Number((step * power).toPrecision(3));
}

/** A coordinate with as many digits as can be seen. */
export function coordinate(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A linear scale from values to coordinates; of a single value it is the middle. */
export function linear(
  [lowest, highest]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  return (value) => {
    const share = highest === lowest ? 0.5 : (value - lowest) / (highest - lowest);
    return coordinate(start + share * (end - start));
  };
}
