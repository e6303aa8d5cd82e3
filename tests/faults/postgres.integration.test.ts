import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { createDatabase } from '../../db/database';
import { migrate } from '../../db/migrate';
import { startPostgres } from '../../local/postgres';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { startApiProcess } from '../support/api/api-process';
import { faultTest } from '../support/faults/fault';
import { patchedBuild } from '../support/faults/patched-build';
import { publishLists } from '../support/database/publications';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import { ask, expectProblem } from '../support/api/test-api';
import { TEST_DATABASE_LIMITS } from '../support/database/test-database';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';

const DATE = '2024-03-01';
const AWAY_MS = 5_000;
const ANSWER_WITHIN_MS = 3_000;

faultTest(
  4,
  'Postgres stopped `immediate` in mid-write, back 5 s later: the run publishes; the API says 503 meanwhile and recovers by itself',
  async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 5_000, days: 3, lastDay: DATE, seed: 4 });
    const folder = mkdtempSync(path.join(tmpdir(), 'adtech-postgres-lost-'));
    const start = () =>
      startPostgres({ dataDir: path.join(folder, 'postgres'), onProgress: () => undefined });
    let postgres = await start();
    const db = createDatabase(postgres.url, TEST_DATABASE_LIMITS);
    await migrate(db);
    const system = await createTestSystem('folder', logs, { DATABASE_URL: postgres.url });
    const api = await startApiProcess(system.env);
    try {
      const old = await publishLists(db, DATE, { views: { A: [['p', 1]] } });
      await system.startWorker(patchedBuild(patches));
      const list = '/recommendations/A/TopProducts';
      const answered = (await ask(api, list)).body;
      expect(answered).toMatchObject({ run_id: old.runId });

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

      const run = system.adtech('run', DATE);
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

      expect(await run).toMatchObject({ code: 0 });
      expect(await publishedRows(db, DATE)).toEqual(referenceLists(logs, DATE));
      const after = await ask(api, list);
      expect(after).toMatchObject({ status: 200, body: { date: DATE, recommendations: [] } });
      const runs = await db.selectFrom('runs').select('status').orderBy('sequence').execute();
      expect(runs).toEqual([{ status: 'published' }, { status: 'published' }]);
    } finally {
      await api.stop();
      await system.dispose();
      await db.destroy();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  {
    when: 'a broken connection ends the run',
    patches: [
      {
        module: 'db/errors.js',
        find: 'function databaseFault(error) {',
        put: "function databaseFault(error) { return 'permanent';",
      },
    ],
    fails: /"code": 1/,
  },
);

faultTest(
  6,
  'Postgres accepts and hangs: timeouts fire, the API says 503 within 3 s, and the step is tried again',
  async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: DATE, seed: 6 });
    const system = await createTestSystem('folder', logs, patchedBuild(patches));
    const proxy = await startTcpProxy(targetOf(system.url));
    const behind = { DATABASE_URL: throughProxy(system.url, proxy) };
    const api = await startApiProcess({ ...system.env, ...behind });
    try {
      await system.startWorker(behind);
      const known = '/stats';
      expect((await ask(api, known)).status).toBe(200);
      await proxy.setMode('hang');
      const run = system.adtech('run', DATE);
      // What is known is answered until the listening connection has been silent for 2.5 s.
      await sleep(ANSWER_WITHIN_MS);
      for (const route of [known, '/history/A', '/recommendations/A/TopCTR', '/health/ready']) {
        const begunAt = performance.now();
        const answer = await Promise.race([ask(api, route), sleep(ANSWER_WITHIN_MS, 'no answer within 3 s')]);
        if (typeof answer === 'string') throw new Error(`${route}: ${answer}`);
        expectProblem(answer, 503, /^the (lists cannot be read|database is unreachable)/);
        expect(performance.now() - begunAt).toBeLessThan(ANSWER_WITHIN_MS);
      }
      const handle = system.client.workflow.getHandle(workflowIdOf(DATE));
      const pending = async () =>
        (await handle.describe().catch(() => undefined))?.raw.pendingActivities?.[0];
      let filter = await pending();
      while ((filter?.attempt ?? 0) < 2) {
        await sleep(200);
        filter = await pending();
      }
      expect(filter?.lastFailure?.message).toMatch(/timeout/i);
      expect(await publishedRows(system.db, DATE)).toEqual({ topProducts: [], topCtr: [] });
      await proxy.setMode('pass');
      expect(await run).toMatchObject({ code: 0 });
      expect(await publishedRows(system.db, DATE)).toEqual(referenceLists(logs, DATE));
      expect((await ask(api, known)).status).toBe(200);
    } finally {
      await api.stop();
      await system.dispose();
      proxy.cutAll();
      await proxy.stop();
    }
  },
  {
    when: 'only the server ends a statement that takes too long',
    patches: [
      { module: 'db/database.js', find: 'query_timeout: options.queryTimeoutMs,', put: '' },
      {
        module: 'db/database.js',
        find: 'query_timeout: isFirst ? timeLeftMs() : queryTimeoutMs,',
        put: '',
      },
      {
        module: 'db/database.js',
        find: 'connectionTimeoutMillis: options.connectTimeoutMs,',
        put: '',
      },
    ],
    fails: /no answer within 3 s/,
  },
);
