import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { findAdvertiserMeans, findListEvaluations } from '../../db/evaluation-figures';
import { publish } from '../../db/publication';
import { trending } from '../../domain/models/trending';
import type { RunningApi } from '../../api/server';
import { startTestApi } from '../support/api/test-api';
import { evaluationOf, store } from '../support/database/evaluations';
import { beginRun, listColumns, publicationOf, publishLists, REPORT } from '../support/database/publications';
import { anyCount, holds, SEED } from '../support/jest/property';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

/* Counts beside 2^31, 2^32 and 2^53, from a run to tables, views and the API. Must fail where one is refused, cut or rounded. */

const DATE = '2024-11-29';
const MAX_COUNT = Number.MAX_SAFE_INTEGER;

let database: TestDatabase;
let api: RunningApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { now: () => new Date('2024-11-30T12:00:00Z') });
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

/** Rows as Postgres writes them. */
async function textsOf(query: ReturnType<typeof sql<{ row: string }>>): Promise<string[]> {
  return (await query.execute(database.db)).rows.map(({ row }) => row);
}

/** Longest wait for the notice of a publication, after which the API answers anew. */
const NOTICE_MS = 5_000;

/** An answer as it is sent, as soon as it contains all of these texts: the API learns of a publication after its commit. */
async function answerWith(path: string, texts: readonly string[]): Promise<void> {
  const deadline = performance.now() + NOTICE_MS;
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${String(api.port)}${path}`);
    expect(response.status).toBe(200);
    const text = (await response.text()).replaceAll(' ', '');
    const absent = texts.filter((one) => !text.includes(one));
    if (absent.length === 0) return;
    if (performance.now() > deadline) expect(absent).toEqual([]);
    await setTimeout(10);
  }
}

const positive = anyCount().map((count) => Math.max(1, count));
const list = fc.array(fc.tuple(anyCount(), positive), { minLength: 1, maxLength: 5 });

it(`publishes lists of any counts as they are, seed ${String(SEED)}`, async () => {
  let wide = 0;
  await holds(
    fc.asyncProperty(list, list, async (of, others) => {
      const { db } = database;
      const lists = Object.entries({ A: of, B: others });
      if (lists.flatMap(([, entries]) => entries.flat()).some((count) => count >= 2 ** 31)) wide++;
      const publication = publicationOf({
        views: Object.fromEntries(
          lists.map(([id, entries]) => [id, entries.map(([n], i) => [`p${String(i)}`, n])]),
        ),
        ctrs: Object.fromEntries(
          lists.map(([id, entries]) => [id, entries.map(([n, shown], i) => [`p${String(i)}`, n, shown])]),
        ),
      });
      const trends = listColumns(
        lists.map(([advertiserId, entries]) => ({
          advertiserId,
          productIds: entries.map((_, i) => `p${String(i)}`),
          metrics: { views: entries.map(([n]) => n), recent_views: entries.map(() => 0.5) },
        })),
      );
      const withTrends = [...publication.lists, { model: trending, lists: [trends] }];
      const [rowsKept, views] = [MAX_COUNT, of[0]![0]];
      await publish(db, await beginRun(db, DATE), {
        ...publication,
        lists: withTrends,
        report: { ...REPORT, rowsKept, totals: { ...REPORT.totals!, views } },
      });

      const rows = lists.flatMap(([id, entries]) =>
        entries.map(([n, shown], i) => ({ id, rank: i + 1, product: `p${String(i)}`, n, shown })),
      );
      expect(
        await textsOf(sql`SELECT concat_ws(' ', advertiser_id, rank, product_id, views) AS row FROM top_products
          WHERE date = ${DATE} ORDER BY advertiser_id, rank`),
      ).toEqual(rows.map(({ id, rank, product, n }) => `${id} ${String(rank)} ${product} ${String(n)}`));
      expect(
        await db
          .selectFrom('top_ctr_products')
          .select(['advertiser_id', 'rank', 'clicks', 'impressions', 'ctr'])
          .where('date', '=', DATE)
          .orderBy('advertiser_id')
          .orderBy('rank')
          .execute(),
      ).toEqual(
        rows.map(({ id, rank, n, shown }) => ({
          ...{ advertiser_id: id, rank, clicks: n, impressions: shown, ctr: n / shown },
        })),
      );
      for (const [model, figures] of [
        ['TopProducts', (n: number) => `"views":${String(n)}`],
        [
          'TopCTR',
          (n: number, shown: number) => `"clicks":${String(n)},"impressions":${String(shown)},"ctr":`,
        ],
        ['Trending', (n: number) => `"views":${String(n)}`],
      ] as const) {
        const expected = of.map(([n, shown]) => figures(n, shown));
        await answerWith(`/recommendations/A/${model}?date=${DATE}`, expected);
      }
      await answerWith(`/runs/${DATE}`, [`"rows_kept":${String(rowsKept)}`]);
    }),
    40,
  );
  expect(wide).toBeGreaterThan(20);
});

it('keeps the figures of a day with more than 2^31 clicks', async () => {
  const { db } = database;
  await publishLists(db, '2024-12-01', { views: { A: [['p', 2], ['q', 1]], B: [['p', 1]] } }); // prettier-ignore
  await publishLists(db, '2024-12-02', { views: { A: [['p', 1]] } });
  const clicks = { A: { p: 2 ** 31, q: 2 ** 32, x: 2 ** 52 }, B: { p: 3 } };
  expect(await store(db, await evaluationOf(db, '2024-12-02', clicks))).toBe(true);
  const window = { from: '2024-12-02', to: '2024-12-02' };
  const all = 2 ** 31 + 2 ** 32 + 2 ** 52;
  expect(await findListEvaluations(db, 'A', window)).toMatchObject([
    {
      model: 'TopProducts',
      clicks: all,
      impressions: 30,
      listed_clicks: 2 ** 31 + 2 ** 32,
      listed_impressions: 20,
    },
  ]);
  expect(await findListEvaluations(db, 'B', window)).toMatchObject([{ clicks: 3, listed_clicks: 3 }]);
  expect(await findAdvertiserMeans(db, window, 2)).toEqual([
    {
      advertiser_id: 'A',
      model: 'TopProducts',
      days: 1,
      clicks: all,
      click_share: (2 ** 31 + 2 ** 32) / all,
    },
    { advertiser_id: 'B', model: 'TopProducts', days: 1, clicks: 3, click_share: 1 },
  ]);
});

// A list has its counts once: Postgres refuses both columns, none, and wide ones that are not of its products.
it.each([
  ['both widths', `'{1}', '{1}'`],
  ['no counts', 'NULL, NULL'],
  ['wide counts of another number of products', `NULL, '{1,2}'`],
  ['a wide count that is null', `NULL, '{NULL}'`],
])('refuses a list with %s', async (_, counts) => {
  const insert = sql.raw(`INSERT INTO top_products_lists (date, advertiser_id, product_ids, views, wide_views)
    VALUES ('2024-11-01', 'A', '{p}', ${counts})`);
  await expect(insert.execute(database.db)).rejects.toMatchObject({ code: '23514' });
});
