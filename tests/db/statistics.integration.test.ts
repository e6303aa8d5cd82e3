import { sql } from 'kysely';
import type { KyselyPlugin } from 'kysely';
import { recordRunEnd } from '../../db/runs';
import { findStatistics } from '../../db/statistics';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { beginRun, publishLists, REPORT } from '../support/database/publications';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await database.drop();
});

const statistics = (db = database.db) => findStatistics(db, [topProducts, topCtr], [topProducts, topCtr]);
const viewed = (...products: string[]) => products.map((product) => [product, 1] as const);
const clicked = (...products: string[]) => products.map((product) => [product, 1, 10] as const);

it('has nothing to say before the first publication', async () => {
  await beginRun(database.db, '2024-12-01');
  expect(await statistics()).toEqual({
    date: null,
    without_events: null,
    dates: { first: null, last: null, published: 0 },
    window: { from: null, to: null },
    advertiser_count: 0,
    most_changed: {},
    agreement: [],
    totals: [],
    runs: [],
  });
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
  const { date, advertiser_count, most_changed, agreement } = await statistics();
  expect({ date, advertiser_count, most_changed, agreement }).toEqual({
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

// Fails when an advertiser between two portions is left out or returned twice, or when portions are in different orders.
it('tells of each of many advertisers once, in one order', async () => {
  const { db } = database;
  await publishLists(db, '2024-12-01', {});
  await publishLists(db, '2024-12-02', {});
  const changed = [1, 1_999, 2_000, 2_001, 4_000, 4_001, 6_500];
  const ids = sql`SELECT 'A' || lpad(n::text, 4, '0') AS id, n = ANY (${changed}::integer[]) AS changed FROM generate_series(1, 6500) AS n`;
  await sql`INSERT INTO advertisers SELECT id FROM (${ids}) AS ids`.execute(db);
  await sql`
    INSERT INTO top_products_lists
    SELECT date, id, ARRAY['p'], ARRAY[1] FROM (${ids}) AS ids, (VALUES (date '2024-12-01'), ('2024-12-02')) AS days (date)
    WHERE NOT changed OR date = '2024-12-02'`.execute(db);
  await sql`
    INSERT INTO top_ctr_lists
    SELECT '2024-12-02', id, CASE WHEN changed THEN ARRAY['q'] ELSE ARRAY['p'] END, ARRAY[1], ARRAY[1]
    FROM (${ids}) AS ids`.execute(db);

  const { advertiser_count: count, most_changed: mostChanged, agreement } = await statistics();
  const idOf = (n: number) => `A${String(n).padStart(4, '0')}`;
  const others = Array.from({ length: 6_500 }, (_, i) => i + 1).filter((n) => !changed.includes(n));
  expect(count).toBe(6_500);
  expect(mostChanged['TopProducts']).toEqual([
    ...changed.map((n) => ({ advertiser_id: idOf(n), mean_change: 1, day_pairs: 1 })),
    ...[2, 3, 4].map((n) => ({ advertiser_id: idOf(n), mean_change: 0, day_pairs: 1 })),
  ]);
  expect(agreement).toEqual([
    ...others.map((n) => ({ advertiser_id: idOf(n), shared_products: 1, jaccard: 1 })),
    ...changed.map((n) => ({ advertiser_id: idOf(n), shared_products: 0, jaccard: 0 })),
  ]);
});

// Fails when a date that is only claimed counts as published, or when seven published days are taken for seven days.
it('tells which dates are published, and which seven days it is about', async () => {
  const { db } = database;
  await publishLists(db, '2024-03-02', {});
  expect(await statistics()).toMatchObject({
    dates: { first: '2024-03-02', last: '2024-03-02', published: 1 },
    window: { from: '2024-02-25', to: '2024-03-02' },
  });
  for (const date of ['2023-12-31', '2024-02-26', '2024-02-24', '2024-02-25']) {
    await publishLists(db, date, {});
  }
  await beginRun(db, '2023-01-01');
  await beginRun(db, '2024-03-03');
  const { date, dates, window, runs } = await statistics();
  expect({ date, dates, window }).toEqual({
    date: '2024-03-02',
    dates: { first: '2023-12-31', last: '2024-03-02', published: 5 },
    window: { from: '2024-02-25', to: '2024-03-02' },
  });
  expect(runs.map((run) => run.date)).toEqual(['2024-03-02', '2024-02-26', '2024-02-25']);
});

it('gives the totals of each published day of the last thirty, newest first, with the rates of the day', async () => {
  const { db } = database;
  const publishTotals = (date: string, totals: typeof REPORT.totals) =>
    publishLists(db, date, {}, [], { totals });
  await publishTotals('2024-02-29', { views: 1, impressions: 1, clicks: 1 });
  await publishTotals('2024-03-01', { views: 3_000_000_000, impressions: 3, clicks: 1 });
  await publishTotals('2024-03-05', { views: 0, impressions: 0, clicks: 2 });
  await publishTotals('2024-03-20', null);
  await publishTotals('2024-03-29', { views: 9, impressions: 9, clicks: 9 });
  await publishTotals('2024-03-29', { views: 4, impressions: 2, clicks: 3, conversions: 6 });
  await publishTotals('2024-03-30', { views: 7, impressions: 8, clicks: 0, conversions: 2 });
  expect((await statistics()).totals).toEqual([
    ...[
      { date: '2024-03-30', views: 7, impressions: 8, clicks: 0, ctr: 0 },
      { date: '2024-03-29', views: 4, impressions: 2, clicks: 3, ctr: 1.5 },
    ].map((totals, i) => ({ ...totals, conversions: [2, 6][i], conversion_rate: [null, 2][i] })),
    ...[
      { date: '2024-03-20', views: null, impressions: null, clicks: null, ctr: null },
      // Published by a version that did not count conversions.
      { date: '2024-03-05', views: 0, impressions: 0, clicks: 2, ctr: null },
      { date: '2024-03-01', views: 3_000_000_000, impressions: 3, clicks: 1, ctr: 1 / 3 },
    ].map((totals) => ({ ...totals, conversions: null, conversion_rate: null })),
  ]);
});

// Fails when the newest run of a date is taken for the one behind its publication.
it('tells when each day of the window was last published, and from what', async () => {
  const { db } = database;
  const quality = { ctr_above_1: 1, clicks_without_impression: 2, advertisers_without_rows: 3 };
  const clean = { rowsRead: 0, rowsKept: 0, rowsRejected: 0, rejects: {} };
  await publishLists(db, '2024-12-03', {});
  const oldest = await publishLists(db, '2024-12-04', {}, [], clean);
  await publishLists(db, '2024-12-10', {});
  const newest = await publishLists(db, '2024-12-10', {}, [], {
    rowsRead: 6_000_000_000,
    rowsKept: 5_000_000_000,
    rowsRejected: 3,
    rejects: { empty_id: 2, invalid_date: 1 },
    quality,
    newestEvents: { product_views: '2024-12-10', ads_views: '2024-12-09' },
  });
  const { date, runId } = await beginRun(db, '2024-12-10');
  await recordRunEnd(db, { date, workflowId: 'w', runId }, 'failed', { step: null, type: 't', message: 'm' });
  expect((await statistics()).runs).toEqual([
    {
      date: '2024-12-10',
      published_at: newest.publishedAt.toISOString(),
      rows_read: 6_000_000_000,
      rows_kept: 5_000_000_000,
      rows_rejected: 3,
      rejected_fraction: 3 / 6_000_000_000,
      rejects: { empty_id: 2, invalid_date: 1 },
      quality,
      without_events: ['ads_views'],
    },
    {
      date: '2024-12-04',
      published_at: oldest.publishedAt.toISOString(),
      rows_read: 0,
      rows_kept: 0,
      rows_rejected: 0,
      rejected_fraction: null,
      rejects: {},
      quality: REPORT.quality,
      without_events: null,
    },
  ]);
});

// Fails in any isolation in which a statement sees what was committed since the first.
it('tells of one moment, whatever is published while it is computed', async () => {
  const { db } = database;
  const publishAll = async (product: string, rowsRead: number) => {
    for (const date of ['2024-12-01', '2024-12-02']) {
      const lists = { views: { A: viewed(product) }, ctrs: { A: clicked(product, date) } };
      await publishLists(db, date, lists, [], {
        rowsRead,
        totals: { views: rowsRead, impressions: 1, clicks: 1 },
      });
    }
  };
  await publishAll('old', 1);
  const before = await statistics();
  let statements = 0;
  const publishing: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (++statements === 1) {
        await publishAll('new', 2);
        await publishLists(db, '2024-12-03', { views: { B: viewed('new') } });
      }
      return result;
    },
  };
  expect(await statistics(db.withPlugin(publishing))).toEqual(before);
  expect(statements).toBeGreaterThan(5);
  expect(await statistics()).toMatchObject({ date: '2024-12-03', dates: { published: 3 } });
});
