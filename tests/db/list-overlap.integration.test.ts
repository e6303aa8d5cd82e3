import fc from 'fast-check';
import { CHANGE_BANDS, findDayChanges, findMostChanged, findPortions } from '../../db/list-overlap';
import { topProducts } from '../../domain/models/top-products';
import { publishLists } from '../support/database/publications';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';
import { compareFractions, isNearest } from '../support/reference/exact';
import type { Fraction } from '../support/reference/exact';
import { SEED } from '../support/jest/property';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

const list = (...ids: number[]) => ids.map((id, i) => [`p${String(id)}`, 100 - i] as const);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

it('tells for each day how many lists changed how far, and by how much in the mean', async () => {
  await publishLists(database.db, '2024-11-27', {
    views: {
      same: list(1, 2),
      swapped: list(1, 2),
      // 9 of 10 products in common: as a double, 1 - 0.9 is not 0.1.
      tenth: list(...range(0, 9)),
      other: list(1, 2),
      left: list(1),
    },
  });
  await publishLists(database.db, '2024-11-29', {
    views: {
      same: list(1, 2),
      swapped: list(2, 1),
      tenth: list(...range(0, 10)),
      other: list(3, 4),
      came: list(1),
    },
  });
  const days = ['2024-11-27', '2024-11-29'];
  const bands = Array<number>(CHANGE_BANDS + 1).fill(0);
  bands[0] = 2;
  bands[1] = 1;
  bands[CHANGE_BANDS] = 3;
  const changes = await findDayChanges(database.db, topProducts, days, await findPortions(database.db));
  expect(changes).toEqual([{ date: '2024-11-29', advertisers: 6, mean_change: 31 / 60, bands }]);
});

it('has nothing to tell of a single day, nor of days without lists', async () => {
  const portions = await findPortions(database.db);
  expect(await findDayChanges(database.db, topProducts, ['2024-11-29'], portions)).toEqual([]);
  expect(await findDayChanges(database.db, topProducts, ['2024-01-01', '2024-01-02'], portions)).toEqual([]);
});

describe('equal means of change', () => {
  const days = Array.from({ length: 7 }, (_, i) => `2025-01-0${String(i + 1)}`);
  const mostChanged = async () =>
    findMostChanged(database.db, topProducts, days, await findPortions(database.db));

  // 6 of 20 products are shared: a distance of 28/34. The mean of a-first is (1 + 28/34 + 28/34 + 1) / 4, of b-second
  // (1 + 28/34) / 2. With doubles, b-second came first.
  it('are in the order of ids, and told as their nearest double', async () => {
    const shifted = (day: number) => list(...range(14 * day, 14 * day + 20));
    // One of five products is shared with the day before, and one with the day after: six distances of 8/9.
    const ninths = (day: number) => list(900 + day, 901 + day, ...range(1_000 + 3 * day, 1_003 + 3 * day));
    for (const [i, day] of days.entries()) {
      await publishLists(database.db, day, {
        views: {
          ...(i >= 1 && i <= 3 ? { 'a-first': shifted(i) } : {}),
          ...(i >= 5 ? { 'b-second': shifted(i) } : {}),
          ninths: ninths(i),
          other: list(1),
        },
      });
    }
    expect(await mostChanged()).toEqual([
      { advertiser_id: 'a-first', mean_change: 31 / 34, day_pairs: 4 },
      { advertiser_id: 'b-second', mean_change: 31 / 34, day_pairs: 2 },
      { advertiser_id: 'ninths', mean_change: 8 / 9, day_pairs: 6 },
      { advertiser_id: 'other', mean_change: 0, day_pairs: 6 },
    ]);
  });

  // Few products and few days: many of the 200 means are equal.
  it(`are in the order of ids for any lists, seed ${String(SEED)}`, async () => {
    const names = range(100, 300).map((i) => `x${String(i)}`);
    const anyList = fc.uniqueArray(fc.nat(24), { minLength: 0, maxLength: 20 });
    const [all = []] = fc.sample(
      fc.array(fc.array(anyList, { minLength: 7, maxLength: 7 }), { minLength: 200, maxLength: 200 }),
      { seed: SEED, numRuns: 1 },
    );
    for (const [i, day] of days.entries()) {
      const lists = names.flatMap((name, n) => {
        const own = all[n]?.[i] ?? [];
        return own.length === 0 ? [] : [[name, list(...own)] as const];
      });
      await publishLists(database.db, day, { views: Object.fromEntries(lists) });
    }
    const exact = names.flatMap((name, n) => {
      const distances = days.slice(1).flatMap((_, i): Fraction[] => {
        const [before, after] = [new Set(all[n]?.[i]), new Set(all[n]?.[i + 1])];
        const either = BigInt(new Set([...before, ...after]).size);
        const shared = BigInt([...before].filter((id) => after.has(id)).length);
        return either === 0n ? [] : [{ dividend: either - shared, divisor: either }];
      });
      if (distances.length === 0) return [];
      const sum = distances.reduce((a, b) => ({
        dividend: a.dividend * b.divisor + b.dividend * a.divisor,
        divisor: a.divisor * b.divisor,
      }));
      const mean = { dividend: sum.dividend, divisor: sum.divisor * BigInt(distances.length) };
      return [{ name, mean, pairs: distances.length }];
    });
    const expected = exact.sort((a, b) => compareFractions(b.mean, a.mean)).slice(0, 10);
    const found = await mostChanged();
    expect(found.map(({ advertiser_id, day_pairs }) => [advertiser_id, day_pairs])).toEqual(
      expected.map(({ name, pairs }) => [name, pairs]),
    );
    for (const [i, { mean_change }] of found.entries()) {
      const { mean } = expected[i]!;
      expect(isNearest(mean_change, (other) => compareFractions(mean, other))).toBe(true);
    }
  });
});
