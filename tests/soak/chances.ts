import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chances that follow from a seed, the same for the same seed. */
export interface Chances {
  /** A whole number, both ends included. */
  between(from: number, to: number): number;
  /** One of these; what stands there more often is picked more often. */
  pick<Value>(values: readonly Value[]): Value;
}

/** Chances of their own for each who takes some, so that how often one asks changes nothing for the others. */
export function createChances(seed: number): Chances {
  const generator = xoroshiro128plus(seed);
  const between = (from: number, to: number) => uniformInt(generator, from, to);
  return { between, pick: (values) => values[between(0, values.length - 1)]! };
}
