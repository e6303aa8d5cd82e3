import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { Shuffler } from '../../sample/shuffler';

/** The same, slowly: one number after the other is cut out of a list. */
function naive(seed: number, count: number): number[] {
  const random = xoroshiro128plus(seed);
  const rest = Array.from({ length: count }, (_, index) => index);
  const result: number[] = [];
  while (rest.length > 0) result.push(...rest.splice(uniformInt(random, 0, rest.length - 1), 1));
  return result;
}

it.each([1, 2, 3, 7, 8, 9, 100, 1_000])(
  'shuffles %d numbers, as cutting them out of a list does',
  (count) => {
    const shuffler = new Shuffler(count);
    for (const seed of [1, 2, 3]) {
      const target = new Uint32Array(count + 2);
      shuffler.shuffle(xoroshiro128plus(seed), target, 1);
      expect([...target]).toEqual([0, ...naive(seed, count), 0]);
    }
  },
);
