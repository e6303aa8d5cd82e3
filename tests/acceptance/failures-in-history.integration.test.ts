import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { sql } from 'kysely';
import { addDays, lastDueDate } from '../../domain/execution-date';
import { smallObjectsWorkflowId, workflowIdOf } from '../../temporal/names/run-identity';
import type { ReferenceLogs } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Failure = temporal.api.failure.v1.IFailure;

const DATE = lastDueDate(new Date());
const COMMAND = '`npx adtech backfill --only failed`';
const BAD = 'input/ads_views/bad.csv';

let logs: ReferenceLogs;
let system: TestSystem;

beforeAll(async () => {
  logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: DATE, seed: 16 });
  system = await createTestSystem('folder', logs, { START_DATE: addDays(DATE, -1) });
  await system.startWorker();
});
afterAll(() => system.dispose());

async function historyOf(workflowId: string, of = system): Promise<HistoryEvent[]> {
  return (await of.client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];
}

/** What the Web UI shows first of a run that failed, and below it of the activity that ended it. */
function failuresOf(events: readonly HistoryEvent[]): { run: Failure; activity: Failure } {
  const run = events.at(-1)?.workflowExecutionFailedEventAttributes?.failure;
  const activity = events.findLast((event) => event.activityTaskFailedEventAttributes)
    ?.activityTaskFailedEventAttributes?.failure;
  return { run: run ?? {}, activity: activity ?? {} };
}

/** Runs the date; how it failed, as its history tells. */
async function failedRun(of = system): Promise<Failure> {
  expect(await of.adtech('run', DATE)).toMatchObject({ code: 1 });
  const { run, activity } = failuresOf(await historyOf(workflowIdOf(DATE), of));
  expect(activity.message).toBe(run.message);
  return run;
}

function summariesOf(events: readonly HistoryEvent[]): Record<string, string> {
  return Object.fromEntries(
    events.flatMap(({ activityTaskScheduledEventAttributes: scheduled, userMetadata }) => {
      if (!scheduled) return [];
      const { summary } = userMetadata ?? {};
      return [[scheduled.activityType?.name, summary ? defaultPayloadConverter.fromPayload(summary) : '']];
    }),
  ) as Record<string, string>;
}

describe('the history of a run that finished', () => {
  it('says of each activity what it is about, with the figures known by then', async () => {
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
    expect(summariesOf(await historyOf(workflowIdOf(DATE)))).toEqual({
      filterLogs: `keep the rows of active advertisers up to ${DATE}`,
      rankTopProducts: expect.stringMatching(
        `^rank TopProducts, Trending for ${DATE}, from \\d+ events$`,
      ) as unknown,
      rankTopCTR: expect.stringMatching(`^rank TopCTR, .+ for ${DATE}, from \\d+ events$`) as unknown,
      writeLists: expect.stringMatching(
        `^publish \\d+ models for ${DATE}: \\d+ rows in \\d+ lists$`,
      ) as unknown,
      evaluateLists: `hold the lists of the day before against the log of ${DATE}`,
    });
  });

  it('refuses a reset to its middle, where a newer run owns the date, and takes one to its first task', async () => {
    const handle = system.client.workflow.getHandle(workflowIdOf(DATE));
    const { runId } = await handle.describe();
    const { namespace } = system.client.options;
    const reset = async (isPlace: (event: HistoryEvent) => boolean) => {
      const event = (await historyOf(workflowIdOf(DATE))).find(isPlace);
      await system.client.workflowService.resetWorkflowExecution({
        namespace,
        workflowExecution: { workflowId: workflowIdOf(DATE), runId },
        workflowTaskFinishEventId: event?.eventId ?? null,
        reason: 'test',
        requestId: String(event?.eventId),
      });
    };
    const completed = (event: HistoryEvent) => Boolean(event.workflowTaskCompletedEventAttributes);
    await reset((event) => completed(event) && Number(event.eventId) > 10);
    await handle.result().catch(() => undefined);
    const { run } = failuresOf(await historyOf(workflowIdOf(DATE)));
    expect(run.applicationFailureInfo?.type).toBe('StaleAttempt');
    expect(run.message).toMatch(
      /is stale, .*`npx adtech status` shows what became of the date.*--only failed`$/,
    );
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
  });
});

describe('the history of a run that failed', () => {
  it('names object, line, what to correct and the command to run then; the counting tells that it refused one', async () => {
    const lines = ['advertiser_id,product_id,type,date', `A,p,click,${DATE}`, `A,"p,click,${DATE}`, ''];
    await putObjects(system.lake, { [BAD]: lines.join('\n') });
    const wanted = new RegExp(`^${BAD}: line 3: .*close it at the end of its field.*: ${COMMAND}$`);
    const run = await failedRun();
    expect(run.message).toMatch(wanted);
    expect(run.applicationFailureInfo).toMatchObject({ type: 'BadLog', nonRetryable: true });

    const counting = system.client.workflow.getHandle(smallObjectsWorkflowId('ads_views'));
    expect(await counting.result()).toMatchObject({ refused: 1, changed: 0 });
    expect(summariesOf(await historyOf(workflowIdOf(DATE)))['recordRunEnd']).toBe(
      `record that ${DATE} failed in filterLogs: BadLog`,
    );
  });

  it('names reasons with their first lines where too many rows are malformed', async () => {
    const rows = Array.from({ length: 500 }, () => `A,p,tap,${DATE}`);
    await putObjects(system.lake, { [BAD]: ['advertiser_id,product_id,type,date', ...rows, ''].join('\n') });
    const { message, applicationFailureInfo } = await failedRun();
    expect(applicationFailureInfo?.type).toBe('TooManyRejects');
    expect(message).toMatch(
      new RegExp(
        `unknown_type 500, first at ${BAD} line 2.*upload them again, or raise MAX_REJECTED_FRACTION.*: ${COMMAND}$`,
      ),
    );
    await putObjects(system.lake, { [BAD]: 'advertiser_id,product_id,type,date\n' });
  });

  it('names what Postgres refused, and the command that may resolve it', async () => {
    await sql`ALTER TABLE top_ctr_lists RENAME TO put_away`.execute(system.db);
    const { message, applicationFailureInfo } = await failedRun();
    await sql`ALTER TABLE put_away RENAME TO top_ctr_lists`.execute(system.db);
    expect(applicationFailureInfo?.type).toBe('DatabaseRefused');
    expect(message).toMatch(
      new RegExp(`relation "top_ctr_lists" does not exist; \`npx adtech migrate\` .*: ${COMMAND}$`),
    );
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
  });

  it('names the bucket that refuses', async () => {
    const other = await createTestSystem('s3', logs, { START_DATE: DATE, LAKE_URL: 's3://no-such-bucket' });
    try {
      await other.startWorker();
      const { message, applicationFailureInfo } = await failedRun(other);
      expect(applicationFailureInfo?.type).toBe('LakeRefused');
      expect(message).toMatch(
        new RegExp(`^s3://no-such-bucket.*NoSuchBucket.*; check that the bucket exists.*: ${COMMAND}$`),
      );
    } finally {
      await other.dispose();
    }
  });
});
