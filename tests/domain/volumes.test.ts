import fc from 'fast-check';
import { addDays } from '../../domain/execution-date';
import { findUnusualVolumes, median } from '../../domain/volumes';
import type { DayVolume } from '../../domain/volumes';

// A Friday.
const DATE = '2024-03-01';

/** Days up to `DATE`, so many product views each, and even other events. */
function days(views: readonly number[]): DayVolume[] {
  return views.map((count, i) => ({
    date: addDays(DATE, i + 1 - views.length),
    totals: { views: count, impressions: 1_000, clicks: 10 },
  }));
}
const judged = (views: readonly number[]) =>
  findUnusualVolumes(days(views), DATE).map(({ date, counter, value, usual }) => [
    date,
    counter,
    value,
    usual,
  ]);

const even = Array<number>(21).fill(1_000);

test.each([
  ['a third of the usual', 300],
  ['more than twice the usual', 2_200],
])('%s is out of line', (_, views) => {
  expect(judged([...even, views])).toEqual([[DATE, 'views', views, 1_000]]);
});

test.each([
  ['as many as ever', 1_000],
  ['two thirds of it', 667],
  ['half as many again', 1_499],
])('%s is in line', (_, views) => {
  expect(judged([...even, views])).toEqual([]);
});

test('what is usual on days that vary much is in line', () => {
  const varied = Array.from({ length: 21 }, (_, i) => [400, 1_000, 1_900][i % 3]!);
  expect(judged([...varied, 2_000])).toEqual([]);
  expect(judged([...varied, 9_000])).toHaveLength(1);
});

test('what is usual on the weekday is in line, and what is usual on the others is too', () => {
  // Fridays have a tenth of the rows.
  const weeks = Array.from({ length: 28 }, (_, i) => ((28 - i) % 7 === 0 ? 100 : 1_000));
  expect(judged([...weeks, 100])).toEqual([]);
  expect(judged([...weeks, 1_000])).toEqual([]);
  expect(judged([...weeks, 300])).toEqual([[DATE, 'views', 300, 1_000]]);
});

test('one odd day does not hide the next', () => {
  expect(judged([...even, 90_000, 300])).toEqual([[DATE, 'views', 300, 1_000]]);
});

test('small numbers vary by chance: 3 after days of 12 is in line, 3 after days of 1,200 is not', () => {
  expect(judged([...Array<number>(21).fill(12), 3])).toEqual([]);
  expect(judged([...Array<number>(21).fill(1_200), 3])).toHaveLength(1);
});

test('the borders of what is tolerated are in line', () => {
  expect(judged([...even, 500])).toEqual([]);
  expect(judged([...even, 499])).toHaveLength(1);
  expect(judged([...even, 1_500])).toEqual([]);
  expect(judged([...even, 1_501])).toHaveLength(1);
});

test('what is longer ago than four weeks is no measure, and the day four weeks ago is', () => {
  // 27 days of 1,000 to 1,260: their median moves with one more day.
  const recent = Array.from({ length: 27 }, (_, i) => 1_000 + 10 * i);
  const usualAfter = (before: number[]) => judged([...before, ...recent, 1])[0]?.[3];
  expect(usualAfter([9_000, 5_000])).toBe(usualAfter([5_000]));
  expect(usualAfter([5_000])).not.toBe(usualAfter([]));
});

test('three of the same weekday tell what is usual on it, two do not', () => {
  const weeks = (fridays: number) =>
    Array.from({ length: 7 * fridays }, (_, i) => ((7 * fridays - i) % 7 === 0 ? 100 : 1_000));
  expect(judged([...weeks(3), 100])).toEqual([]);
  expect(judged([...weeks(2), 100])).toHaveLength(1);
});

test('fewer than five days before tell nothing', () => {
  expect(judged([1_000, 1_000, 1_000, 1_000, 1])).toEqual([]);
  expect(judged([1_000, 1_000, 1_000, 1_000, 1_000, 1])).toHaveLength(1);
});

test('only days from the one asked for on are judged', () => {
  expect(findUnusualVolumes(days([...even, 1, 1_000]), DATE)).toEqual([]);
});

test('days of equal numbers are never out of line', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 40 }), (count, length) => {
      expect(judged(Array<number>(length).fill(count))).toEqual([]);
    }),
  );
});

test('the median is the middle one, or the mean of the two in the middle', () => {
  expect([median([]), median([3]), median([9, 1, 5]), median([1, 2, 10, 4])]).toEqual([0, 3, 5, 3]);
});

// Fails when dates that an earlier version published count as dates without conversions.
test('conversions are compared with the days of which they are known', () => {
  const counted = (from: number, last: number) =>
    days([...even, 1_000]).map(({ date, totals }, i, all) => ({
      date,
      totals: i < from ? totals : { ...totals, conversions: i === all.length - 1 ? last : 200 },
    }));
  expect(findUnusualVolumes(counted(18, 500), DATE)).toEqual([]);
  expect(findUnusualVolumes(counted(22, 500), DATE)).toEqual([]);
  expect(findUnusualVolumes(counted(15, 210), DATE)).toEqual([]);
  expect(findUnusualVolumes(counted(15, 500), DATE)).toEqual([
    { date: DATE, counter: 'conversions', value: 500, usual: 200, days: 6 },
  ]);
});
