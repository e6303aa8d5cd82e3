import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { startApiProcess } from '../support/api/api-process';
import type { ApiProcess } from '../support/api/api-process';
import { faultTest } from '../support/faults/fault';
import type { Scenario } from '../support/faults/fault';
import { anyRequest } from '../support/api/fuzz-requests';
import { patchedBuild } from '../support/faults/patched-build';
import { SEED } from '../support/jest/property';
import { publishLists } from '../support/database/publications';
import { RawConnection } from '../support/api/raw-http';
import { ask } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const DATE = '2024-11-29';
const CONNECTIONS = 50;
const PUBLICATIONS = 30;
const REQUESTS = 500;
const DRIPPING = 200;

/** Runs `work` with a new API over one published date. */
function withApi(work: (api: ApiProcess, database: TestDatabase) => Promise<void>): Scenario {
  return async (patches) => {
    const database = await createTestDatabase();
    await publishLists(database.db, DATE, { views: { A: [['p1', 5]] }, ctrs: { A: [['p1', 1, 10]] } });
    const api = await startApiProcess({ DATABASE_URL: database.url, ...patchedBuild(patches) });
    try {
      await work(api, database);
    } finally {
      await api.stop();
      await database.drop();
    }
  };
}

/** Lists of which one entry tells the whole publication: its figure, and with it how many entries there are. */
function marked(mark: number) {
  const products = Array.from({ length: 1 + (mark % 20) }, (_, i) => `p${String(i)}`);
  return {
    views: { busy: products.map((product) => [product, mark] as const) },
    ctrs: { busy: products.map((product) => [product, mark, 1_000] as const) },
  };
}

interface Entry {
  readonly views?: number;
  readonly clicks?: number;
}

faultTest(
  22,
  '50 connections on the API while its date is published again: no error, every body whole from one publication',
  withApi(async (api, { db }) => {
    await publishLists(db, DATE, marked(1));
    const state = { done: false };
    const seen = new Set<number>();
    const clients = Array.from({ length: CONNECTIONS }, async (_, client) => {
      const wantsBoth = client % 2 === 0;
      while (!state.done) {
        const { status, body } = await ask(
          api,
          wantsBoth ? '/history/busy' : '/recommendations/busy/TopProducts',
        );
        if (status !== 200) throw new Error(`an error: ${String(status)}: ${JSON.stringify(body)}`);
        const entries = wantsBoth
          ? Object.values((body as { history: Record<string, Entry[]> }).history).flat()
          : (body as { recommendations: Entry[] }).recommendations;
        const marks = entries.map(({ views, clicks }) => views ?? clicks ?? 0);
        const mark = marks[0] ?? 0;
        const length = (1 + (mark % 20)) * (wantsBoth ? 2 : 1);
        if (marks.length !== length || marks.some((other) => other !== mark))
          throw new Error(`a mixture of publications: ${marks.join()}`);
        seen.add(mark);
      }
    });
    const asked = Promise.all(clients);
    // It is waited for below, also when it fails before that.
    asked.catch(() => undefined);
    for (let mark = 2; mark <= PUBLICATIONS; mark++) await publishLists(db, DATE, marked(mark));
    state.done = true;
    await asked;
    expect(seen.size).toBeGreaterThan(5);
  }),
  {
    when: 'the models of an answer are read by one statement each, outside one snapshot',
    patches: [
      {
        module: 'db/recommendations.js',
        find: 'async function findHistory(db, models, advertiserId, days) {',
        put: `async function findHistory(db, models, advertiserId, days) {
          if (models.length > 1) {
            const parts = [];
            for (const model of models) {
              parts.push(await findHistory(db, [model], advertiserId, days));
              // Answers are made right after a publication: until the next one, also on a slow machine.
              if (parts.length === 1) await new Promise((resolve) => setTimeout(resolve, 1_000));
            }
            return { newestDate: parts[0].newestDate, lists: Object.assign({}, ...parts.map(({ lists }) => lists)) };
          }`,
      },
    ],
    fails: /a mixture of publications/,
  },
);

faultTest(
  23,
  `${String(REQUESTS)} requests made from the OpenAPI document (seed ${String(SEED)}): no 5xx, no answer outside its schema`,
  withApi(async (api) => {
    const requests = fc.sample(anyRequest('1.0.0', ['A', 'TopCTR', DATE]), {
      seed: SEED,
      numRuns: REQUESTS,
    });
    const statuses = new Map<number, number>();
    for (const { path, init } of requests) {
      // It also holds every answer against the document.
      const { status } = await ask(api, path, init);
      if (status >= 500)
        throw new Error(`${String(status)} to ${init.method ?? ''} ${path} ${JSON.stringify(init.body)}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    for (const status of [200, 400, 404]) expect(statuses.get(status)).toBeGreaterThan(10);
  }),
  {
    when: 'values go on without being checked',
    patches: [
      {
        module: 'api/validate.js',
        find: 'if (parsed.success)',
        put: 'if (!parsed.success) return value; if (parsed.success)',
      },
    ],
    fails: /^500 to/,
  },
);

faultTest(
  23,
  `${String(DRIPPING)} connections that drip a byte of a header a second are closed within 15 s, others are served meanwhile`,
  withApi(async (api) => {
    const slow = Array.from({ length: DRIPPING }, () => new RawConnection(api.port));
    for (const one of slow) one.send(`GET /recommendations/A/TopCTR HTTP/1.1\r\nHost: api.test\r\nX-Slow: `);
    const drip = setInterval(() => {
      for (const one of slow) if (one.socket.writable) one.send('x');
    }, 1_000);
    const all = { areClosed: false };
    const closed = Promise.all(slow.map((one) => one.closed)).then((times) => {
      all.areClosed = true;
      return times;
    });
    try {
      let served = 0;
      for (const until = performance.now() + 20_000; !all.areClosed && performance.now() < until; served++) {
        const begunAt = performance.now();
        expect((await ask(api, '/recommendations/A/TopCTR')).status).toBe(200);
        expect(performance.now() - begunAt).toBeLessThan(1_000);
        await sleep(50);
      }
      expect({ closed: all.areClosed }).toEqual({ closed: true });
      expect(Math.max(...(await closed))).toBeLessThan(15_000);
      expect(served).toBeGreaterThan(50);
      for (const one of slow) expect((await one.read())[0]).toMatchObject({ status: 408 });
    } finally {
      clearInterval(drip);
      for (const one of slow) one.close();
    }
  }),
  {
    when: 'headers may take as long as they like',
    patches: [
      {
        module: 'api/http-server.js',
        find: 'headersTimeout: HEADERS_TIMEOUT_MS,',
        put: 'headersTimeout: 0,',
      },
    ],
    fails: /toBeLessThan|"closed": false/,
  },
);
