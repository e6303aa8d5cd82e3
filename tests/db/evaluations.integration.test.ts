import { sql } from 'kysely';
import {
  findListedModels,
  findPair,
  findProductLists,
  lockEvaluation,
  storeEvaluation,
} from '../../db/evaluations';
import {
  findAdvertiserMeans,
  findEvaluations,
  findListEvaluations,
  findNewestEvaluation,
} from '../../db/evaluation-figures';
import { scoreAt } from '../../domain/evaluation/evaluate-day';
import { figuresOf } from '../../domain/evaluation/score-list';
import { countPublications } from '../../db/publication';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';
import { evaluationOf, store } from '../support/database/evaluations';
import { publishLists } from '../support/database/publications';
import { plansOf } from '../support/database/query-plans';

const LISTS_DATE = '2024-11-28';
const DATE = '2024-11-29';
const WINDOW = { from: '2024-11-01', to: DATE };
const DAY_COUNTS = [
  {
    products: { key: 'products', etag: 'e1', rows: 3 },
    adsOfDay: { key: 'ads', etag: 'e2', rows: 2 },
  },
];

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await database.drop();
});

const publishDay = () =>
  publishLists(database.db, DATE, { views: { A: [['p', 1]] } }, [], { dayCounts: DAY_COUNTS });

/** Lists of two models on the date before, and the day after them. */
async function publishBoth(): Promise<void> {
  await publishLists(database.db, LISTS_DATE, {
    views: { A: [['p', 2], ['q', 1]], B: [['p', 1]] }, // prettier-ignore
    ctrs: { A: [['r', 1, 3]] },
  });
  await publishDay();
}

const evaluate = (clicks = 3) => evaluationOf(database.db, DATE, { A: { p: clicks, r: 1 }, B: { x: 1 } });

it('goes by the two publications and the files of the day', async () => {
  expect(await findPair(database.db, DATE)).toBeUndefined();
  await publishDay();
  expect(await findPair(database.db, DATE)).toMatchObject({ listsRunId: null, dayCounts: DAY_COUNTS });
  await publishBoth();
  expect(await findPair(database.db, DATE)).toMatchObject({
    listsRunId: expect.any(String) as string,
    isEvaluated: false,
  });
  expect(await findPair(database.db, LISTS_DATE)).toMatchObject({ dayCounts: null });
});

it('reads the lists of the models that have any', async () => {
  await publishBoth();
  expect(await findListedModels(database.db, LISTS_DATE)).toEqual(['TopProducts', 'TopCTR']);
  expect(
    await findProductLists(database.db, LISTS_DATE, ['TopProducts', 'TopCTR'], ['never', 'A', 'B']),
  ).toEqual([
    { model: 'TopProducts', lists: '\fp\nq\fp' },
    { model: 'TopCTR', lists: '\fr\f' },
  ]);
  expect(await findProductLists(database.db, LISTS_DATE, [], ['A'])).toEqual([]);
});

// Fails when Postgres looks through the lists of other dates, or compares each list with each advertiser.
it.each([
  ['the newest date, which statistics do not know of', LISTS_DATE],
  ['a date that they know of', '2024-11-20'],
])('reads one row for each list of %s', async (_, date) => {
  const { db, url } = database;
  const insertLists = async (last: string, days: number) => {
    const lists = sql`FROM generate_series(${last}::date, ${last}::date - ${days - 1}::integer, '-1 day') AS day,
      generate_series(1, 200) AS advertiser`;
    const key = sql`day, 'A' || advertiser, ARRAY['a', 'b']`;
    await sql`INSERT INTO top_products_lists SELECT ${key}, ARRAY[2, 1] ${lists}`.execute(db);
    await sql`INSERT INTO model_lists SELECT 'Trending', ${key}, '{"x": [2, 1]}' ${lists}`.execute(db);
  };
  await insertLists('2024-11-27', 20);
  await sql`ANALYZE`.execute(db);
  await insertLists(LISTS_DATE, 1);
  const advertisers = Array.from({ length: 200 }, (__, i) => `A${String(i + 1)}`);
  const plans = await plansOf(url, async (explained) => {
    const models = await findListedModels(explained, date);
    expect(models).toEqual(['TopProducts', 'Trending']);
    for (const { lists } of await findProductLists(explained, date, models, advertisers))
      expect(lists).toBe(advertisers.map(() => 'a\nb').join('\f'));
  });
  expect(plans).toHaveLength(2);
  for (const plan of plans) {
    expect(plan).toMatch(/Index (Only )?Scan using model_lists_pkey/);
    expect(plan).not.toMatch(/Seq Scan on (top_products|model)_lists|Rows Removed/);
  }
});

it('keeps what was found, by date, advertiser and model, and replaces it', async () => {
  await publishBoth();
  for (const clicks of [9, 3]) expect(await store(database.db, await evaluate(clicks))).toBe(true);
  const [day, ...others] = await findEvaluations(database.db, WINDOW);
  expect(others).toEqual([]);
  expect(day).toMatchObject({
    date: DATE,
    lists_date: LISTS_DATE,
    advertisers: 2,
    // A: 3 of 4 clicks; B: none of 1.
    models: {
      TopProducts: { click_share: { mean: 0.375, advertisers: 2 }, hit_rate: { mean: 0.5 } },
      TopCTR: { click_share: { mean: 0.125 }, lift: { advertisers: 1 } },
    },
  });
  expect(await findNewestEvaluation(database.db)).toBe(DATE);
  expect(await findListEvaluations(database.db, 'A', WINDOW)).toMatchObject([
    { date: DATE, lists_date: LISTS_DATE, model: 'TopCTR', products: 1, listed_clicks: 1, lift: 0.5 },
    { model: 'TopProducts', products: 2, clicks: 4, listed_clicks: 3, click_share: 0.75, lift: 1.5 },
  ]);
  expect(await findListEvaluations(database.db, 'never', WINDOW)).toBeUndefined();
  expect(await findListEvaluations(database.db, 'A', { from: DATE, to: LISTS_DATE })).toEqual([]);
  expect(await findAdvertiserMeans(database.db, WINDOW, 1)).toEqual([
    { advertiser_id: 'A', model: 'TopProducts', days: 1, clicks: 4, click_share: 0.75 },
    { advertiser_id: 'A', model: 'TopCTR', days: 1, clicks: 4, click_share: 0.25 },
  ]);
});

// Fails when the formulas of the view are other than those that the means come from.
it('has the figures of each list as the means have them', async () => {
  await publishBoth();
  const evaluation = await evaluate(7);
  await store(database.db, evaluation);
  const { rows } = await sql<Record<string, unknown>>`
    SELECT * FROM list_evaluations ORDER BY advertiser_id, model DESC`.execute(database.db);
  const [scores] = evaluation.portions;
  const expected = scores!.advertiserIds.flatMap((advertiser_id, i) =>
    scores!.models.map((model, m) => {
      const { products, clicks, impressions, listedClicks, listedImpressions, ...score } = scoreAt(
        scores!,
        i,
        m,
      );
      return {
        ...{ date: DATE, advertiser_id, model, products, clicks, impressions },
        ...{ listed_clicks: listedClicks, listed_impressions: listedImpressions },
        ...figuresOf({ products, clicks, impressions, listedClicks, listedImpressions, ...score }),
      };
    }),
  );
  expect(rows).toEqual(expected);
  expect(rows.map(({ lift }) => lift)).toContain(null);
});

// Fails when an evaluation is served whose lists, or whose log, are no longer the published ones.
it.each([
  ['the lists', LISTS_DATE],
  ['the day', DATE],
])('tells nothing once %s have been published again, until it is evaluated anew', async (_, date) => {
  await publishBoth();
  const stale = await evaluate();
  expect(await store(database.db, stale)).toBe(true);
  expect(await findPair(database.db, DATE)).toMatchObject({ isEvaluated: true });
  await publishLists(database.db, date, { views: { A: [['q', 2]] } }, [], { dayCounts: DAY_COUNTS });
  expect(await findEvaluations(database.db, WINDOW)).toEqual([]);
  expect(await findListEvaluations(database.db, 'A', WINDOW)).toEqual([]);
  expect(await findNewestEvaluation(database.db)).toBeUndefined();
  expect(await findPair(database.db, DATE)).toMatchObject({ isEvaluated: false });
  expect(await store(database.db, stale)).toBe(false);
  expect(await store(database.db, await evaluate())).toBe(true);
  expect(await findEvaluations(database.db, WINDOW)).toHaveLength(1);
});

it('is noticed by those who count publications', async () => {
  await publishBoth();
  const before = await countPublications(database.db);
  await store(database.db, await evaluate());
  expect(await countPublications(database.db)).toBeGreaterThan(before);
});

// Fails when two runs side by side evaluate the same pair, each for itself.
it('lets the second run at a pair see the result of the first', async () => {
  await publishBoth();
  const order: string[] = [];
  let second: Promise<void> | undefined;
  await database.db.transaction().execute(async (trx) => {
    await lockEvaluation(trx, DATE);
    second = database.db.transaction().execute(async (other) => {
      await lockEvaluation(other, DATE);
      order.push((await findPair(other, DATE))?.isEvaluated === true ? 'evaluated already' : 'not evaluated');
    });
    // The lock is per day: another day does not wait.
    await database.db.transaction().execute((third) => lockEvaluation(third, LISTS_DATE));
    expect(await storeEvaluation(trx, await evaluate())).toBe(true);
    order.push('stored');
  });
  await second;
  expect(order).toEqual(['stored', 'evaluated already']);
});

it('refuses an advertiser twice', async () => {
  await publishBoth();
  const evaluation = await evaluate();
  const twice = { ...evaluation, portions: [...evaluation.portions, ...evaluation.portions] };
  await expect(store(database.db, twice)).rejects.toThrow(/advertiser_evaluations_pkey/);
  expect(await sql`SELECT FROM evaluations`.execute(database.db).then(({ rows }) => rows)).toEqual([]);
});
