import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { AccessOptions, RunningApi } from '../../api/server';
import { createApiKey, revokeApiKey } from '../../db/api-keys';
import { createDatabase } from '../../db/database';
import { publishLists } from '../support/database/publications';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import { API_LIMITS, ask, expectProblem, startTestApi } from '../support/api/test-api';
import type { HttpAnswer } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const OPEN: AccessOptions = { keysRequired: false, requestsPerMinute: 0, trustedProxies: 0, corsOrigins: [] };
const LIST = '/recommendations/A/TopProducts';

let database: TestDatabase;
let api: RunningApi;

beforeEach(async () => {
  database = await createTestDatabase();
  await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 1]], B: [['p2', 1]] } });
});

afterEach(async () => {
  await api.stop();
  await database.drop();
});

async function start(access: Partial<AccessOptions>): Promise<void> {
  api = await startTestApi(database, { access: { ...OPEN, ...access } });
}

const get = (path: string, headers: Record<string, string> = {}) => ask(api, path, { headers });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** Asks until the answer has this status; notifications take a moment. */
async function until(status: number, question: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  for (;;) {
    const answer = await question();
    if (answer.status === status) return answer;
    await sleep(20);
  }
}

describe('where keys are required', () => {
  beforeEach(() => start({ keysRequired: true }));

  it('answers 401 without a key and to an unknown key, and says how to send one', async () => {
    const answer = await get(LIST);
    expectProblem(answer, 401, /send a key as/);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expectProblem(
      await get(LIST, bearer(`adk_${'0'.repeat(12)}_${'A'.repeat(43)}`)),
      401,
      /unknown or revoked/,
    );
    for (const path of ['/stats', '/runs', '/history/A', '/recommendations/never/TopCTR', '/nothing'])
      expect((await get(path)).status).toBe(401);
  });

  it.each(['/docs', '/openapi.json', '/health/live', '/health/ready'])(
    'answers %s without one',
    async (path) => {
      expect((await get(path)).status).toBe(200);
    },
  );

  it('takes a new key at once, in either header, and refuses it once it is revoked', async () => {
    const { id, text } = await createApiKey(database.db, 'n', null);
    const answer = await until(200, () => get(LIST, bearer(text)));
    expect(answer.headers.get('cache-control')).toMatch(/^private/);
    expect((await get(LIST, { 'x-api-key': text })).status).toBe(200);
    await revokeApiKey(database.db, id);
    await until(401, () => get(LIST, bearer(text)));
  });

  // Fails when what is known is answered without a look at who asks.
  it('keeps a key to its advertisers, on both ways to an answer', async () => {
    const { text: all } = await createApiKey(database.db, 'all', null);
    const { text: ofA } = await createApiKey(database.db, 'A', ['A']);
    await until(200, () => get(LIST, bearer(ofA)));
    const OTHERS = ['/recommendations/B/TopProducts', '/history/B', '/history/never', '/stats', '/runs'];
    for (const path of OTHERS) expectProblem(await get(path, bearer(ofA)), 403, /^this key is not for/);
    // Now they are in the cache.
    for (const path of OTHERS) await get(path, bearer(all));
    for (const path of OTHERS) expectProblem(await get(path, bearer(ofA)), 403, /^this key is not for/);
    const { body } = await ask(api, '/recommendations', {
      method: 'POST',
      headers: { ...bearer(ofA), 'content-type': 'application/json' },
      body: JSON.stringify({ advertisers: ['A', 'B', 'never'], models: ['TopProducts'] }),
    });
    expect(body).toMatchObject({
      results: [
        { advertiser: 'A', recommendations: [{ product_id: 'p1' }] },
        { advertiser: 'B', error: { status: 403 } },
        { advertiser: 'never', error: { status: 403 } },
      ],
    });
  });

  // Fails when a known key is called unknown because the database was unreachable.
  it('answers 503 as long as the keys cannot be read, and 401 from then on', async () => {
    await api.stop();
    const proxy = await startTcpProxy(targetOf(database.url));
    const db = createDatabase(throughProxy(database.url, proxy), API_LIMITS);
    try {
      await proxy.setMode('refuse');
      const url = throughProxy(database.url, proxy);
      api = await startTestApi({ db, url }, { access: { ...OPEN, keysRequired: true } });
      expectProblem(await get(LIST), 503, /keys cannot be read/);
      await proxy.setMode('pass');
      await until(401, () => get(LIST));
    } finally {
      await api.stop();
      await db.destroy();
      await proxy.stop();
    }
  });
});

describe('where requests are limited', () => {
  it('answers 429 beyond the limit, and says when to come back', async () => {
    await start({ requestsPerMinute: 3 });
    for (const left of ['2', '1', '0']) {
      const { status, headers } = await get(LIST);
      expect({ status, left: headers.get('ratelimit-remaining') }).toEqual({ status: 200, left });
    }
    const answer = await get(LIST);
    expectProblem(answer, 429, /^at most 3 requests a minute/);
    const wait = Number(answer.headers.get('retry-after'));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    expect(answer.headers.get('ratelimit-reset')).toBe(answer.headers.get('retry-after'));
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('counts requests by key, and requests without a key by address', async () => {
    await start({ requestsPerMinute: 2, keysRequired: true, trustedProxies: 1 });
    const keys = await Promise.all(['a', 'b'].map((name) => createApiKey(database.db, name, null)));
    const [a, b] = keys.map(({ text }) => bearer(text));
    let from = 0;
    const elsewhere = (headers: Record<string, string> = {}) =>
      get(LIST, { ...headers, 'x-forwarded-for': `192.0.2.${String(++from % 250)}` });
    await until(200, () => elsewhere(b));
    await until(200, () => elsewhere(a));
    expect((await elsewhere(a)).status).toBe(200);
    expect((await elsewhere(a)).status).toBe(429);
    expect((await elsewhere(b)).status).toBe(200);
    expect((await elsewhere(b)).status).toBe(429);
    const guess = () => get(LIST, { 'x-forwarded-for': '203.0.113.1' });
    expect([(await guess()).status, (await guess()).status, (await guess()).status]).toEqual([401, 401, 429]);
  });
});

describe('CORS', () => {
  const ORIGIN = { origin: 'https://app.example.com' };
  const PREFLIGHT = {
    method: 'OPTIONS',
    headers: { ...ORIGIN, 'access-control-request-method': 'GET' },
  };

  it('is off unless it is set', async () => {
    await start({});
    const { headers } = await get(LIST, ORIGIN);
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expectProblem(await ask(api, LIST, PREFLIGHT), 405, /GET, HEAD only/);
  });

  it('lets pages of the origins that are set read answers, from the routes and from the cache', async () => {
    await start({ corsOrigins: [ORIGIN.origin] });
    for (let i = 0; i < 20; i++) {
      const { headers } = await get(LIST, ORIGIN);
      expect(headers.get('access-control-allow-origin')).toBe(ORIGIN.origin);
      expect(headers.get('vary')).toMatch(/origin/i);
    }
    const preflight = await fetch(`http://127.0.0.1:${String(api.port)}${LIST}`, PREFLIGHT);
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET,HEAD,POST');
    const other = await get(LIST, { origin: 'https://evil.example.com' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

it('logs each request with its id at level debug, and never a key', async () => {
  let logged = '';
  const log = pino({ level: 'debug' }, { write: (line: string) => (logged += line) });
  api = await startTestApi(database, { log, access: { ...OPEN, keysRequired: true } });
  const { id, text } = await createApiKey(database.db, 'n', null);
  const sent = { ...bearer(text), 'x-request-id': 'id-of-mine' };
  const answer = await until(200, () => get(LIST, sent));
  expect(answer.headers.get('x-request-id')).toBe('id-of-mine');
  await get('/history/A', { 'x-api-key': text });
  await get('/nothing', { authorization: 'Basic dXNlcjpjYW5hcnk=', cookie: 'canary' });
  await sleep(50);
  const lines = logged
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({ request_id: 'id-of-mine', status: 200, url: LIST, caller: id }),
  );
  expect(logged).not.toContain(text.slice(-43));
  expect(logged).not.toMatch(/canary|dXNlcjpjYW5hcnk/);
});
