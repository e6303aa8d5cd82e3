import { addDays } from '../../domain/execution-date';
import { COMPARED_DATES, findUnusualRejects } from '../../domain/reject-shares';
import type { DateRejects } from '../../domain/reject-shares';

const LIMIT = 0.05;
const DATE = '2024-03-01';

/** Dates up to `DATE`, each with 1,000 rows more than the one before, of which so many are rejected. */
function dates(rejected: readonly number[]): DateRejects[] {
  let rowsRejected = 0;
  return rejected.map((count, i) => ({
    date: addDays(DATE, i + 1 - rejected.length),
    rowsRead: 1_000 * (i + 1),
    rowsRejected: (rowsRejected += count),
  }));
}
const judged = (rejected: readonly number[]) =>
  findUnusualRejects(dates(rejected), DATE, LIMIT).map(({ date, of, share }) => [date, of, share]);

test('three times the usual share of the rows that came with a date is above normal', () => {
  expect(judged([10, 10, 10, 31])).toEqual([[DATE, 'new_rows', 0.031]]);
  expect(judged([10, 10, 10, 29])).toEqual([]);
});

test('the second date is compared with the first', () => {
  expect(judged([10, 31])).toEqual([[DATE, 'new_rows', 0.031]]);
  expect(judged([10, 29])).toEqual([]);
});

test('what is longer ago than four weeks is no measure', () => {
  const [high, low] = [Array<number>(40).fill(24), Array<number>(COMPARED_DATES).fill(5)];
  expect(judged([...high, ...low, 16])).toEqual([[DATE, 'new_rows', 0.016]]);
  expect(judged([...high, ...low.slice(14), 16])).toEqual([]);
});

test('a share that is small in itself is normal after dates without any', () => {
  expect(judged([0, 0, 0, 5])).toEqual([]);
  expect(judged([0, 0, 0, 6])).toEqual([[DATE, 'new_rows', 0.006]]);
});

test('more than half of the limit, of all rows, is above normal, even where it was always so', () => {
  expect(judged([26, 26, 26])).toEqual([[DATE, 'all_rows', 0.026]]);
  expect(judged([25, 25, 25])).toEqual([]);
});

test('dates from the same objects bring no rows, and are no measure for the next ones', () => {
  const same = { rowsRead: 1_000, rowsRejected: 20 };
  const run = (date: string) => ({ date, ...same });
  const later = { date: DATE, rowsRead: 2_000, rowsRejected: 40 };
  expect(
    findUnusualRejects([run('2024-02-27'), run('2024-02-28'), run('2024-02-29'), later], DATE, LIMIT),
  ).toEqual([]);
});

test('the first date is compared with the limit alone', () => {
  expect(judged([20])).toEqual([]);
  expect(judged([40])).toEqual([[DATE, 'all_rows', 0.04]]);
});

test('only dates from the one asked for on are judged', () => {
  expect(judged([0, 0, 40, 0])).toEqual([]);
});
