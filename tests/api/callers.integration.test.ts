import type { Route } from '../../api/app';
import { ENDPOINTS } from '../../api/endpoints';
import type { RunningApi } from '../../api/server';
import { createApiKey } from '../../db/api-keys';
import { createDatabase } from '../../db/database';
import { findPublishedDate } from '../../db/publication';
import { NEWEST, NOW, publishWorld, START } from '../support/database/dashboard-world';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import { API_LIMITS, startTestApi } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

/** For the parameters of paths; the run of that date is known once it is published. */
const VALUES: Record<string, string> = { advertiser: 'A', model: 'TopProducts', date: NEWEST };
/** What routes that take a body are sent. */
const BODIES: Readonly<Record<string, string | URLSearchParams>> = {
  '/recommendations': JSON.stringify({ advertisers: ['A', 'B', 'never'] }),
  '/sign-in': new URLSearchParams({ key: 'adk_000000000000_x', next: '/advertisers' }),
  '/sign-out': new URLSearchParams(),
};
/** Errors that no route answers. */
const ERRORS: readonly Route[] = ['/nothing', '/dates/nothing', '/history/never', '/advertisers/never'].map(
  (path) => ({ method: 'get', path }),
);
/** Differ between any two answers. */
const OF_ONE_REQUEST = ['date', 'connection', 'keep-alive'];
/** Statuses by scope: with a key for all advertisers, with a key for A, and without a key. */
const STATUSES = {
  anyone: [200, 200, 200],
  unlimited: [200, 403, 401],
  advertiser: [200, 200, 401],
  caller: [200, 200, 401],
} as const;
/** How long an answer of the slow database takes, in portions of this. */
const DELAY_MS = 20;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
interface Question {
  readonly name: string;
  readonly url: string;
  readonly init: RequestInit;
}

let database: TestDatabase;
let calm: RunningApi;
/** By name, the text of a key: for all advertisers, for some, and none. */
let keys: Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  database = await createTestDatabase();
  await publishWorld(database.db);
  const published = await findPublishedDate(database.db, NEWEST);
  VALUES['run_id'] = published!.runId;
  const key = async (...advertisers: string[]) =>
    (await createApiKey(database.db, 'n', advertisers.length === 0 ? null : advertisers)).text;
  keys = { unlimited: await key(), 'for A': await key('A'), 'for B': await key('B'), nobody: undefined };
  calm = await start(database);
});

afterAll(async () => {
  await calm.stop();
  await database.drop();
});

function start(of: Pick<TestDatabase, 'db' | 'url'>, cacheBytes = 1 << 24): Promise<RunningApi> {
  const access = { keysRequired: true, requestsPerMinute: 0, trustedProxies: 0, corsOrigins: [] };
  return startTestApi(of, { access, cacheBytes, startDate: START, now: () => NOW });
}

const inPath = (path: string) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = VALUES[name];
    if (value === undefined) throw new Error(`VALUES lacks a value for {${name}} of ${path}`);
    return value;
  });

/** What a program or a browser with this key sends to a route. */
function questionTo({ method, path }: Route, caller: string, isBrowser: boolean, etags?: string): Question {
  const body = BODIES[path];
  if (method === 'post' && body === undefined) throw new Error(`BODIES lacks what POST ${path} takes`);
  const key = keys[caller];
  const sent = key === undefined ? {} : isBrowser ? { cookie: `adtech_key=${key}` } : { 'x-api-key': key };
  return {
    name: `${method.toUpperCase()} ${path}, ${isBrowser ? 'browser' : 'program'}, key: ${caller}`,
    url: inPath(path),
    init: {
      method: method.toUpperCase(),
      redirect: 'manual',
      headers: {
        ...sent,
        'x-request-id': 'same',
        ...(isBrowser ? { accept: 'text/html' } : {}),
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
        ...(etags === undefined ? {} : { 'if-none-match': etags }),
      },
      ...(body === undefined ? {} : { body }),
    },
  };
}

async function ask({ port }: RunningApi, { url, init }: Question): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${String(port)}${url}`, init);
  const headers = [...response.headers].filter(([name]) => !OF_ONE_REQUEST.includes(name));
  const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
  return { status: response.status, headers: Object.fromEntries(headers), body };
}

async function askInTurn(api: RunningApi, questions: readonly Question[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const question of questions) answers.push(await ask(api, question));
  return answers;
}

/** Every caller's questions to every route, route by route. */
function questions(callers: readonly string[], isBrowser: boolean, etags?: string): Question[] {
  return [...calm.routes, ...ERRORS].flatMap((route) =>
    callers.map((caller) => questionTo(route, caller, isBrowser, etags)),
  );
}

// Fails when an answer that depends on the key is kept, or given to others who ask while it is made.
it.each([
  ['that keeps answers', 1 << 24],
  ['that keeps none', 1],
])('gives every caller of a cache %s the bytes of a caller alone', async (_, cacheBytes) => {
  const proxy = await startTcpProxy(targetOf(database.url));
  const url = throughProxy(database.url, proxy);
  const limits = { maxConnections: 20, connectTimeoutMs: 30_000, statementTimeoutMs: 30_000 };
  const db = createDatabase(url, { ...API_LIMITS, ...limits, queryTimeoutMs: 30_000 });
  const callers = Object.keys(keys);
  const api = await start({ db, url }, cacheBytes);
  try {
    proxy.delayMs = DELAY_MS;
    for (const isBrowser of [true, false]) {
      const etags = new Set((await askInTurn(calm, questions(callers, isBrowser))).map(etagOf));
      for (const sent of [undefined, [...etags].join(', ')]) {
        for (const order of [callers, callers.toReversed()]) {
          const asked = questions(order, isBrowser, sent);
          const alone = await askInTurn(calm, asked);
          const together = await Promise.all(asked.map((question) => ask(api, question)));
          const different = asked.filter((__, i) => JSON.stringify(alone[i]) !== JSON.stringify(together[i]));
          expect(different.map(({ name }) => name)).toEqual([]);
        }
      }
    }
  } finally {
    await api.stop();
    await db.destroy();
    await proxy.stop();
  }
});

const etagOf = ({ headers }: Answer) => headers['etag'] ?? '"none"';

// Fails when a shared cache, or the cache of a browser with two keys, may give an answer to another key.
it.each([true, false])('lets no other cache mix up callers (browser: %s)', async (isBrowser) => {
  const ofNobody = await askInTurn(calm, questions(['nobody'], isBrowser));
  const HEADERS = 'Authorization, X-API-Key';
  const kept: string[] = [];
  for (const caller of ['unlimited', 'for A']) {
    const asked = questions([caller], isBrowser);
    const answers = await askInTurn(calm, asked);
    for (const [i, { headers, ...answer }] of answers.entries()) {
      const { 'cache-control': control = '', vary = '' } = headers;
      if (control === 'no-store') continue;
      const isForAll = answer.status === 200 && answer.body === ofNobody[i]?.body;
      const names = vary === HEADERS ? !isBrowser : vary === `${HEADERS}, Cookie`;
      const isOfOneKey = control.startsWith('private,') && names;
      if (!isForAll && !isOfOneKey) kept.push(`${asked[i]?.name ?? ''}: ${control}; ${vary}`);
    }
  }
  expect(kept).toEqual([]);
});

it('shows callers different answers where the contract says that they depend on the key', async () => {
  for (const { method, path, scope } of ENDPOINTS) {
    const [whole, ofA, ofNobody] = await askInTurn(
      calm,
      ['unlimited', 'for A', 'nobody'].map((caller) => questionTo({ method, path }, caller, false)),
    );
    const statuses = [whole, ofA, ofNobody].map((one) => one?.status);
    expect({ path, statuses }).toEqual({ path, statuses: STATUSES[scope] });
    expect({ path, isEqual: whole?.body === ofA?.body }).toEqual({
      path,
      isEqual: scope === 'anyone' || scope === 'advertiser',
    });
  }
});
