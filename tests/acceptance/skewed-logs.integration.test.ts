import { existsSync, readFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { activitiesOf, listRuns, sizeOfHistory } from '../support/histories';
import { plainLists } from '../support/plain-counts';
import { createTestSystem } from '../support/test-system';
import type { TestSystem } from '../support/test-system';

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

/** That these are the rows, in whatever order; as `toEqual` it would take minutes. */
function expectSameRows(actual: readonly object[], expected: readonly unknown[][]): void {
  const found = new Set(actual.map((row) => Object.values(row).join()));
  expect(expected.find((row) => !found.has(row.join()))).toBeUndefined();
  expect(actual).toHaveLength(expected.length);
}

// Breaks: an activity per advertiser; rows or lists in a payload; counting on the thread that heartbeats.
describe.each<[what: string, options: string[]]>([
  ['a million rows of one advertiser', ['--advertisers', '1', '--products', '100']],
  ['a hundred thousand advertisers of ten rows', ['--advertisers', '100000', '--products', '10']],
])('%s', (_, options) => {
  let system: TestSystem;
  let worker: ChildProcess;

  beforeAll(async () => {
    system = await createTestSystem('folder', { advertiser_ids: '', product_views: '', ads_views: '' });
    const written = await system.adtech(
      ...['sample', '--out', system.env['LAKE_URL'] ?? '', '--overwrite', '--rows', '1000000'],
      ...['--inactive', '0', '--to', DATE, ...options],
    );
    expect(written).toMatchObject({ code: 0 });
    worker = await system.startWorker();
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
  });
  afterAll(() => system.dispose());

  it('are published as plain Maps count them', async () => {
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
  });

  it('take a bounded amount of the memory of the worker', () => {
    expect(peakMb(worker) ?? 0).toBeLessThan(MAX_WORKER_MB);
  });

  it('leave short histories of small payloads, and no attempt that was thought lost', async () => {
    const runs = [
      ...(await listRuns(system.client, 'countObject', 2)),
      ...(await listRuns(system.client, 'dailyRecommendations', 1)),
    ];
    expect(runs).toHaveLength(3);
    for (const run of runs) {
      const { events, largestPayloadBytes } = await sizeOfHistory(system.client, run);
      expect(events).toBeLessThan(MAX_EVENTS);
      expect(largestPayloadBytes).toBeLessThan(MAX_PAYLOAD_BYTES);
      expect(largestPayloadBytes).toBeGreaterThan(0);
      for (const one of await activitiesOf(system.client, run)) expect(one).toMatchObject({ attempt: 1 });
    }
  });
});
