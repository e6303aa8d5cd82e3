import { CHANGE_BANDS, findDayChanges, findPortions } from '../../db/list-overlap';
import { topProducts } from '../../domain/models/top-products';
import { publishLists } from '../support/publications';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

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
  expect(changes).toEqual([
    { date: '2024-11-29', advertisers: 6, mean_change: expect.closeTo(3.1 / 6, 9) as number, bands },
  ]);
});

it('has nothing to tell of a single day, nor of days without lists', async () => {
  const portions = await findPortions(database.db);
  expect(await findDayChanges(database.db, topProducts, ['2024-11-29'], portions)).toEqual([]);
  expect(await findDayChanges(database.db, topProducts, ['2024-01-01', '2024-01-02'], portions)).toEqual([]);
});
