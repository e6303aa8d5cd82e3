import { daysFromTo } from '../../domain/execution-date';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { faultTest, proofTest } from '../support/faults/fault';
import type { Scenario } from '../support/faults/fault';
import { activitiesOf } from '../support/temporal/histories';
import { patchedBuild, signalAt } from '../support/faults/patched-build';
import type { Patch } from '../support/faults/patched-build';
import { publishLists } from '../support/database/publications';
import { publishedRows } from '../support/reference/published-rows';
import { hearPublications, watchReaders } from '../support/reference/readers';
import { referenceLists } from '../support/reference/reference';
import { untilExit } from '../support/processes/command-line';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';

const DATE = '2024-03-01';
/** The worker stops within its grace of 10 s, or after it within another 20 s. */
const GRACE_MS = 30_000;

const RANKING = 'const { list } = ranker;';
const REPLACE = 'await db.transaction().execute((trx) => replace(trx, fence, publication, inputs));';
const KILL_POINTS: Readonly<Record<string, Patch>> = {
  'reads the logs': signalAt(
    'SIGKILL',
    'logs/log-bytes.js',
    'onBytes(chunk.byteLength);',
    "!require('node:worker_threads').isMainThread",
  ),
  ranks: signalAt('SIGKILL', 'counting/daily/rank-lists.js', RANKING),
  'writes to the lake': signalAt(
    'SIGKILL',
    'storage/file-lake.js',
    // Its bytes are written, and it has no name yet.
    'if (options.onlyIfAbsent === true)',
    "key.includes('/rank-')",
  ),
  'is in the middle of the lists in Postgres': signalAt(
    'SIGKILL',
    'db/publication.js',
    'for (const columns of lists) {',
  ),
  'has written to Postgres, before COMMIT': signalAt(
    'SIGKILL',
    'db/publication.js',
    'await (0, kysely_1.sql) `SELECT pg_notify(${notifications_1.PUBLICATIONS_CHANNEL}, ${date})`.execute(trx);',
  ),
  'has written to Postgres, after COMMIT': {
    module: 'db/publication.js',
    find: REPLACE,
    put: `${REPLACE} process.kill(process.pid, 'SIGKILL');`,
  },
};

/** A worker is killed at a point of the second run of a date; another one finishes that run. */
function killedAt(point: string): Scenario {
  return async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: DATE, seed: 1 });
    const system = await createTestSystem('folder', logs, patchedBuild(patches));
    try {
      await publishLists(system.db, DATE, { views: { old: [['p', 1]] }, ctrs: { old: [['p', 1, 2]] } });
      const lists = { old: await publishedRows(system.db, DATE), new: referenceLists(logs, DATE) };
      const readers = watchReaders(system.db, DATE, lists);
      const heard = await hearPublications(system.url);
      const killed = await system.startWorker(patchedBuild([...patches, KILL_POINTS[point]!]));
      const died = untilExit(killed);
      const run = system.adtech('run', DATE);
      const first = await Promise.race([died, run]);
      expect({ point, first }).toEqual({ point, first: { code: null, signal: 'SIGKILL' } });
      await system.startWorker();
      expect(await run).toMatchObject({ code: 0 });
      const polls = await readers.stop();
      expect(polls.old).toBeGreaterThan(0);
      expect(await publishedRows(system.db, DATE)).toEqual(lists.new);
      await heard.stop();
      expect({ point, publications: heard.dates }).toEqual({ point, publications: [DATE] });
    } finally {
      await system.dispose();
    }
  };
}

/** Side by side: most of the time the server waits for heartbeats that no longer come. */
async function killedEverywhere(): Promise<void> {
  const ended = await Promise.allSettled(Object.keys(KILL_POINTS).map((point) => killedAt(point)([])));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}

const KILLED =
  'killed while it reads, ranks, writes to the lake or to Postgres: readers see the old lists at every poll, ' +
  'another worker finishes, equal and published once';

faultTest(1, KILLED, killedEverywhere);
proofTest(
  1,
  KILLED,
  {
    when: 'an attempt does not look whether its run has published',
    patches: [{ module: 'activities/write-lists.js', find: 'earlier?.runId === runId', put: 'false' }],
    fails: /publications/,
  },
  killedAt('has written to Postgres, after COMMIT'),
);
proofTest(
  1,
  KILLED,
  {
    when: 'lists are replaced outside a transaction',
    patches: [
      {
        module: 'db/publication.js',
        find: REPLACE,
        put: 'await replace(db, fence, publication);',
      },
    ],
    fails: /a reader saw neither/,
  },
  killedAt('is in the middle of the lists in Postgres'),
);

faultTest(
  2,
  'SIGTERM while it ranks: the worker exits 0 within its grace, and the run finishes elsewhere',
  async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: DATE, seed: 2 });
    const system = await createTestSystem('folder', logs, patchedBuild(patches));
    try {
      const told = await system.startWorker(
        patchedBuild([
          ...patches,
          signalAt(
            'SIGTERM',
            'activities/rank-models.js',
            "const ofShard = await deps.tasks.run('rankLists', {",
          ),
        ]),
      );
      const begunAt = performance.now();
      const ended = untilExit(told);
      const run = system.adtech('run', DATE);
      const { code } = await ended;
      expect({ code }).toEqual({ code: 0 });
      expect(performance.now() - begunAt).toBeLessThan(GRACE_MS);
      expect(await publishedRows(system.db, DATE)).toEqual({ topProducts: [], topCtr: [] });
      await system.startWorker();
      expect(await run).toMatchObject({ code: 0 });
      expect(await publishedRows(system.db, DATE)).toEqual(referenceLists(logs, DATE));
    } finally {
      await system.dispose();
    }
  },
  {
    when: 'SIGTERM is ignored',
    patches: [{ module: 'cli/stop-signal.js', find: "['SIGINT', 'SIGTERM']", put: "['SIGINT']" }],
    fails: /"code": (null|143)/,
  },
);

faultTest(
  16,
  'two workers and ten dates: each date is published once, and both have worked',
  async (patches) => {
    const [first, last] = ['2024-02-24', '2024-03-04'];
    const logs = await sampleTexts({ rowsPerLog: 5_000, days: 10, lastDay: last, seed: 16 });
    const system = await createTestSystem('folder', logs, { START_DATE: first });
    try {
      const heard = await hearPublications(system.url);
      const workers = [await system.startWorker(), await system.startWorker(patchedBuild(patches))];
      expect(await system.adtech('backfill', '--from', first, '--to', last)).toMatchObject({ code: 0 });
      await heard.stop();
      const dates = daysFromTo(first, last);
      expect([...heard.dates].sort()).toEqual(dates);
      const steps = await Promise.all(
        dates.map((date) => activitiesOf(system.client, { workflowId: workflowIdOf(date) })),
      );
      const workedOnDates = new Set(steps.flat().map(({ worker }) => Number.parseInt(worker, 10)));
      expect({ workedOnDates }).toEqual({ workedOnDates: new Set(workers.map(({ pid }) => pid)) });
      for (const date of dates)
        expect(await publishedRows(system.db, date)).toEqual(referenceLists(logs, date));
    } finally {
      await system.dispose();
    }
  },
  {
    when: 'a worker that joins another takes no steps of dates',
    patches: [
      {
        module: 'temporal/worker.js',
        find: 'taskQueue: run_identity_1.TASK_QUEUE,',
        put: "taskQueue: 'nobody-starts-runs-here',",
      },
    ],
    fails: /workedOnDates/,
  },
);
