import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { faultTest, proofTest } from '../support/faults/fault';
import type { Scenario } from '../support/faults/fault';
import { activitiesOf, listRuns, sizeOfHistory } from '../support/temporal/histories';
import { patchedBuild } from '../support/faults/patched-build';
import { plainLists } from '../support/reference/plain-counts';
import { createTestSystem } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-03-01';
const MAX_WORKER_MB = 1_000;
const MAX_EVENTS = 500;
const MAX_PAYLOAD_BYTES = 64 * 1024;

/** The most memory that a process has had, where the system tells it. */
function peakMb({ pid }: ChildProcess): number | undefined {
  const file = `/proc/${String(pid)}/status`;
  if (!existsSync(file)) return undefined;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024;
}

/** These are the rows, in whatever order; as `toEqual` it would take minutes. */
function expectSameRows(actual: readonly object[], expected: readonly unknown[][]): void {
  const found = new Set(actual.map((row) => Object.values(row).join()));
  expect(expected.find((row) => !found.has(row.join()))).toBeUndefined();
  expect(actual).toHaveLength(expected.length);
}

/** Writes a log of so many rows, publishes it, and checks the lists, the memory and the histories. */
function publishSkewed(rows: number, options: readonly string[]): Scenario {
  return async (patches) => {
    const logs = { advertiser_ids: '', product_views: '', ads_views: '' };
    const system = await createTestSystem('folder', logs, patchedBuild(patches));
    try {
      const written = await system.adtech(
        ...['sample', '--out', system.env['LAKE_URL'] ?? '', '--overwrite', '--rows', String(rows)],
        ...['--inactive', '0', '--to', DATE, ...options],
      );
      expect(written).toMatchObject({ code: 0 });
      const worker = await system.startWorker();
      expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
      await expectShortHistories(system);
      expect(peakMb(worker) ?? 0).toBeLessThan(MAX_WORKER_MB);
      await expectLists(system);
    } finally {
      await system.dispose();
    }
  };
}

/** The lists are those that plain Maps count. */
async function expectLists(system: TestSystem): Promise<void> {
  const expected = await plainLists(system.lake);
  const views = await system.db
    .selectFrom('top_products')
    .select(['advertiser_id', 'rank', 'product_id', 'views'])
    .where('date', '=', DATE)
    .execute();
  const ctrs = await system.db
    .selectFrom('top_ctr_products')
    .select(['advertiser_id', 'rank', 'product_id', 'clicks', 'impressions', 'ctr'])
    .where('date', '=', DATE)
    .execute();
  expectSameRows(views, expected.topProducts);
  expectSameRows(ctrs, expected.topCtr);
  expect(expected.topCtr).not.toHaveLength(0);
}

/** Histories are short and of small payloads, and no attempt was thought lost: its heartbeats were on time. */
async function expectShortHistories({ client }: TestSystem): Promise<void> {
  const runs = [
    ...(await listRuns(client, 'countObject', 2)),
    ...(await listRuns(client, 'dailyRecommendations', 1)),
  ];
  expect(runs).toHaveLength(3);
  for (const run of runs) {
    const { events, largestPayloadBytes } = await sizeOfHistory(client, run);
    expect(events).toBeLessThan(MAX_EVENTS);
    expect(largestPayloadBytes).toBeLessThan(MAX_PAYLOAD_BYTES);
    expect(largestPayloadBytes).toBeGreaterThan(0);
    for (const one of await activitiesOf(client, run)) expect(one).toMatchObject({ attempt: 1 });
  }
}

const END = 'are published in bounded memory, with heartbeats on time, short histories and small payloads';

faultTest(
  21,
  `a million rows of one advertiser ${END}`,
  publishSkewed(1_000_000, ['--advertisers', '1', '--products', '100']),
  {
    when: 'the thread that heartbeats is blocked for 17 s',
    patches: [
      {
        module: 'activities/rank-models.js',
        find: 'const ranked = input.models',
        put: `
          const { attempt } = require('@temporalio/activity').Context.current().info;
          for (const end = Date.now() + 17_000; attempt === 1 && step === 'rank-top_products' && Date.now() < end;);
          const ranked = input.models`,
      },
    ],
    fails: /"attempt": 2/,
  },
);

const MANY = `a hundred thousand advertisers of ten rows ${END}`;

faultTest(21, MANY, publishSkewed(1_000_000, ['--advertisers', '100000', '--products', '10']));
proofTest(
  21,
  MANY,
  {
    when: 'a step hands its rows to the next one',
    patches: [
      {
        module: 'activities/filter-logs.js',
        find: 'activeAdvertisers,\n            inputs,',
        put: 'activeAdvertisers: { ...activeAdvertisers, ids: [...active.ids] },\n            inputs,',
      },
    ],
    fails: /toBeLessThan/,
  },
  publishSkewed(100_000, ['--advertisers', '10000', '--products', '10']),
);
