import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { Client } from 'pg';
import type { RunningApi } from '../../api/server';
import { createDatabase } from '../../db/database';
import { migrate } from '../../db/migrate';
import type { Database } from '../../db/schema';
import { testEndpoints } from '../support/servers/endpoints';
import { publishLists } from '../support/database/publications';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import type { TcpProxy } from '../support/servers/tcp-proxy';
import { API_LIMITS, ask, expectProblem, startTestApi } from '../support/api/test-api';
import { adminQuery, createTestDatabase, databaseUrl } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const ANSWER_WITHIN_MS = 3_000;

let database: TestDatabase;
let api: RunningApi;

const get = (path: string, init: RequestInit = {}, server = api) => ask(server, path, init);

describe('without a database', () => {
  let proxy: TcpProxy;
  let db: Kysely<Database>;
  const ROUTES = ['/recommendations/A/TopProducts', '/history/A', '/stats', '/health/ready'];

  beforeEach(async () => {
    database = await createTestDatabase();
    await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 1]] } });
    proxy = await startTcpProxy(targetOf(database.url));
    db = createDatabase(throughProxy(database.url, proxy), API_LIMITS);
    api = await startTestApi({ db, url: throughProxy(database.url, proxy) });
  });

  afterEach(async () => {
    await api.stop();
    proxy.cutAll();
    await db.destroy();
    await proxy.stop();
    await database.drop();
  });

  async function expectAway(path: string): Promise<void> {
    const begunAt = performance.now();
    const answer = await get(path);
    expect(performance.now() - begunAt).toBeLessThan(ANSWER_WITHIN_MS);
    expectProblem(answer, 503, /^the (lists cannot be read|database is unreachable)/);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.stringify(answer.body)).not.toMatch(/ECONN|127\.0\.0\.1|timeout|terminated/i);
  }

  async function expectBack(): Promise<void> {
    for (const path of ROUTES) expect((await get(path)).status).toBe(200);
  }

  it.each(['refuse', 'hang'] as const)(
    'answers 503 within 3 s when its server is set to %s, before it ever answered, and recovers',
    async (mode) => {
      await proxy.setMode(mode);
      await Promise.all(ROUTES.map(expectAway));
      expect(await get('/health/live')).toMatchObject({ status: 200 });
      await proxy.setMode('pass');
      await expectBack();
    },
  );

  // Fails when only the server ends a statement that takes too long: it is the one that hangs.
  // What is known is answered until the listening connection has been silent for 2.5 s.
  it.each([
    ['refuse', 0],
    ['hang', ANSWER_WITHIN_MS],
  ] as const)(
    'answers 503 within 3 s when its server is set to %s under load, and recovers without a restart',
    async (mode, knownForMs) => {
      await expectBack();
      await Promise.all(Array.from({ length: 30 }, () => get('/history/A')));
      await proxy.setMode(mode);
      const away = performance.now() + knownForMs;
      const load = [];
      for (let i = 0; i < 45; i++) {
        const path = ROUTES[i % ROUTES.length]!;
        load.push(performance.now() < away ? get(path) : expectAway(path));
        await sleep(100);
      }
      await Promise.all(load);
      await proxy.setMode('pass');
      await expectBack();
    },
  );

  // Fails when a timed-out connection goes back into the pool. Each request is new, because cached ones need no connection.
  it('recovers from connections that went silent for good, within one timeout', async () => {
    const askNew = async (firstDays: number) => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) => get(`/history/A?days=${String(firstDays + i)}`)),
      );
      return new Set(answers.map(({ status }) => status));
    };
    expect(await askNew(1)).toEqual(new Set([200]));
    proxy.silenceOpenConnections();
    expect(await askNew(11)).toEqual(new Set([503]));
    expect(await askNew(21)).toEqual(new Set([200]));
  });

  it('answers 503 when a lock holds it up, and the list once that is released', async () => {
    const locker = new Client({ connectionString: database.url });
    await locker.connect();
    await locker.query('BEGIN; LOCK TABLE advertisers');
    await expectAway('/recommendations/A/TopProducts');
    await locker.query('ROLLBACK');
    await locker.end();
    await expectBack();
  });

  it('is not ready on a database that is not migrated, and ready once it is', async () => {
    const { postgresUrl } = testEndpoints();
    const name = `bare_${String(process.pid)}`;
    await adminQuery(postgresUrl, `CREATE DATABASE ${name}`);
    const bare = createDatabase(databaseUrl(postgresUrl, name), API_LIMITS);
    const early = await startTestApi({ db: bare, url: databaseUrl(postgresUrl, name) });
    const answer = await get('/health/ready', {}, early);
    expectProblem(answer, 503, /not migrated/);
    await migrate(bare);
    expect((await get('/health/ready', {}, early)).status).toBe(200);
    await early.stop();
    await bare.destroy();
    await adminQuery(postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
});

describe('a server', () => {
  beforeEach(async () => {
    database = await createTestDatabase();
    await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 1]] } });
    api = await startTestApi(database);
  });

  afterEach(async () => {
    await api.stop();
    await database.drop();
  });

  // Fails when stopping closes all connections at once, or waits for idle ones.
  it('lets a request under way finish when it stops, and takes no other', async () => {
    await get('/history/A');
    const locker = new Client({ connectionString: database.url });
    await locker.connect();
    await locker.query('BEGIN; LOCK TABLE advertisers');
    const underWay = get('/recommendations/A/TopProducts');
    await sleep(200);
    let stopped = false;
    const stopping = api.stop().then(() => (stopped = true));
    await sleep(200);
    expect(stopped).toBe(false);
    await expect(get('/health/live')).rejects.toThrow('fetch failed');
    await locker.query('ROLLBACK');
    await locker.end();
    expect(await underWay).toMatchObject({ status: 200, body: { recommendations: [{ product_id: 'p1' }] } });
    const answeredAt = performance.now();
    await stopping;
    expect(performance.now() - answeredAt).toBeLessThan(2_000);
  });

  it('stops at once when no request is open, with or without kept-alive connections', async () => {
    await Promise.all(Array.from({ length: 10 }, () => get('/health/live')));
    const idle = connect(api.port, '127.0.0.1');
    idle.on('error', () => undefined);
    await new Promise((resolve) => idle.once('connect', resolve));
    const begunAt = performance.now();
    await api.stop();
    expect(performance.now() - begunAt).toBeLessThan(1_500);
    idle.destroy();
  });

  it('says so when its port is taken', async () => {
    await expect(startTestApi(database, {}, api.port)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
