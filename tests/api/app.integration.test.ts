import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import type { RunningApi } from '../../api/server';
import { createDatabase } from '../../db/database';
import type { Database } from '../../db/schema';
import { beginRun, NO_OTHER_LISTS, publishLists } from '../support/database/publications';
import { API_LIMITS, ask, expectProblem, startTestApi } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;
let api: RunningApi;

const get = (path: string, init: RequestInit = {}, server = api) => ask(server, path, init);

describe('over hand-made publications', () => {
  let db: Kysely<Database>;
  const ODD_IDS = [
    'a/b',
    '100%',
    '%41',
    'é',
    'e\u0301',
    '日本',
    '😀',
    ' a b ',
    '0001',
    'a+b',
    'a?b=c#d',
    '\'"\\',
  ];
  /** What answers say of the publication that they come from. */
  let publication: Record<string, unknown>;
  const isNew = { previous_rank: null, rank_change: null };

  beforeAll(async () => {
    database = await createTestDatabase();
    db = createDatabase(database.url, API_LIMITS);
    // Days 18, 21, 23, 24 and 29 are published; the newest and the six before it are 23 to 29.
    for (const [day, views] of [
      ['18', 1],
      ['21', 2],
      ['23', 3],
      ['24', 4],
    ] as const)
      await publishLists(db, `2024-11-${day}`, {
        views: { A: [['p1', views]], left: [['p7', 1]] },
        ctrs: { A: [['p1', 1, views]] },
      });
    const published = await publishLists(
      db,
      '2024-11-29',
      {
        views: {
          A: [
            ['p2', 9],
            ['p1', 5],
          ],
          ...Object.fromEntries(ODD_IDS.map((id) => [id, [[id, 1] as const]])),
        },
        ctrs: {
          A: [
            ['p3', 3, 2],
            ['p1', 1, 3],
          ],
        },
      },
      ['idle'],
    );
    publication = {
      published_at: published.publishedAt.toISOString(),
      workflow_id: 'recommendations-2024-11-29T23:00:00Z',
      run_id: published.runId,
      stale: true,
      without_events: null,
    };
    await beginRun(db, '2024-11-30');
    api = await startTestApi({ db, url: database.url });
  });

  afterAll(async () => {
    await api.stop();
    await db.destroy();
    await database.drop();
  });

  it.each(['/recommendations/A/TopProducts', '/recommendations/A/TopProducts/'])(
    'answers %s',
    async (path) => {
      const { status, type, body } = await get(path);
      expect(status).toBe(200);
      expect(type).toMatch(/^application\/json/);
      expect(body).toEqual({
        advertiser: 'A',
        model: 'TopProducts',
        date: '2024-11-29',
        ...publication,
        recommendations: [
          { rank: 1, product_id: 'p2', views: 9 },
          { rank: 2, product_id: 'p1', views: 5 },
        ],
      });
    },
  );

  it.each(['/recommendations/A/TopCTR', '/recommendations/A/TopCTR/'])('answers %s', async (path) => {
    expect((await get(path)).body).toEqual({
      advertiser: 'A',
      model: 'TopCTR',
      date: '2024-11-29',
      ...publication,
      recommendations: [
        { rank: 1, product_id: 'p3', ctr: 1.5, clicks: 3, impressions: 2 },
        { rank: 2, product_id: 'p1', ctr: 1 / 3, clicks: 1, impressions: 3 },
      ],
    });
  });

  it.each([
    ['/recommendations/A/TopProducts?date=2024-11-24', '2024-11-24', 4],
    ['/recommendations/A/TopProducts/?date=2024-11-18', '2024-11-18', 1],
  ])('answers %s with that day', async (path, date, views) => {
    expect((await get(path)).body).toMatchObject({
      date,
      recommendations: [{ rank: 1, product_id: 'p1', views }],
    });
  });

  it.each([
    ['an active advertiser without rows', '/recommendations/idle/TopProducts', '2024-11-29'],
    ['an advertiser that has left', '/recommendations/left/TopProducts', '2024-11-29'],
    [
      'an advertiser without a list of the model',
      '/recommendations/left/TopCTR?date=2024-11-24',
      '2024-11-24',
    ],
    ['a day that is not published', '/recommendations/A/TopCTR?date=2024-11-25', '2024-11-25'],
    ['a day whose run is still open', '/recommendations/A/TopCTR?date=2024-11-30', '2024-11-30'],
    ['a day long ago', '/recommendations/A/TopCTR?date=0001-01-01', '0001-01-01'],
  ])('answers 200 and an empty list for %s', async (_, path, date) => {
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ date, recommendations: [] });
  });

  // Fails with six or eight days, with the last seven publications, or oldest first.
  it.each(['/history/A', '/history/A/'])(
    'answers %s with the newest published date and the six before it',
    async (path) => {
      const { status, body } = await get(path);
      expect(status).toBe(200);
      expect(body).toEqual({
        advertiser: 'A',
        history: {
          ...NO_OTHER_LISTS,
          top_products: [
            { date: '2024-11-29', rank: 1, product_id: 'p2', views: 9, ...isNew },
            { date: '2024-11-29', rank: 2, product_id: 'p1', views: 5, ...isNew },
            { date: '2024-11-24', rank: 1, product_id: 'p1', views: 4, previous_rank: 1, rank_change: 0 },
            { date: '2024-11-23', rank: 1, product_id: 'p1', views: 3, ...isNew },
          ],
          top_ctr: [
            { date: '2024-11-29', rank: 1, product_id: 'p3', ctr: 1.5, clicks: 3, impressions: 2, ...isNew },
            {
              date: '2024-11-29',
              rank: 2,
              product_id: 'p1',
              ctr: 1 / 3,
              clicks: 1,
              impressions: 3,
              ...isNew,
            },
            {
              ...{ date: '2024-11-24', rank: 1, product_id: 'p1', ctr: 1 / 4, clicks: 1, impressions: 4 },
              ...{ previous_rank: 1, rank_change: 0 },
            },
            {
              date: '2024-11-23',
              rank: 1,
              product_id: 'p1',
              ctr: 1 / 3,
              clicks: 1,
              impressions: 3,
              ...isNew,
            },
          ],
        },
      });
    },
  );

  it('answers the history of a known advertiser without a list', async () => {
    expect((await get('/history/idle')).body).toEqual({
      advertiser: 'idle',
      history: { top_products: [], top_ctr: [], ...NO_OTHER_LISTS },
    });
  });

  it.each(['/stats', '/stats/'])('answers %s', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      date: '2024-11-29',
      advertiser_count: 1 + ODD_IDS.length,
      most_changed: { TopProducts: expect.any(Array) as unknown[], TopCTR: expect.any(Array) as unknown[] },
      agreement: expect.arrayContaining([
        { advertiser_id: 'A', shared_products: 1, jaccard: 1 / 3 },
      ]) as unknown[],
    });
  });

  it.each([
    ['/health/live', 'live'],
    ['/health/live/', 'live'],
    ['/health/ready', 'ready'],
  ])('answers %s', async (path, status) => {
    expect(await get(path)).toMatchObject({ status: 200, body: { status } });
  });

  it.each(ODD_IDS)('takes the id %j through encodeURIComponent and back', async (id) => {
    const { status, body } = await get(`/recommendations/${encodeURIComponent(id)}/TopProducts`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ advertiser: id, recommendations: [{ product_id: id }] });
    expect(await get(`/history/${encodeURIComponent(id)}/`)).toMatchObject({
      status: 200,
      body: { advertiser: id },
    });
  });

  it.each([
    ['/recommendations/never/TopProducts', /"never" has never been an active advertiser/],
    ['/recommendations/never/TopCTR?date=2024-11-29', /never been an active/],
    ['/recommendations/a/TopProducts', /"a" has never/],
    ['/history/never', /never been an active/],
    ['/history/%3Cscript%3E', /"<script>"/],
    ['/recommendations/A', /not part of this API/],
    ['/recommendations/A/TopCTR/more', /not part of this API/],
    ['/history', /not part of this API/],
    ['/history//', /not part of this API/],
    ['/health', /not part of this API/],
    ['/nothing?date=x', /\/nothing is not part/],
  ])('answers 404 to %s', async (path, detail) => {
    expectProblem(await get(path), 404, detail);
  });

  it.each([
    ['/recommendations/A/topproducts', /path model: .*"TopProducts"\|"TopCTR"/],
    ['/recommendations/A/%20', /path model: /],
    ['/recommendations/never/Unknown', /path model: /],
    ['/recommendations/A/TopCTR?date', /query date: must be a day of the calendar/],
    ['/recommendations/A/TopCTR?date=2024-11-28&date=2024-11-29', /query date: .*string/],
    ['/recommendations/A/TopCTR?limit=0', /query limit: must be 1 to 20/],
    ['/recommendations/A/TopCTR?limit=21', /query limit: must be 1 to 20/],
    ['/recommendations/A/TopCTR?limit=1e1', /query limit: must be a whole number/],
    ['/recommendations/A/TopCTR?limit=', /query limit: must be a whole number/],
    ['/recommendations/A/TopCTR?day=2024-11-28', /query day: is not known here/],
    ['/history/A?days=91', /query days: must be 1 to 90/],
    ['/history/A?models=TopCTR,Best', /query models: must be some of TopProducts, TopCTR/],
    ['/history/A?models=TopCTR,TopCTR', /query models: .*each once/],
    ['/stats?days=7', /query days: is not known here/],
    ['/recommendations/a%00b/TopCTR', /path advertiser: must not have control characters/],
    ['/history/%00', /must not have control characters/],
    ['/history/%0A', /must not have control characters/],
    ['/history/%C2%85', /must not have control characters/],
    ['/history/%', /percent-encoded/],
    ['/history/%zz', /percent-encoded/],
    ['/history/%ff%fe', /percent-encoded/],
    ['/recommendations/A/%E9', /percent-encoded/],
  ])('answers 400 to %s', async (path, detail) => {
    expectProblem(await get(path), 400, detail);
  });

  it.each([
    '2024-02-30',
    '2023-02-29',
    '2024-13-01',
    '2024-1-1',
    'today',
    '',
    '2024-11-29T00:00:00Z',
    '%zz',
    '0000-01-01',
    '2024-11-29%00',
  ])('answers 400 to the date %j', async (date) => {
    expectProblem(
      await get(`/recommendations/A/TopCTR?date=${date}`),
      400,
      /query date: must be a day of the calendar as YYYY-MM-DD/,
    );
  });

  it.each([
    ['129 characters', 'x'.repeat(129)],
    ['10,000 characters', 'x'.repeat(10_000)],
  ])('answers 400 to an id of %s', async (_, id) => {
    expectProblem(await get(`/history/${encodeURIComponent(id)}`), 400, /path advertiser: .*128/);
    expectProblem(
      await get(`/recommendations/${encodeURIComponent(id)}/TopCTR`),
      400,
      /path advertiser: .*128/,
    );
  });

  it.each([
    ['128 bytes', 'x'.repeat(128)],
    ['128 letters of two bytes, which no log can have', 'é'.repeat(128)],
  ])('does not know an id of %s', async (_, id) => {
    expectProblem(await get(`/history/${encodeURIComponent(id)}`), 404, /never been/);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('answers 405 to %s', async (method) => {
    const answer = await get('/recommendations/A/TopCTR', {
      method,
      ...(/DELETE|OPTIONS/.test(method) ? {} : { body: '{"a":' }),
    });
    expectProblem(answer, 405, /answers GET, HEAD only/);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  it('answers HEAD as GET without the body', async () => {
    expect(await get('/recommendations/A/TopCTR', { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
    });
    expect(await get('/history/never', { method: 'HEAD' })).toMatchObject({
      status: 404,
      type: expect.stringMatching(/^application\/problem\+json/) as string,
    });
  });

  it('says nothing of what it is built with', async () => {
    const { headers } = await get('/stats');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  });
});

describe('before the first publication', () => {
  beforeEach(async () => {
    database = await createTestDatabase();
    api = await startTestApi(database);
  });

  afterEach(async () => {
    await api.stop();
    await database.drop();
  });

  it('knows no advertiser, and has statistics of nothing', async () => {
    expectProblem(await get('/recommendations/A/TopCTR'), 404, /never been/);
    expectProblem(await get('/history/A'), 404, /never been/);
    expect((await get('/stats')).body).toMatchObject({
      date: null,
      stale: true,
      advertiser_count: 0,
      most_changed: {},
      agreement: [],
    });
    expect((await get('/health/ready')).status).toBe(200);
  });

  // Fails when a 500 carries the message of its error.
  it('keeps the reason of a 500 in its log', async () => {
    await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 1]] } });
    await sql`ALTER TABLE top_products_lists RENAME TO canary_lists`.execute(database.db);
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
    const logged = await startTestApi(database, { log });
    const answer = await get('/recommendations/A/TopProducts', {}, logged);
    expectProblem(answer, 500, /^the request failed; the reason is in the log of the service$/);
    expect(JSON.stringify(answer.body)).not.toMatch(/top_products|relation|select/i);
    expect(lines.join('')).toContain('relation \\"top_products_lists\\" does not exist');
    await logged.stop();
  });
});
