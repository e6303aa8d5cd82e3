import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { RunningApi } from '../../api/server';
import { publishLists } from '../support/database/publications';
import { ask, cacheHits, startTestApi } from '../support/api/test-api';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const LIST = '/recommendations/A/TopProducts';

let database: TestDatabase;
let api: RunningApi;

beforeEach(async () => {
  database = await createTestDatabase();
  await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 1]], B: [['p2', 2]] } });
  api = await startTestApi(database);
});

afterEach(async () => {
  await api.stop();
  await database.drop();
});

const hits = (server = api) => cacheHits(server);

/** Asks until the cache answers. */
async function warm(path: string, server = api): Promise<void> {
  const before = await hits(server);
  for (let i = 0; i < 100; i++) {
    await ask(server, path);
    if ((await hits(server)) > before) return;
    await sleep(50);
  }
  throw new Error(`${path} is never answered from the cache`);
}

const viewsOf = async (path = LIST, server = api) =>
  ((await ask(server, path)).body as { recommendations: { views: number }[] }).recommendations[0]?.views;

/** The answer as its bytes on the wire, without what differs between any two requests. */
function raw(path: string, method: string, headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { port: api.port, host: '127.0.0.1', path, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const names = response.rawHeaders.filter((_, i) => i % 2 === 0);
          const pairs = names.map((name, i) => [name, response.rawHeaders[2 * i + 1]]);
          resolve({
            status: response.statusCode,
            headers: pairs.filter(([name]) => name !== 'Date'),
            body: Buffer.concat(chunks).toString('base64'),
          });
        });
      },
    );
    sent.on('error', reject).end();
  });
}

// Fails when the cache in front of the routes sends a header or a byte that the routes would not send.
it.each([
  ['GET', {}],
  ['HEAD', {}],
  ['GET', { 'if-none-match': '*' }],
  ['GET', { 'if-none-match': '"other"' }],
] as const)(
  'answers %s %j with the same bytes and headers from the cache and from the routes',
  async (method, headers) => {
    const paths = [LIST, '/recommendations/B/TopCTR?limit=3', '/history/A?days=3', '/stats'];
    for (const path of paths) {
      const sent = { ...headers, 'x-request-id': 'same' };
      await warm('/history/B');
      const before = await hits();
      const cold = await raw(path, method, sent);
      expect(await hits()).toBe(before);
      const hot = await raw(path, method, sent);
      expect(await hits()).toBe(before + 1);
      expect(hot).toEqual(cold);
    }
  },
);

it('answers 304 to a caller that has the list, for a weak ETag or a list of ETags', async () => {
  await warm(LIST);
  const first = await ask(api, LIST);
  const etag = first.headers.get('etag')!;
  expect(first.headers.get('cache-control')).toBe('public, max-age=60, stale-while-revalidate=3600');
  for (const sent of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await ask(api, LIST, { headers: { 'if-none-match': sent } });
    expect(again).toMatchObject({ status: 304, body: '' });
    expect(again.headers.get('etag')).toBe(etag);
  }
  expect(await ask(api, LIST, { headers: { 'if-none-match': '"other"' } })).toMatchObject({ status: 200 });
  await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 2]] } });
  await sleep(200);
  expect(await ask(api, LIST, { headers: { 'if-none-match': etag } })).toMatchObject({ status: 200 });
});

it('drops a list as soon as its date is published again, and keeps the lists of other dates', async () => {
  await publishLists(database.db, '2024-11-28', { views: { A: [['p1', 28]] } });
  await warm(LIST);
  await warm(`${LIST}?date=2024-11-28`);
  const before = await hits();
  await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 7]] } });
  await sleep(300);
  expect(await viewsOf()).toBe(7);
  expect(await hits()).toBe(before);
  expect(await viewsOf(`${LIST}?date=2024-11-28`)).toBe(28);
  expect(await hits()).toBe(before + 1);
  await publishLists(database.db, '2024-11-30', { views: { A: [['p1', 30]] } });
  await sleep(300);
  expect(await viewsOf()).toBe(30);
});

it('reads a list once for 50 who ask at once', async () => {
  await warm('/history/B');
  const locked = database.db.transaction().execute(async (trx) => {
    await sql`LOCK TABLE advertisers`.execute(trx);
    const asked = Promise.all(Array.from({ length: 50 }, () => ask(api, LIST)));
    const countWaiting = async () => {
      const { rows } = await sql<{ waiting: number }>`
        SELECT count(*) AS waiting FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE NOT granted AND datname = current_database()`.execute(trx);
      return rows[0]?.waiting;
    };
    while ((await countWaiting()) === 0) await sleep(20);
    // The others have arrived by then.
    await sleep(500);
    return { asked, waiting: await countWaiting() };
  });
  const { asked, waiting } = await locked;
  expect(waiting).toBe(1);
  expect(new Set((await asked).map(({ status }) => status))).toEqual(new Set([200]));
});

// Fails when a lost connection leaves old answers in the cache, or the counting does not take its place.
it('notices publications without notifications, and listens again once it can', async () => {
  const proxy = await startTcpProxy(targetOf(database.url));
  const other = await startTestApi({ db: database.db, url: throughProxy(database.url, proxy) });
  try {
    await warm(LIST, other);
    await proxy.setMode('refuse');
    proxy.cutAll();
    await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 40]] } });
    expect(await viewsOf(LIST, other)).toBe(40);
    await warm(LIST, other);
    await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 41]] } });
    await sleep(2_700);
    expect(await viewsOf(LIST, other)).toBe(41);
    await proxy.setMode('pass');
    await sleep(6_000);
    await warm(LIST, other);
    await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 42]] } });
    await sleep(200);
    expect(await viewsOf(LIST, other)).toBe(42);
  } finally {
    await other.stop();
    await proxy.stop();
  }
});

it('says that a list is stale once a later date is due', async () => {
  let now = new Date('2024-11-30T22:59:59Z');
  const timed = await startTestApi(database, { now: () => now });
  try {
    expect((await ask(timed, LIST)).body).toMatchObject({ date: '2024-11-29', stale: false });
    await ask(timed, LIST);
    now = new Date('2024-11-30T23:00:00Z');
    expect((await ask(timed, LIST)).body).toMatchObject({ date: '2024-11-29', stale: true });
  } finally {
    await timed.stop();
  }
});
