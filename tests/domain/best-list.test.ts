import { bestListOf, overlapWith } from '../../domain/best-list';

describe('the best list', () => {
  it('has the 20 highest click probabilities', () => {
    const probabilities = Array.from({ length: 25 }, (_, i) => i / 100);
    expect(bestListOf(probabilities)).toEqual({
      length: 20,
      meanProbability: expect.closeTo(0.145, 12) as number,
      leastProbability: 0.05,
    });
  });

  it('has all products where there are fewer', () => {
    const best = bestListOf([0.1, 0.3]);
    expect(best).toMatchObject({ length: 2, leastProbability: 0.1 });
    expect(best.meanProbability).toBeCloseTo(0.2, 12);
  });

  it('overlaps with a list in the products that are as good as its last one', () => {
    const best = { length: 4, meanProbability: 0, leastProbability: 0.3 };
    expect(overlapWith(best, [0.5, 0.3, 0.2])).toBe(0.5);
    expect(overlapWith(best, [])).toBe(0);
    expect(overlapWith(best, [0.3, 0.3, 0.3, 0.3])).toBe(1);
  });
});
