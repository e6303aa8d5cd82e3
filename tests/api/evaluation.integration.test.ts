import type { RunningApi } from '../../api/server';
import { evaluationOf, store } from '../support/database/evaluations';
import { publishLists } from '../support/database/publications';
import { ask, startTestApi } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const DATE = '2024-11-29';
const CLICKS = { A: { p: 3, r: 1 }, B: { x: 1 } };

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

const get = async (path: string) => (await ask(api, path)).body;
const page = async () => {
  const response = await fetch(`http://127.0.0.1:${String(api.port)}/models/evaluation`);
  return response.text();
};

it('says that there is nothing before there is anything', async () => {
  expect(await get('/evaluation')).toEqual({ from: null, to: null, models: [], days: [] });
  expect(await page()).toContain('Nothing is evaluated yet');
});

// Fails when an answer is kept that is older than the evaluation: that comes after the publication.
it('tells of an evaluation as soon as there is one', async () => {
  await publishLists(database.db, '2024-11-28', {
    views: { A: [['p', 2], ['q', 1]], B: [['p', 1]] }, // prettier-ignore
    ctrs: { A: [['r', 1, 3]] },
  });
  await publishLists(database.db, DATE, { views: { A: [['p', 1]] } });
  expect(await get('/evaluation')).toMatchObject({ models: [], days: [] });
  expect(await get('/evaluation/A')).toMatchObject({ from: null, models: [] });
  await store(database.db, await evaluationOf(database.db, DATE, CLICKS));
  const isTold = async () => ((await get('/evaluation')) as { to: unknown }).to === DATE;
  for (let tries = 0; tries < 100 && !(await isTold()); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await get('/evaluation')).toMatchObject({
    from: '2024-10-31',
    to: DATE,
    models: [
      { model: 'TopProducts', days: 1, click_share: { mean: 0.375 }, hit_rate: { mean: 0.5 } },
      { model: 'TopCTR', days: 1, click_share: { mean: 0.125 }, lift: { mean: 0.5 } },
    ],
    days: [
      {
        date: DATE,
        lists_date: '2024-11-28',
        advertisers: 2,
        models: { TopProducts: { click_share: { mean: 0.375, advertisers: 2 } } },
      },
    ],
  });
});

// Postgres gives rows without an order in any order: the bytes, and with them the ETag, would change between two requests.
it('has models and figures in the order of their names', async () => {
  const { days } = (await get('/evaluation')) as { days: { models: Record<string, object> }[] };
  const models = days[0]?.models ?? {};
  expect(Object.keys(models)).toEqual(['TopCTR', 'TopProducts']);
  const figures = Object.keys(models['TopCTR'] ?? {});
  expect(figures.length).toBeGreaterThan(1);
  expect(figures).toEqual([...figures].sort());
});

it('tells what the lists of an advertiser were worth', async () => {
  expect(await get('/evaluation/A')).toMatchObject({
    advertiser: 'A',
    to: DATE,
    models: [
      { model: 'TopProducts', days: 1, clicks: 4, listed_clicks: 3, click_share: 0.75 },
      { model: 'TopCTR', days: 1, clicks: 4, listed_clicks: 1, click_share: 0.25 },
    ],
    days: [
      { date: DATE, model: 'TopCTR', products: 1, listed_impressions: 10 },
      { date: DATE, model: 'TopProducts', products: 2, listed_clicks: 3, hit_rate: 1, lift: 1.5 },
    ],
  });
  expect((await ask(api, '/evaluation/never')).status).toBe(404);
});

it.each([
  ['/evaluation?from=2024-11-29&to=2024-11-29', 1],
  ['/evaluation?to=2024-11-28', 0],
  ['/evaluation?from=2024-11-30', 0],
  ['/evaluation/A?from=2024-11-29', 2],
  ['/evaluation/A?to=2024-11-28', 0],
])('of %s has %i', async (path, days) => {
  expect(((await get(path)) as { days: unknown[] }).days).toHaveLength(days);
});

it('draws a line for each model, and ranks the models of advertisers', async () => {
  const html = await page();
  expect(html).toMatch(/aria-label="TopProducts by day: lowest 37\.5/);
  expect(html).toMatch(/<a href="\/advertisers\/A">A<\/a><\/th><td class="n">4<\/td><td>TopProducts /);
});

describe('a filled list', () => {
  it('goes on with the products of other models, each with the model that it is from', async () => {
    const answer = await get('/recommendations/A/TopCTR?date=2024-11-28&fill=true');
    expect(answer).toMatchObject({
      model: 'TopCTR',
      recommendations: [
        { rank: 1, product_id: 'r', clicks: 1, source_model: 'TopCTR' },
        { rank: 2, product_id: 'p', views: 2, source_model: 'TopProducts' },
        { rank: 3, product_id: 'q', views: 1, source_model: 'TopProducts' },
      ],
    });
    const short = await get('/recommendations/A/TopCTR?date=2024-11-28&fill=true&limit=2');
    expect((short as { recommendations: unknown[] }).recommendations).toHaveLength(2);
  });

  it('is asked for, or else a list is as it is published', async () => {
    const plain = await get('/recommendations/A/TopCTR?date=2024-11-28');
    expect(plain).toMatchObject({ recommendations: [{ product_id: 'r' }] });
    expect(JSON.stringify(plain)).not.toContain('source_model');
    expect(await get('/recommendations/A/TopCTR?date=2024-11-28&fill=false')).toEqual(plain);
  });

  it('of an advertiser never seen is unknown', async () => {
    expect((await ask(api, '/recommendations/never/TopCTR?fill=true')).status).toBe(404);
  });
});
