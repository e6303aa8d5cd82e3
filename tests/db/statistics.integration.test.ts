import { findStatistics } from '../../db/statistics';
import { MODELS } from '../../domain/models';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { publishLists } from '../support/publications';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await database.drop();
});

const statistics = () => findStatistics(database.db, MODELS, [topProducts, topCtr]);
const viewed = (...products: string[]) => products.map((product) => [product, 1] as const);
const clicked = (...products: string[]) => products.map((product) => [product, 1, 10] as const);

it('has nothing to say before the first publication', async () => {
  expect(await statistics()).toEqual({ date: null, advertiser_count: 0, most_changed: {}, agreement: [] });
});

/**
 * Worked out by hand. Published days of the window 4 to 10 December: 7, 9 and 10, so the pairs (7, 9) and (9, 10).
 *
 * | TopProducts | 7     | 9     | 10    | distances          | mean |
 * |-------------|-------|-------|-------|--------------------|------|
 * | A           | 1 2 3 | 1 2 4 | 4 2 1 | 1 - 2/4, 0 (order) | 0.25 |
 * | B           | 1     |       | 2     | 1, 1               | 1    |
 * | C           |       |       | 1 2   | (none), 1          | 1    |
 * | D           | 7 8   | 7 8   | 7 8   | 0, 0               | 0    |
 *
 * Fails when days are compared by the calendar, when days before the window count, or when a missing list is no list.
 */
it('computes change and agreement as by hand', async () => {
  const { db } = database;
  await publishLists(db, '2024-12-03', { views: { A: viewed('x'), E: viewed('x') } });
  await publishLists(db, '2024-12-07', {
    views: { A: viewed('1', '2', '3'), B: viewed('1'), D: viewed('7', '8') },
  });
  await publishLists(db, '2024-12-09', { views: { A: viewed('1', '2', '4'), D: viewed('7', '8') } });
  await publishLists(db, '2024-12-10', {
    views: { A: viewed('4', '2', '1'), B: viewed('2'), C: viewed('1', '2'), D: viewed('7', '8') },
    ctrs: { A: clicked('1', '9'), B: clicked('2'), F: clicked('5') },
  });
  expect(await statistics()).toEqual({
    date: '2024-12-10',
    advertiser_count: 5,
    most_changed: {
      TopProducts: [
        { advertiser_id: 'B', mean_change: 1, day_pairs: 2 },
        { advertiser_id: 'C', mean_change: 1, day_pairs: 1 },
        { advertiser_id: 'A', mean_change: 0.25, day_pairs: 2 },
        { advertiser_id: 'D', mean_change: 0, day_pairs: 2 },
      ],
      TopCTR: [
        { advertiser_id: 'A', mean_change: 1, day_pairs: 1 },
        { advertiser_id: 'B', mean_change: 1, day_pairs: 1 },
        { advertiser_id: 'F', mean_change: 1, day_pairs: 1 },
      ],
    },
    agreement: [
      { advertiser_id: 'A', shared_products: 1, jaccard: 0.25 },
      { advertiser_id: 'B', shared_products: 1, jaccard: 1 },
      { advertiser_id: 'C', shared_products: 0, jaccard: 0 },
      { advertiser_id: 'D', shared_products: 0, jaccard: 0 },
      { advertiser_id: 'F', shared_products: 0, jaccard: 0 },
    ],
  });
});

it('has no change to tell after one day, and names ten advertisers at most', async () => {
  const { db } = database;
  const ids = Array.from({ length: 12 }, (_, i) => `A${String(i).padStart(2, '0')}`);
  const lists = (product: string) => ({ views: Object.fromEntries(ids.map((id) => [id, viewed(product)])) });
  await publishLists(db, '2024-12-01', lists('1'));
  expect((await statistics()).most_changed).toEqual({ TopProducts: [], TopCTR: [] });
  await publishLists(db, '2024-12-02', lists('2'));
  const { most_changed: mostChanged, agreement } = await statistics();
  expect(mostChanged['TopProducts']?.map(({ advertiser_id }) => advertiser_id)).toEqual(ids.slice(0, 10));
  expect(agreement).toHaveLength(12);
});
