import { sql } from 'kysely';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { endProcess } from '../support/processes/command-line';
import { concurrentFaultTest } from '../support/faults/fault';
import { activitiesOf } from '../support/temporal/histories';
import { patchedBuild, signalAt } from '../support/faults/patched-build';
import { publishLists } from '../support/database/publications';
import { publishedRows } from '../support/reference/published-rows';
import { hearPublications } from '../support/reference/readers';
import { referenceLists } from '../support/reference/reference';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import type { ProxiedConnection } from '../support/servers/tcp-proxy';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-03-01';

const fenceOf = async ({ db }: TestSystem) =>
  db.selectFrom('publications').selectAll().where('date', '=', DATE).executeTakeFirst();

/** The rows of the date by their place, which changes with each write, be it of the same values. */
async function placesOf({ db }: TestSystem): Promise<unknown> {
  const { rows } = await sql`
    SELECT ctid::text, xmin::text FROM top_products_lists WHERE date = ${DATE}
    UNION ALL SELECT ctid::text, xmin::text FROM top_ctr_lists WHERE date = ${DATE}
    UNION ALL SELECT ctid::text, xmin::text FROM publications WHERE date = ${DATE}`.execute(db);
  return rows;
}

async function until<Value>(look: () => Promise<Value | undefined> | Value | undefined): Promise<Value> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

concurrentFaultTest(
  3,
  'an attempt that wakes after its successor has published is refused by the fence: no row changed, both tokens logged',
  async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: DATE, seed: 3 });
    const system = await createTestSystem('folder', logs, patchedBuild(patches));
    const temporal = await startTcpProxy(targetOf(`tcp://${system.env['TEMPORAL_ADDRESS'] ?? ''}`));
    try {
      const stall = signalAt(
        'SIGSTOP',
        'activities/write-lists.js',
        'const published = await (0, publication_1',
      );
      const stalled = await system.startWorker({
        ...patchedBuild([...patches, stall]),
        TEMPORAL_ADDRESS: `127.0.0.1:${String(temporal.port)}`,
      });
      let log = '';
      stalled.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString()));
      const run = system.adtech('run', DATE);
      // It has claimed the date, and stops before it publishes.
      const first = await until(() => fenceOf(system));
      // The server would give the next attempts to the open polls of the stalled worker, one after another.
      await temporal.setMode('refuse');
      const successor = await system.startWorker();
      expect(await run).toMatchObject({ code: 0 });
      const published = await fenceOf(system);
      expect(published?.published_fence).toBeGreaterThan(first.fence);
      const rows = await publishedRows(system.db, DATE);
      expect(rows).toEqual(referenceLists(logs, DATE));
      const places = await placesOf(system);

      await endProcess(successor, 'SIGTERM');
      await temporal.setMode('pass');
      stalled.kill('SIGCONT');
      const said = await until(() => log.split('\n').find((line) => /is stale|published 2024/.test(line)));
      expect(await placesOf(system)).toEqual(places);
      expect(await publishedRows(system.db, DATE)).toEqual(rows);
      expect(await fenceOf(system)).toEqual(published);
      expect(said).toContain(
        `fence token ${String(first.fence)} is stale, the newest is ${String(published?.fence)}; nothing was changed`,
      );
    } finally {
      await system.dispose();
      await temporal.stop();
    }
  },
  {
    when: 'the fence is off',
    patches: [{ module: 'db/publication.js', find: 'current?.fence !== token', put: 'false' }],
    fails: /xmin/,
  },
);

/** Breaks the connection of a publication when its COMMIT has been passed on, before the answer passes. */
function losesAnswerOfCommit(): {
  toServer: (bytes: Buffer, connection: ProxiedConnection) => Buffer;
  toClient: (bytes: Buffer, connection: ProxiedConnection) => Buffer | undefined;
  readonly lost: number;
} {
  const state = { lost: 0 };
  let publishing: ProxiedConnection | undefined;
  let committing: ProxiedConnection | undefined;
  return {
    toServer: (bytes, connection) => {
      const text = bytes.toString('latin1');
      if (text.includes('pg_notify')) publishing = connection;
      if (connection === publishing && state.lost === 0 && /commit\0/i.test(text)) committing = connection;
      return bytes;
    },
    toClient: (bytes, connection) => {
      if (connection !== committing || state.lost > 0) return bytes;
      state.lost++;
      connection.cut();
      return undefined;
    },
    get lost() {
      return state.lost;
    },
  };
}

concurrentFaultTest(
  5,
  'a COMMIT is done and its answer lost: it is looked up, and published once',
  async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: DATE, seed: 5 });
    const system = await createTestSystem('folder', logs);
    const proxy = await startTcpProxy(targetOf(system.url));
    try {
      await publishLists(system.db, DATE, { views: { old: [['p', 1]] } });
      const heard = await hearPublications(system.url);
      const commits = losesAnswerOfCommit();
      proxy.hooks = commits;
      await system.startWorker({ ...patchedBuild(patches), DATABASE_URL: throughProxy(system.url, proxy) });
      expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
      await heard.stop();
      expect(commits.lost).toBe(1);
      expect(heard.dates).toEqual([DATE]);
      expect(await publishedRows(system.db, DATE)).toEqual(referenceLists(logs, DATE));
      const steps = await activitiesOf(system.client, { workflowId: workflowIdOf(DATE) });
      expect(steps.find(({ type }) => type === 'writeLists')).toMatchObject({ attempt: 1 });
    } finally {
      await system.dispose();
      proxy.cutAll();
      await proxy.stop();
    }
  },
  {
    when: 'a lost answer is taken for a failure',
    patches: [{ module: 'db/publication.js', find: 'published?.token === fence.token', put: 'false' }],
    fails: /"attempt": 2/,
  },
  {
    when: 'a lost answer is taken for a failure, and what the run has published is not looked up',
    patches: [
      { module: 'db/publication.js', find: 'published?.token === fence.token', put: 'false' },
      { module: 'activities/write-lists.js', find: 'earlier?.runId === runId', put: 'false' },
    ],
    fails: /\+ {3}"2024-03-01"/,
  },
);
