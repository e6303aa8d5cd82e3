import { isDeepStrictEqual } from 'node:util';
import { daysFromTo } from '../../domain/execution-date';
import { startApiProcess } from '../support/api/api-process';
import type { ApiProcess } from '../support/api/api-process';
import { adtech } from '../support/processes/command-line';
import { POOLER_START_MS, startPgBouncer } from '../support/servers/pgbouncer';
import type { PgBouncer } from '../support/servers/pgbouncer';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { adminQuery } from '../support/database/test-database';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const FIRST = '2024-03-01';
const LAST = '2024-03-10';
const DATES = daysFromTo(FIRST, LAST);
const CONNECTIONS = 32;

let logs: ReferenceLogs;
let system: TestSystem;
let pooler: PgBouncer;
let env: Readonly<Record<string, string>>;
let apis: ApiProcess[];

beforeAll(async () => {
  logs = await sampleTexts({ rowsPerLog: 20_000, days: DATES.length, lastDay: LAST, seed: 9 });
  system = await createTestSystem('folder', logs, { START_DATE: FIRST });
  // Fewer sessions than the processes have connections.
  pooler = await startPgBouncer([system.url], { mode: 'transaction', poolSize: 6 });
  env = {
    ...system.env,
    DATABASE_URL: pooler.through(system.url),
    DATABASE_POOLER: 'transaction',
    DATABASE_DIRECT_URL: system.url,
  };
  await adminQuery(system.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  expect(await adtech(['migrate'], env)).toMatchObject({ code: 0 });
  await system.startWorker(env);
  apis = await Promise.all([startApiProcess(env), startApiProcess(env)]);
}, POOLER_START_MS);

afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await pooler.stop();
  await system.dispose();
});

/** By model, date and advertiser: the list, as the API answers it. */
function expectedLists(): Map<string, unknown[]> {
  const lists = new Map<string, unknown[]>();
  const add = (key: string, entry: unknown) => lists.set(key, [...(lists.get(key) ?? []), entry]);
  for (const date of DATES) {
    const { topProducts, topCtr } = referenceLists(logs, date);
    for (const [advertiser, rank, product_id, views] of topProducts)
      add(`TopProducts ${date} ${advertiser}`, { rank, product_id, views });
    for (const [advertiser, rank, product_id, clicks, impressions, ctr] of topCtr)
      add(`TopCTR ${date} ${advertiser}`, { rank, product_id, ctr, clicks, impressions });
  }
  return lists;
}

interface Answer {
  readonly date: string;
  readonly model: string;
  readonly advertiser_id: string;
  readonly recommendations: readonly unknown[];
}

// Breaks: names of statements by their order in a process; settings or roles that stay on a session; LISTEN.
it('two APIs and a worker over six sessions answer nothing but the published lists, while ten dates are published', async () => {
  const expected = expectedLists();
  const keys = [...expected.keys()];
  const faults: string[] = [];
  const counts = { empty: 0, whole: 0, unknown: 0 };
  const look = async (key: string, api: ApiProcess): Promise<boolean> => {
    const [model = '', date = '', advertiser = ''] = key.split(' ');
    const url = `http://127.0.0.1:${String(api.port)}/recommendations/${advertiser}/${model}?date=${date}`;
    const response = await fetch(url);
    const body = JSON.parse(await response.text()) as Answer;
    // An advertiser is known from its first publication on.
    if (response.status === 404) counts.unknown++;
    else if (response.status !== 200)
      faults.push(`${key}: ${String(response.status)} ${JSON.stringify(body)}`);
    else if (body.recommendations.length === 0) counts.empty++;
    else if (!isDeepStrictEqual(body.recommendations, expected.get(key)) || body.date !== date)
      faults.push(`${key}: ${JSON.stringify(body).slice(0, 300)}`);
    else {
      counts.whole++;
      return true;
    }
    return false;
  };
  const load = { isOver: false };
  const connections = Array.from({ length: CONNECTIONS }, async (_, i) => {
    for (let n = i; !load.isOver; n += 7) {
      const api = apis[n % 2]!;
      await look(keys[(n * 31) % keys.length]!, api);
    }
  });
  try {
    const backfill = await adtech(['backfill', '--from', FIRST, '--to', LAST], env);
    expect(backfill).toMatchObject({ code: 0 });
  } finally {
    load.isOver = true;
    await Promise.all(connections);
  }
  expect(faults.slice(0, 5)).toEqual([]);
  for (const date of DATES) expect(await publishedRows(system.db, date)).toEqual(referenceLists(logs, date));
  // The last publications are noticed a moment later.
  for (const api of apis) {
    for (const key of keys) {
      while (!(await look(key, api))) await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  expect(faults.slice(0, 5)).toEqual([]);
  expect(counts.whole).toBeGreaterThan(2 * keys.length);
});
