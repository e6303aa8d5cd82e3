import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random choices that are the same for the same seed. */
export interface Chances {
  /** A whole number, both ends included. */
  between(from: number, to: number): number;
  /** One of these values; a value that occurs several times is picked more often. */
  pick<Value>(values: readonly Value[]): Value;
}

/** Creates a separate sequence for one user, so that its number of calls does not change the sequences of others. */
export function createChances(seed: number): Chances {
  const generator = xoroshiro128plus(seed);
  const between = (from: number, to: number) => uniformInt(generator, from, to);
  return { between, pick: (values) => values[between(0, values.length - 1)]! };
}
