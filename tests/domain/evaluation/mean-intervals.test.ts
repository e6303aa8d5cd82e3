import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { meanIntervals } from '../../../domain/evaluation/mean-intervals';

const of = (...values: number[]) => Float64Array.from(values);

it('takes the mean over advertisers of which the figure is known', () => {
  expect(meanIntervals([of(1, 2, 6), of(NaN, 4, NaN)])).toEqual([
    { mean: 3, low: expect.any(Number) as number, high: expect.any(Number) as number, advertisers: 3 },
    { mean: 4, low: 4, high: 4, advertisers: 1 },
  ]);
});

it('omits a metric without data', () => {
  expect(meanIntervals([of(NaN, NaN), of()])).toEqual([null, null]);
  expect(meanIntervals([of()])).toEqual([null]);
  expect(meanIntervals([])).toEqual([]);
});

it('gives equal intervals for equal columns, whatever was asked for in between', () => {
  const column = Float64Array.from({ length: 30 }, (_, i) => (i * 7919) % 31);
  const first = meanIntervals([column]);
  meanIntervals([Float64Array.from({ length: 31 }, (_, i) => i)]);
  expect(meanIntervals([column])).toEqual(first);
});

// Fails when those whose figure is not known count as if it were 0, or as if there were none of them.
it('takes each interval over the advertisers with a known figure, beside a figure known for all', () => {
  const all = Float64Array.from({ length: 50 }, (_, i) => (i * 13) % 17);
  const some = all.map((value, i) => (i % 2 === 0 ? value + 100 : NaN));
  const [, interval] = meanIntervals([all, some]);
  const values = some.filter((value) => !Number.isNaN(value));
  expect(interval!.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 25, 12);
  expect(interval!.low).toBeGreaterThan(103);
  expect(interval!.low).toBeLessThan(interval!.mean);
  expect(interval!.high).toBeGreaterThan(interval!.mean);
  expect(interval!.high).toBeLessThan(113);
});

it('takes the interval of each column over the advertisers with a known figure', () => {
  const known = (rest: number) => Float64Array.from({ length: 40 }, (_, i) => (i % 4 === rest ? 5 : NaN));
  // With the count of the others, the mean of fives would not be five.
  for (const interval of meanIntervals([known(0), known(1), known(2)]))
    expect(interval).toEqual({ mean: 5, low: 5, high: 5, advertisers: 10 });
});

it('draws the same advertisers for all columns: what is twice as good is so at both ends', () => {
  const column = Float64Array.from({ length: 40 }, (_, i) => (i * 13) % 17);
  const [one, other] = meanIntervals([column, column.map((value) => 2 * value)]);
  expect(other!.low).toBeCloseTo(2 * one!.low, 12);
  expect(other!.high).toBeCloseTo(2 * one!.high, 12);
});

// 0 and 1 in equal parts vary by 1/2, so the mean of n of them by 1 / (2 √n), and 95 % lie within 1.96 times that. Fails when groups
// are too few or weigh unequally.
it.each([400, 2_000, 12_345])('is as wide as theory says for %i advertisers', (advertisers) => {
  const random = xoroshiro128plus(7);
  const column = Float64Array.from({ length: advertisers }, () => uniformInt(random, 0, 1));
  const [interval] = meanIntervals([column]);
  const expected = 1.96 / Math.sqrt(advertisers);
  expect(interval!.high - interval!.low).toBeGreaterThan(0.85 * expected);
  expect(interval!.high - interval!.low).toBeLessThan(1.15 * expected);
  expect(interval!.low).toBeLessThan(interval!.mean);
  expect(interval!.high).toBeGreaterThan(interval!.mean);
});
