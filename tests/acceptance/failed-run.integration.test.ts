import { workflowIdOf } from '../../temporal/names/run-identity';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-03-01';

let logs: ReferenceLogs;
let system: TestSystem;

beforeAll(async () => {
  logs = await sampleTexts({ rowsPerLog: 4_000, days: 2, lastDay: DATE, seed: 9 });
  system = await createTestSystem('folder', logs, { START_DATE: '2024-02-29' });
  await system.startWorker();
  expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
});
afterAll(() => system.dispose());

/** Attempts of each activity of the newest run of the date, by the history. */
async function attemptsOf(activity: string): Promise<number[]> {
  const { events } = await system.client.workflow.getHandle(workflowIdOf(DATE)).fetchHistory();
  const scheduled = new Set(
    events
      ?.filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity)
      .map((event) => String(event.eventId)),
  );
  return (events ?? [])
    .filter((event) => scheduled.has(String(event.activityTaskStartedEventAttributes?.scheduledEventId)))
    .map((event) => event.activityTaskStartedEventAttributes?.attempt ?? 0);
}

async function statusOfDate(): Promise<unknown> {
  const { stdout } = await system.adtech('status', '--from', DATE, '--to', DATE, '--json');
  return (JSON.parse(stdout) as { dates: unknown[] }).dates[0];
}

describe('a log without one of its columns', () => {
  it('fails the run after one attempt, by object, column and remedy; what was published stays', async () => {
    await putObjects(system.lake, { 'input/ads_views.csv': logs.ads_views.replace('type', 'kind') });
    expect(await statusOfDate()).toMatchObject({ state: 'stale' });

    const end = await system.adtech('run', DATE, '--json');
    expect(end.code).toBe(1);
    const message = expect.stringMatching(
      /input\/ads_views\.csv: column `type` is missing; expected `advertiser_id,product_id,type,date`/,
    ) as unknown;
    expect(JSON.parse(end.stdout)).toMatchObject({ dates: [{ date: DATE, outcome: 'failed', message }] });
    expect(await attemptsOf('filterLogs')).toEqual([1]);
    expect(await publishedRows(system.db, DATE)).toEqual(referenceLists(logs, DATE));
    expect(await statusOfDate()).toMatchObject({
      state: 'failed',
      steps: {
        filterLogs: 'failed',
        rankTopProducts: 'missing',
        rankTopCTR: 'missing',
        writeLists: 'missing',
      },
      failure: message,
    });
  });

  it('is run again with `--only failed` once the log is corrected', async () => {
    await putObjects(system.lake, { 'input/ads_views.csv': logs.ads_views });
    const end = await system.adtech('backfill', '--only', 'failed', '--from', DATE, '--to', DATE);
    expect(end).toMatchObject({ code: 0 });
    expect(await statusOfDate()).toMatchObject({ state: 'done', failure: null });
  });
});

// Of both logs together, which is what a date reads. Break that must fail this: the comparison with `>=`, or a share of one log alone.
describe.each([
  { rejected: 245, code: 0 },
  { rejected: 255, code: 1 },
])('$rejected malformed rows in five thousand', ({ rejected, code }) => {
  it(
    code === 0
      ? 'are set aside, counted by reason, and published without'
      : 'are refused, and what was published stays',
    async () => {
      const rows = Array.from({ length: 1_000 }, (_, i) =>
        i < rejected
          ? `A,p${String(i)},${i % 2 === 0 ? '2024-02-30' : 'epoch'}`
          : `A,p${String(i % 30)},2024-03-01`,
      );
      const product_views = ['advertiser_id,product_id,date', ...rows, ''].join('\n');
      const advertiser_ids = 'advertiser_id\nA\n';
      const before = await publishedRows(system.db, DATE);
      await putObjects(system.lake, {
        'input/advertiser_ids.csv': advertiser_ids,
        'input/product_views.csv': product_views,
      });
      // One advertiser is left of twenty, which a run would refuse.
      const end = await system.adtech('run', DATE, '--json', '--accept-lost-advertisers');
      expect(end.code).toBe(code);
      if (code === 0) {
        const valid = product_views
          .split('\n')
          .filter((line) => !/-30$|epoch$/.test(line))
          .join('\n');
        expect(await publishedRows(system.db, DATE)).toEqual(
          referenceLists({ ...logs, advertiser_ids, product_views: valid }, DATE),
        );
        const run = await system.db
          .selectFrom('runs')
          .selectAll()
          .orderBy('sequence', 'desc')
          .executeTakeFirstOrThrow();
        expect(run).toMatchObject({
          rows_read: 5_000,
          rows_rejected: rejected,
          rejects: { invalid_date: rejected },
        });
      } else {
        expect(end.stdout).toMatch(
          /5\.1 % of the rows are malformed \(255 of 5000\).*invalid_date 255, first at input\/product_views\.csv line 2.*counts\/v3\/product_views\.csv.*rejects\.parquet/,
        );
        expect(await attemptsOf('filterLogs')).toEqual([1]);
        expect(await publishedRows(system.db, DATE)).toEqual(before);
      }
    },
  );
});

describe('a run that is cancelled', () => {
  it('publishes nothing and is recorded as cancelled', async () => {
    const other = await createTestSystem('folder', logs, { START_DATE: DATE });
    try {
      const waiting = other.adtech('run', DATE, '--json');
      const handle = other.client.workflow.getHandle(workflowIdOf(DATE));
      for (;;) {
        try {
          await handle.cancel();
          break;
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
      await other.startWorker();
      expect(await waiting).toMatchObject({ code: 1 });
      const runs = await other.db.selectFrom('runs').select(['status', 'published_at']).execute();
      expect(runs).toEqual([{ status: 'cancelled', published_at: null }]);
    } finally {
      await other.dispose();
    }
  });
});
