import type { Kysely } from 'kysely';
import type { RunningApi } from '../../api/server';
import { createDatabase } from '../../db/database';
import type { Database } from '../../db/schema';
import { POOLER_START_MS, startPgBouncer } from '../support/servers/pgbouncer';
import type { PgBouncer } from '../support/servers/pgbouncer';
import { publishLists } from '../support/database/publications';
import { API_LIMITS, ask, cacheHits, startTestApi } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;
let pooler: PgBouncer;
let db: Kysely<Database>;
let api: RunningApi;

beforeAll(async () => {
  database = await createTestDatabase();
  pooler = await startPgBouncer([database.url], { mode: 'transaction', poolSize: 2 });
  const url = pooler.through(database.url);
  db = createDatabase(url, { ...API_LIMITS, pooler: 'transaction' });
  api = await startTestApi({ db, url }, { databasePooler: 'transaction' });
}, POOLER_START_MS);

afterAll(async () => {
  await api.stop();
  await db.destroy();
  await pooler.stop();
  await database.drop();
});

// Fails when it listens: no notification passes a pooler in transaction mode.
it('notices publications, and answers from the cache between them', async () => {
  const first = await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 3]] } });
  const list = () => ask(api, '/recommendations/A/TopProducts');
  const untilRun = async (runId: string) => {
    let answer = await list();
    while ((answer.body as { run_id: string }).run_id !== runId) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await list();
    }
    return answer;
  };
  expect(await untilRun(first.runId)).toMatchObject({
    status: 200,
    body: { recommendations: [{ views: 3 }] },
  });
  while ((await cacheHits(api)) === 0) await list();
  const second = await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 4]] } });
  expect(await untilRun(second.runId)).toMatchObject({
    status: 200,
    body: { recommendations: [{ views: 4 }] },
  });
});
