import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { meanIntervals } from '../../../domain/evaluation/mean-intervals';

const of = (...values: number[]) => Float64Array.from(values);

it('takes the mean over advertisers of which the figure is known', () => {
  expect(meanIntervals([of(1, 2, 6), of(NaN, 4, NaN)], 1)).toEqual([
    { mean: 3, low: expect.any(Number) as number, high: expect.any(Number) as number, advertisers: 3 },
    { mean: 4, low: 4, high: 4, advertisers: 1 },
  ]);
});

it('knows nothing of a figure that is known of nobody', () => {
  expect(meanIntervals([of(NaN, NaN), of()], 1)).toEqual([null, null]);
  expect(meanIntervals([of()], 1)).toEqual([null]);
  expect(meanIntervals([], 1)).toEqual([]);
});

it('gives equal intervals for equal seeds, and others for another', () => {
  const column = Float64Array.from({ length: 30 }, (_, i) => (i * 7919) % 31);
  expect(meanIntervals([column], 5)).toEqual(meanIntervals([column], 5));
  expect(meanIntervals([column], 5)).not.toEqual(meanIntervals([column], 6));
});

it('draws the same advertisers for all columns: what is twice as good is so at both ends', () => {
  const column = Float64Array.from({ length: 40 }, (_, i) => (i * 13) % 17);
  const [one, other] = meanIntervals([column, column.map((value) => 2 * value)], 3);
  expect(other!.low).toBeCloseTo(2 * one!.low, 12);
  expect(other!.high).toBeCloseTo(2 * one!.high, 12);
});

// 0 and 1 in equal parts vary by 1/2, so the mean of n of them by 1 / (2 √n), and 95 % lie within 1.96 times that. Fails when groups
// are too few or weigh unequally.
it.each([400, 2_000, 12_345])('is as wide as theory says for %i advertisers', (advertisers) => {
  const random = xoroshiro128plus(7);
  const column = Float64Array.from({ length: advertisers }, () => uniformInt(random, 0, 1));
  const [interval] = meanIntervals([column], 11);
  const expected = 1.96 / Math.sqrt(advertisers);
  expect(interval!.high - interval!.low).toBeGreaterThan(0.85 * expected);
  expect(interval!.high - interval!.low).toBeLessThan(1.15 * expected);
  expect(interval!.low).toBeLessThan(interval!.mean);
  expect(interval!.high).toBeGreaterThan(interval!.mean);
});
