import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { RunningApi } from '../../api/server';
import { createDatabase } from '../../db/database';
import { migrate } from '../../db/migrate';
import { startPostgres } from '../../local/postgres';
import type { Postgres } from '../../local/postgres';
import { publishedRows } from '../support/published-rows';
import { referenceLists } from '../support/reference';
import { ask, startTestApi } from '../support/test-api';
import { TEST_DATABASE_LIMITS } from '../support/test-database';
import { createTestSystem, sampleTexts } from '../support/test-system';
import type { TestSystem } from '../support/test-system';

const DATE = '2024-03-01';
const AWAY_MS = 5_000;

let folder: string;
let postgres: Postgres;
let system: TestSystem;
let api: RunningApi;

const start = () => startPostgres({ dataDir: path.join(folder, 'postgres'), onProgress: () => undefined });

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-postgres-lost-'));
  postgres = await start();
});

afterEach(async () => {
  await api.stop();
  await system.dispose();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

// Fault 4. Fails when a broken connection ends a run, an attempt or the API, or when half of a write stays.
it('Postgres that is killed in mid-write and comes back 5 s later: the run publishes, and the API says 503 meanwhile', async () => {
  const logs = await sampleTexts({ rowsPerLog: 20_000, days: 3, lastDay: DATE, seed: 4 });
  const limits = {
    ...TEST_DATABASE_LIMITS,
    connectTimeoutMs: 2_000,
    statementTimeoutMs: 2_000,
    queryTimeoutMs: 2_500,
  };
  const db = createDatabase(postgres.url, limits);
  await migrate(db);
  system = await createTestSystem('folder', logs, { DATABASE_URL: postgres.url });
  api = await startTestApi({ db, url: postgres.url });
  await system.startWorker();
  expect(await system.adtech('run', DATE, '--json')).toMatchObject({ code: 0 });
  const before = await publishedRows(db, DATE);
  const [advertiser] = before.topProducts[0]!;
  const list = `/recommendations/${advertiser}/TopProducts`;
  const answered = (await ask(api, list)).body as { run_id: string };

  // Holds the write up, as long as this server runs.
  const { rows } = await sql<{ began: Date }>`SELECT pg_postmaster_start_time() AS began`.execute(db);
  await sql`
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS ${sql.lit(`
      BEGIN
        IF abs(extract(epoch FROM pg_postmaster_start_time()) - ${String(rows[0]!.began.getTime() / 1000)}) < 0.01
        THEN PERFORM pg_sleep(60);
        END IF;
        RETURN NULL;
      END`)}`.execute(db);
  await sql`CREATE TRIGGER hold AFTER INSERT ON top_products_lists EXECUTE FUNCTION hold()`.execute(db);

  const again = system.adtech('run', DATE, '--json');
  let held = 0;
  while (held === 0) {
    await sleep(20);
    const sleeping = await sql<{ held: number }>`
      SELECT count(*) AS held FROM pg_stat_activity WHERE wait_event = 'PgSleep'`.execute(db);
    held = sleeping.rows[0]!.held;
  }
  expect((await ask(api, list)).body).toEqual(answered);
  await postgres.stopImmediately();

  const statuses = new Set<number>();
  const backAt = performance.now() + AWAY_MS;
  while (performance.now() < backAt) {
    const answer = await ask(api, list);
    statuses.add(answer.status);
    if (answer.status === 503) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await sleep(100);
  }
  expect([...statuses]).toEqual([503]);
  postgres = await start();

  expect(await again).toMatchObject({ code: 0 });
  expect(await publishedRows(db, DATE)).toEqual(referenceLists(logs, DATE));
  expect(before).toEqual(referenceLists(logs, DATE));
  const after = await ask(api, list);
  expect(after.status).toBe(200);
  expect(after.body).toMatchObject({ date: DATE });
  expect((after.body as { run_id: string }).run_id).not.toBe(answered.run_id);
  const runs = await db.selectFrom('runs').select(['status']).orderBy('sequence').execute();
  expect(runs).toEqual([{ status: 'published' }, { status: 'published' }]);
  await db.destroy();
});
