import { setTimeout as sleep } from 'node:timers/promises';
import { startMetrics } from '../../api/metrics';
import type { IgnoredCounts } from '../../domain/ignored-counts';
import type { RunningMetrics } from '../../api/metrics';
import type { RunningApi } from '../../api/server';
import { createDatabase } from '../../db/database';
import { recordRunEnd, registerRun } from '../../db/runs';
import { addDays } from '../../domain/execution-date';
import { newRun, publishLists } from '../support/database/publications';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import type { TcpProxy } from '../support/servers/tcp-proxy';
import { API_LIMITS, ask, startTestApi } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const NOW = new Date('2024-11-30T12:00:00Z');
const LIST = '/recommendations/A/TopProducts';

let database: TestDatabase;
let proxy: TcpProxy;
let db: ReturnType<typeof createDatabase>;
let api: RunningApi;
let metrics: RunningMetrics;

beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await startTcpProxy(targetOf(database.url));
  db = createDatabase(throughProxy(database.url, proxy), API_LIMITS);
  // The API's clock is stopped, so that cached answers stay valid.
  api = await startTestApi({ db, url: throughProxy(database.url, proxy) }, { now: () => NOW });
  metrics = await startMetrics(api.metrics, { host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  await metrics.stop();
  await api.stop();
  await db.destroy();
  await proxy.stop();
  await database.drop();
});

/** What a metric says, by its labels as they are written. */
async function read(name: string): Promise<Record<string, number>> {
  const response = await fetch(`http://127.0.0.1:${String(metrics.port)}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text())
    .split('\n')
    .filter((line) => new RegExp(`^${name}(\\{| )`).test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const [, labels = '', value] = /^\w+(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      return [labels, Number(value)];
    }),
  );
}

it('are on a separate port, at one path', async () => {
  const other = await fetch(`http://127.0.0.1:${String(metrics.port)}/`);
  expect(other.status).toBe(404);
  expect((await ask(api, '/metrics')).status).toBe(404);
});

it('count requests by route, status and what the cache did, and time them', async () => {
  await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 1]] } });
  while ((await read('adtech_api_cache_answers'))[''] === 0) {
    await ask(api, '/history/A');
    await sleep(20);
  }
  for (let i = 0; i < 3; i++) await ask(api, LIST);
  await ask(api, '/recommendations/never/TopProducts');
  await ask(api, '/recommendations/A/Best');
  await ask(api, '/nothing');
  await ask(api, '/docs');
  await sleep(50);
  const requests = await read('adtech_api_requests_total');
  expect(requests).toMatchObject({
    'route="getRecommendations",status="200",cache="miss"': 1,
    'route="getRecommendations",status="200",cache="hit"': 2,
    'route="getRecommendations",status="404",cache="miss"': 1,
    'route="getRecommendations",status="400",cache="miss"': 1,
    'route="none",status="404",cache="miss"': 1,
    'route="docs",status="200",cache="miss"': 1,
  });
  expect(await read('adtech_api_request_duration_seconds_count')).toMatchObject({
    'route="getRecommendations"': 5,
  });
  const buckets = await read('adtech_api_request_duration_seconds_bucket');
  expect(buckets['le="+Inf",route="getRecommendations"']).toBe(5);
  expect((await read('adtech_api_cache_bytes'))['']).toBeGreaterThan(100);
  const { '': connections } = await read('adtech_api_pool_connections');
  expect(connections).toBeGreaterThan(0);
  expect(await read('adtech_api_pool_idle')).toEqual({ '': connections });
  expect(await read('adtech_api_pool_waiting')).toEqual({ '': 0 });
});

it('say how old the data is: nothing before the first publication, nor without a database', async () => {
  expect(await read('adtech_data_age_seconds')).toEqual({});
  await publishLists(database.db, '2024-11-28', { views: { A: [['p1', 1]] } });
  await publishLists(database.db, '2024-11-27', { views: { A: [['p1', 1]] } });
  expect(await read('adtech_data_age_seconds')).toEqual({ '': 37 * 3_600 });
  expect(await read('adtech_newest_published_timestamp_seconds')).toEqual({
    '': Date.parse('2024-11-28T23:00:00Z') / 1_000,
  });
  await proxy.setMode('refuse');
  proxy.cutAll();
  expect(await read('adtech_data_age_seconds')).toEqual({});
  expect(await read('adtech_newest_published_timestamp_seconds')).toEqual({});
  await proxy.setMode('pass');
  expect(await read('adtech_data_age_seconds')).toEqual({ '': 37 * 3_600 });
});

it('say no age once END_DATE is published: no later date is awaited', async () => {
  await metrics.stop();
  await api.stop();
  api = await startTestApi(
    { db, url: throughProxy(database.url, proxy) },
    { now: () => NOW, startDate: '2024-11-26', endDate: '2024-11-28' },
  );
  metrics = await startMetrics(api.metrics, { host: '127.0.0.1', port: 0 });
  await publishLists(database.db, '2024-11-27', { views: { A: [['p1', 1]] } });
  expect(await read('adtech_data_age_seconds')).toEqual({ '': 61 * 3_600 });
  const dates = await read('adtech_dates');
  expect(dates).toMatchObject({ 'state="done"': 1, 'state="missing"': 2 });
  expect((await ask(api, LIST)).body).toMatchObject({ date: '2024-11-27', stale: true });
  await publishLists(database.db, '2024-11-28', { views: { A: [['p1', 1]] } });
  expect(await read('adtech_data_age_seconds')).toEqual({});
  expect((await ask(api, '/stats')).body).toMatchObject({ date: '2024-11-28', stale: false });
  expect((await ask(api, `${LIST}?date=2024-11-28`)).body).toMatchObject({ stale: false });
});

describe('dates', () => {
  const START = '2024-11-24';
  // The last date due at NOW is 2024-11-29.
  beforeEach(async () => {
    await metrics.stop();
    await api.stop();
    api = await startTestApi(
      { db, url: throughProxy(database.url, proxy) },
      { now: () => NOW, startDate: START, maxRejectedFraction: 0.1 },
    );
    metrics = await startMetrics(api.metrics, { host: '127.0.0.1', port: 0 });
  });
  const dates = () => read('adtech_dates');

  it('are counted by state, from the start date to the last one due', async () => {
    const none = { 'state="done"': 0, 'state="running"': 0, 'state="failed"': 0, 'state="missing"': 0 };
    expect(await dates()).toEqual({ ...none, 'state="missing"': 6 });
    await publishLists(database.db, addDays(START, -1), { views: { A: [['p1', 1]] } });
    await publishLists(database.db, '2024-11-30', { views: { A: [['p1', 1]] } });
    expect(await dates()).toEqual({ ...none, 'state="missing"': 6 });

    await publishLists(database.db, START, { views: { A: [['p1', 1]] } });
    const failing = newRun('2024-11-25');
    await registerRun(database.db, failing);
    expect(await dates()).toMatchObject({ 'state="done"': 1, 'state="missing"': 4 });
    const failure = { step: 'filterLogs', type: 'BadLog', message: 'no log' };
    await recordRunEnd(database.db, failing, 'failed', failure);
    expect(await dates()).toEqual({ ...none, 'state="done"': 1, 'state="failed"': 1, 'state="missing"': 4 });
  });

  it('that failed after they were published count as failed, and as done once a run has published', async () => {
    await publishLists(database.db, START, { views: { A: [['p1', 1]] } });
    const again = newRun(START);
    await recordRunEnd(database.db, again, 'failed', { step: 'writeLists', type: 'x', message: 'x' });
    expect(await dates()).toMatchObject({ 'state="done"': 0, 'state="failed"': 1 });
    await publishLists(database.db, START, { views: { A: [['p2', 1]] } });
    expect(await dates()).toMatchObject({ 'state="done"': 1, 'state="failed"': 0 });
  });

  it('whose run is open for longer than one may take count as failed', async () => {
    const silent = newRun(START);
    await registerRun(database.db, silent);
    const startedAt = (at: string) =>
      database.db.updateTable('runs').set({ started_at: at }).where('run_id', '=', silent.runId).execute();
    await startedAt('2024-11-29T12:00:00Z');
    expect(await dates()).toMatchObject({ 'state="running"': 1, 'state="failed"': 0 });
    await startedAt('2024-11-29T11:59:59Z');
    expect(await dates()).toMatchObject({ 'state="running"': 0, 'state="failed"': 1 });
  });

  it('are not told without a database', async () => {
    await proxy.setMode('refuse');
    proxy.cutAll();
    expect(await dates()).toEqual({});
  });

  it('tell the rows of the newest one, and whether its rejects are above normal', async () => {
    const publish = (date: string, rowsRead: number, rowsRejected: number, ignored?: IgnoredCounts) =>
      publishLists(database.db, date, {}, ['A'], {
        rowsRead,
        rowsKept: rowsRead - rowsRejected,
        rowsRejected,
        ignored,
      });
    const unusual = () => read('adtech_newest_rejects_unusual');
    expect(await unusual()).toEqual({});
    expect(await read('adtech_newest_rows')).toEqual({});
    await publish('2024-11-26', 1_000, 2);
    await publish('2024-11-27', 2_000, 4);
    expect(await unusual()).toEqual({ 'of="new_rows"': 0, 'of="all_rows"': 0 });
    // 2 % of what is new, where 0.2 % is usual; half of the limit is 5 % of everything.
    await publish('2024-11-28', 3_000, 24);
    expect(await unusual()).toEqual({ 'of="new_rows"': 1, 'of="all_rows"': 0 });
    expect(await read('adtech_newest_rows')).toEqual({
      'outcome="read"': 3_000,
      'outcome="kept"': 2_976,
      'outcome="rejected"': 24,
    });
    // Of all rows it is now more than half of the limit.
    await publish('2024-11-29', 4_000, 201, { cart: 70, search: 5 });
    expect(await unusual()).toMatchObject({ 'of="all_rows"': 1 });
    expect(await read('adtech_newest_rows')).toMatchObject({ 'outcome="ignored"': 75 });
  });
});
