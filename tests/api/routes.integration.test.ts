import type { RunningApi } from '../../api/server';
import { recordRunEnd, registerRun } from '../../db/runs';
import { MODELS } from '../../domain/models';
import { STAGES } from '../../domain/run-stages';
import { newRun, publishLists, REPORT } from '../support/database/publications';
import { ask, startTestApi } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;
let api: RunningApi;

beforeAll(async () => {
  database = await createTestDatabase();
  const products = (...ids: string[]) => ids.map((id, i) => [id, 30 - i] as const);
  await publishLists(database.db, '2024-11-28', { views: { A: products('p1', 'p2', 'p3') } });
  await publishLists(
    database.db,
    '2024-11-29',
    { views: { A: products('p3', 'p1', 'p4'), B: products('p9') }, ctrs: { A: [['p1', 1, 3]] } },
    ['idle'],
  );
  api = await startTestApi(database, {
    temporalUi: { url: 'https://temporal.example.com/', namespace: 'ads' },
    now: () => new Date('2024-11-30T12:00:00Z'),
  });
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const post = (body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  ask(api, '/recommendations', {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('a list', () => {
  it('is as long as it is asked for, the best first', async () => {
    const { body } = await ask(api, '/recommendations/A/TopProducts?limit=2');
    expect(body).toMatchObject({
      date: '2024-11-29',
      stale: false,
      recommendations: [
        { rank: 1, product_id: 'p3', views: 30 },
        { rank: 2, product_id: 'p1', views: 29 },
      ],
    });
    expect((body as { recommendations: unknown[] }).recommendations).toHaveLength(2);
  });

  it('of an earlier date is stale', async () => {
    expect((await ask(api, '/recommendations/A/TopProducts?date=2024-11-28')).body).toMatchObject({
      stale: true,
    });
  });
});

describe('a batch', () => {
  it('has a slot for each advertiser and model in their order, with an error where there is nothing to say', async () => {
    const { status, body } = await post({ advertisers: ['B', 'never', 'A', 'idle'], limit: 1 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ date: '2024-11-29', stale: false, run_id: expect.any(String) as string });
    const { results } = body as { results: Record<string, unknown>[] };
    expect(results.map(({ advertiser, model }) => `${String(advertiser)} ${String(model)}`)).toEqual(
      ['B', 'never', 'A', 'idle'].flatMap((id) => MODELS.map(({ name }) => `${id} ${name}`)),
    );
    expect(results[0]).toEqual({
      advertiser: 'B',
      model: 'TopProducts',
      recommendations: [{ rank: 1, product_id: 'p9', views: 30 }],
    });
    expect(results[MODELS.length]).toMatchObject({
      advertiser: 'never',
      error: { status: 404, title: 'Unknown advertiser' },
    });
    expect(results[2 * MODELS.length]?.['recommendations']).toHaveLength(1);
    expect(results[3 * MODELS.length]?.['recommendations']).toEqual([]);
  });

  it('gives the same as one request for each', async () => {
    const { body } = await post({ advertisers: ['A'], models: ['TopCTR'], date: '2024-11-29' });
    const one = (await ask(api, '/recommendations/A/TopCTR?date=2024-11-29')).body as Record<string, unknown>;
    expect((body as { results: unknown[] }).results).toEqual([
      { advertiser: 'A', model: 'TopCTR', recommendations: one['recommendations'] },
    ]);
  });

  it.each<[string, unknown, number]>([
    ['no JSON', '{"a":', 400],
    ['a text', '"A"', 400],
    ['null', 'null', 400],
    ['no advertisers', {}, 400],
    ['none of them', { advertisers: [] }, 400],
    ['101 of them', { advertisers: Array.from({ length: 101 }, (_, i) => `a${String(i)}`) }, 400],
    ['an array of arrays', { advertisers: [['A']] }, 400],
    ['an object for an advertiser', { advertisers: { length: 1 } }, 400],
    ['an id with a NUL', { advertisers: ['a\u0000'] }, 400],
    ['an unknown field', { advertisers: ['A'], day: '2024-11-29' }, 400],
    ['an unknown model', { advertisers: ['A'], models: ['Best'] }, 400],
    ['a limit as text', { advertisers: ['A'], limit: '3' }, 400],
    ['over 64 KiB', { advertisers: ['A'], more: 'x'.repeat(66_000) }, 413],
  ])('with %s is refused', async (_, body, status) => {
    expect(await post(body)).toMatchObject({ status });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=iso-8859-1'])(
    'sent as %s is refused',
    async (type) => {
      expect(await post('{"advertisers":["A"]}', { 'content-type': type })).toMatchObject({ status: 415 });
    },
  );
});

describe('history', () => {
  it('says how each product has moved since the day before', async () => {
    const { body } = await ask(api, '/history/A?days=1&models=TopProducts');
    expect(body).toEqual({
      advertiser: 'A',
      history: {
        top_products: [
          { date: '2024-11-29', rank: 1, product_id: 'p3', views: 30, previous_rank: 3, rank_change: 2 },
          { date: '2024-11-29', rank: 2, product_id: 'p1', views: 29, previous_rank: 1, rank_change: -1 },
          {
            date: '2024-11-29',
            rank: 3,
            product_id: 'p4',
            views: 28,
            previous_rank: null,
            rank_change: null,
          },
        ],
      },
    });
  });

  it('goes back 90 days', async () => {
    const { body } = await ask(api, '/history/A?days=90');
    expect((body as { history: { top_products: unknown[] } }).history.top_products).toHaveLength(6);
  });
});

describe('runs', () => {
  const DATE = '2024-12-01';

  it('are listed with the newest of each date, newest date first', async () => {
    const failed = newRun(DATE);
    await registerRun(database.db, failed);
    await recordRunEnd(database.db, failed, 'failed', {
      step: 'filterLogs',
      type: 'BadLog',
      message: 'input/ads_views.csv: no column "date"',
    });
    const { body } = await ask(api, '/runs?limit=2');
    const { runs } = body as { runs: Record<string, unknown>[] };
    expect(runs.map(({ date }) => date)).toEqual([DATE, '2024-11-29']);
    expect(runs[0]).toMatchObject({
      run_id: failed.runId,
      status: 'failed',
      is_published: false,
      failure: { step: 'filterLogs', type: 'BadLog' },
      steps: [
        { step: 'filterLogs', state: 'failed' },
        ...STAGES.flat()
          .slice(1)
          .map((step) => ({ step, state: 'missing' })),
      ],
      temporal_url: `https://temporal.example.com/namespaces/ads/workflows/recommendations-${DATE}T23%3A00%3A00Z/${failed.runId}/history`,
    });
    expect(runs[1]).toMatchObject({ status: 'published', is_published: true, rejects: REPORT.rejects });
    expect((await ask(api, '/runs?from=2024-11-28&to=2024-11-28')).body).toMatchObject({
      runs: [{ date: '2024-11-28' }],
    });
  });

  it('of a date come with their inputs and ETags', async () => {
    const { body } = await ask(api, '/runs/2024-11-29');
    expect(body).toMatchObject({
      date: '2024-11-29',
      runs: [{ inputs: REPORT.inputs, quality: REPORT.quality, rows_read: REPORT.rowsRead }],
    });
  });

  it('with very many inputs are told in a small answer, and the inputs in pages', async () => {
    const inputs = Array.from({ length: 105_000 }, (_, i) => ({
      ...REPORT.inputs[0]!,
      key: `input/ads_views/dt=2024-11-19/part-${String(i).padStart(6, '0')}.csv.gz`,
      first_day: '2024-11-19',
      last_day: '2024-11-19',
    }));
    const { runId } = await publishLists(database.db, '2024-11-19', {}, [], { inputs });
    const { body } = await ask(api, '/runs/2024-11-19');
    expect(body).toMatchObject({
      runs: [{ run_id: runId, input_objects: 105_000, input_bytes: 10_500_000 }],
    });
    expect(JSON.stringify(body).length).toBeLessThan(100_000);
    const page = await ask(api, `/runs/2024-11-19/${runId}/inputs?offset=104990&limit=1000`);
    expect(page.body).toEqual({
      date: '2024-11-19',
      run_id: runId,
      input_objects: 105_000,
      inputs: inputs.slice(104_990),
    });
    expect((await ask(api, `/runs/2024-11-18/${runId}/inputs`)).status).toBe(404);
    expect((await ask(api, `/runs/2024-11-19/${runId}/inputs?limit=1001`)).status).toBe(400);
    expect((await ask(api, '/runs/2024-11-19/another/inputs')).status).toBe(400);
  });

  it('of a date are the newest ones, as many as asked for', async () => {
    for (const views of [1, 2, 3])
      await publishLists(database.db, '2024-11-18', { views: { A: [['p', views]] } });
    const { body } = await ask(api, '/runs/2024-11-18?limit=2');
    expect(body).toMatchObject({ runs: [{ is_published: true }, { is_published: false }] });
    expect((body as { runs: unknown[] }).runs).toHaveLength(2);
  });

  it('tell ignored rows by type and the descriptions of their inputs, null where an earlier version published', async () => {
    const [inputs, ignored] = [
      [{ ...REPORT.inputs[0]!, source: 'h', zone_data: '2025c' }],
      { cart: 7, search: 2 },
    ];
    const sources = { h: { log: 'ads_views', text: 'input/a.csv: csv' } };
    await publishLists(database.db, '2024-11-20', {}, [], { inputs, ignored, sources });
    await publishLists(database.db, '2024-11-21', {});
    expect((await ask(api, '/runs/2024-11-20')).body).toMatchObject({
      runs: [{ rows_ignored: 9, ignored, inputs, sources }],
    });
    expect((await ask(api, '/runs/2024-11-21')).body).toMatchObject({
      runs: [{ rows_ignored: null, ignored: null, sources: null }],
    });
  });

  it('that are unknown are 404', async () => {
    expect(await ask(api, '/runs/2020-01-01')).toMatchObject({ status: 404 });
    expect(await ask(api, '/runs/2020-02-30')).toMatchObject({ status: 400 });
  });
});
