import fc from 'fast-check';
import { WeightedChoice } from '../../sample/weighted-choice';
import { holds, SEED } from '../support/jest/property';

const SPAN = 2 ** 32;

/** How many of the 2^32 numbers choose each item, found by bisection at the borders. */
function shares(choice: WeightedChoice, count: number): number[] {
  const borders = Array.from({ length: count + 1 }, (_, item) => {
    let [low, high] = [0, SPAN];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (choice.choose(middle) < item) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  return borders.slice(1).map((border, item) => border - borders[item]!);
}

describe(`a weighted choice (seed ${SEED})`, () => {
  const anyWeights = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(1e-12, 1e9)), {
    minLength: 1,
    maxLength: 200,
  });

  it('gives each item as many numbers as its weight asks for, within a few, and one at least', () => {
    holds(
      fc.property(anyWeights, (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const found = shares(new WeightedChoice(weights.length, (item) => weights[item]!), weights.length);
        found.forEach((numbers, item) => {
          expect(numbers).toBeGreaterThanOrEqual(1);
          // Even items with a negligible weight get one number each, which the other items lose.
          expect(Math.abs(numbers - (weights[item]! / total) * SPAN)).toBeLessThanOrEqual(weights.length + 1);
        });
        expect(found.reduce((sum, numbers) => sum + numbers, 0)).toBe(SPAN);
      }),
      100,
    );
  });

  it('is coarse where it is told to be', () => {
    const found = shares(new WeightedChoice(3, (item) => [1, 2, 1][item]!, 2), 3);
    expect(found).toEqual([SPAN / 4, SPAN / 2, SPAN / 4]);
  });

  it('takes signed numbers for the unsigned ones with the same bits', () => {
    const choice = new WeightedChoice(10, () => 1);
    expect(choice.choose(-1)).toBe(9);
    expect(choice.choose(0x8000_0000 | 0)).toBe(choice.choose(0x8000_0000));
  });

  it('refuses more items than there are slots, and none', () => {
    expect(() => new WeightedChoice(5, () => 1, 2)).toThrow(RangeError);
    expect(() => new WeightedChoice(0, () => 1)).toThrow(RangeError);
  });
});
