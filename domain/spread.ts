/** The distribution of a figure over several worlds or days. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation; 0 for a single value. */
  readonly sd: number;
  /** Standard error of the mean: `sd` over the root of the number of values. */
  readonly se: number;
  readonly min: number;
  readonly max: number;
}

/** The spread of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const sd = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
  return {
    mean,
    sd,
    se: sd / Math.sqrt(values.length),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
