import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { temporal } from '@temporalio/proto';
import { sql } from 'kysely';
import { addDays, lastDueDate } from '../../domain/execution-date';
import { SCHEDULE_ID, workflowIdOf } from '../../temporal/names/run-identity';
import { findPublishedDate } from '../../db/publication';
import { findRun } from '../../db/runs';
import { testEndpoints } from '../support/servers/endpoints';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const TODAY = lastDueDate(new Date());
const FIRST = addDays(TODAY, -3);
const DATE = addDays(TODAY, -1);

let logs: ReferenceLogs;
let system: TestSystem;

beforeAll(async () => {
  logs = await sampleTexts({ rowsPerLog: 5_000, days: 4, lastDay: TODAY, seed: 5 });
  system = await createTestSystem('folder', logs, { START_DATE: FIRST });
  await system.startWorker();
});
afterAll(() => system.dispose());

/** Waits until another run than `before` has published the date. */
async function publishedByAnother(before: string | undefined): Promise<string> {
  for (;;) {
    const published = await findPublishedDate(system.db, DATE);
    if (published !== undefined && published.runId !== before) return published.runId;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function tamper(): Promise<string | undefined> {
  const before = await findPublishedDate(system.db, DATE);
  await system.db
    .updateTable('top_products_lists')
    .set({ views: sql<number[]>`array_fill(0, ARRAY[cardinality(views)])` })
    .where('date', '=', DATE)
    .execute();
  await system.db.deleteFrom('top_ctr_lists').where('date', '=', DATE).execute();
  await system.db
    .insertInto('top_products_lists')
    .values({ advertiser_id: 'NOBODY', product_ids: ['forged'], views: [1], date: DATE })
    .execute();
  return before?.runId;
}

/** The lists are whole again, by another run than `before`, under the id that the contract gives the date. */
async function expectRepaired(before: string | undefined): Promise<void> {
  const runId = await publishedByAnother(before);
  expect(await publishedRows(system.db, DATE)).toEqual(referenceLists(logs, DATE));
  const run = await findRun(system.db, runId);
  expect(run).toMatchObject({ workflow_id: `recommendations-${DATE}T23:00:00Z`, status: 'published' });
  // It evaluates lists after it has published, and no other can begin before its end.
  await system.client.workflow.getHandle(workflowIdOf(DATE), runId).result();
}

async function temporalCli(...args: string[]): Promise<string> {
  const { temporalExecutable, temporalAddress } = testEndpoints();
  const namespace = system.env['TEMPORAL_NAMESPACE'] ?? '';
  const all = [...args, '--address', temporalAddress, '--namespace', namespace];
  return (await promisify(execFile)(temporalExecutable, all)).stdout;
}

describe('the daily schedule', () => {
  it('is created as specified, and every date due is backfilled', async () => {
    const applied = await system.adtech('schedule', 'apply', '--json');
    expect(applied).toMatchObject({ code: 0 });
    expect(JSON.parse(applied.stdout)).toMatchObject({
      outcome: 'created',
      started: [FIRST, addDays(FIRST, 1), DATE, TODAY],
    });
    // Waits for them: each is open or published by now.
    for (const date of [FIRST, addDays(FIRST, 1), DATE, TODAY]) {
      await system.client.workflow.getHandle(workflowIdOf(date)).result();
      expect(await publishedRows(system.db, date)).toEqual(referenceLists(logs, date));
    }
  });

  it('finds every run by one filter, those that a command has started too', async () => {
    const found = new Set<string>();
    // The server's visibility store lags a little behind.
    while (found.size < 4) {
      const query = `TemporalScheduledById = '${SCHEDULE_ID}'`;
      for await (const { workflowId } of system.client.workflow.list({ query })) found.add(workflowId);
    }
    expect(found).toContain(workflowIdOf(DATE));
  });

  it('is left alone when applied again', async () => {
    expect(JSON.parse((await system.adtech('schedule', 'apply', '--json')).stdout)).toMatchObject({
      outcome: 'unchanged',
      differences: [],
      started: [],
    });
  });

  it('is reset when it has drifted, and a pause stays a pause', async () => {
    await temporalCli(
      'schedule',
      'update',
      '--schedule-id',
      SCHEDULE_ID,
      '--cron',
      '0 5 * * *',
      '--workflow-id',
      'other',
      '--type',
      'other',
      '--task-queue',
      'other',
    );
    expect(await system.adtech('schedule', 'pause')).toMatchObject({ code: 0 });
    const applied = JSON.parse((await system.adtech('schedule', 'apply', '--json')).stdout) as {
      outcome: string;
      differences: string[];
    };
    expect(applied.outcome).toBe('updated');
    expect(applied.differences.join('\n')).toMatch(/hour[^]*workflow type[^]*task queue[^]*overlap policy/);
    const described = JSON.parse((await system.adtech('schedule', 'describe', '--json')).stdout) as object;
    expect(described).toMatchObject({ paused: true, differences: [] });
    expect(await system.adtech('schedule', 'resume')).toMatchObject({ code: 0 });
  });

  it('re-runs a date for `temporal schedule backfill`, under the id of the date, and repairs its rows', async () => {
    const before = await tamper();
    const time = `${DATE}T23:00:00Z`;
    await temporalCli(
      'schedule',
      'backfill',
      '--schedule-id',
      SCHEDULE_ID,
      '--overlap-policy',
      'AllowAll',
      '--start-time',
      time,
      '--end-time',
      time,
    );
    await expectRepaired(before);
  });

  it('does the same for the request that `tctl schedule backfill --overlap_policy AllowAll` sends', async () => {
    const before = await tamper();
    const seconds = Date.parse(`${DATE}T23:00:00Z`) / 1000;
    const { namespace } = system.client.options;
    await system.client.workflowService.patchSchedule({
      namespace,
      scheduleId: SCHEDULE_ID,
      patch: {
        backfillRequest: [
          temporal.api.schedule.v1.BackfillRequest.fromObject({
            startTime: { seconds },
            endTime: { seconds },
            overlapPolicy: 'SCHEDULE_OVERLAP_POLICY_ALLOW_ALL',
          }),
        ],
      },
      identity: 'tctl',
      requestId: `tctl-${before ?? ''}`,
    });
    await expectRepaired(before);
  });

  it('refuses a trigger, whose id names no date, with what to do instead', async () => {
    await temporalCli('schedule', 'trigger', '--schedule-id', SCHEDULE_ID);
    for (;;) {
      for await (const { status, workflowId, runId } of system.client.workflow.list({
        query: "ExecutionStatus = 'Failed'",
      })) {
        expect(status.name).toBe('FAILED');
        const failure = system.client.workflow.getHandle(workflowId, runId).result();
        await expect(failure).rejects.toMatchObject({
          cause: {
            message: expect.stringMatching(
              /names no execution date; start the run of .* `npx adtech run/,
            ) as unknown,
          },
        });
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });

  it('refuses a date that disagrees with the workflow id', async () => {
    const run = system.client.workflow.execute('dailyRecommendations', {
      taskQueue: 'recommendations',
      workflowId: workflowIdOf('2024-01-01'),
      args: [{ executionDate: '2024-01-02' }],
    });
    await expect(run).rejects.toMatchObject({
      cause: { type: 'ExecutionDateRefused', message: expect.stringContaining('disagrees') as unknown },
    });
  });
});

describe('an open date', () => {
  it('is named by the command that finds it open, which exits 3', async () => {
    const other = await createTestSystem('folder', logs, { START_DATE: FIRST });
    try {
      // Without a worker the first run stays open.
      const waiting = other.adtech('run', DATE);
      const handle = other.client.workflow.getHandle(workflowIdOf(DATE));
      while ((await handle.describe().catch(() => undefined)) === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const second = await other.adtech('run', DATE, '--json');
      expect(second.code).toBe(3);
      const { runId } = await handle.describe();
      expect(JSON.parse(second.stdout)).toMatchObject({
        dates: [{ date: DATE, outcome: 'open', run_id: runId }],
      });
      await other.startWorker();
      expect(await waiting).toMatchObject({ code: 0 });
      expect(await other.db.selectFrom('runs').select('run_id').execute()).toHaveLength(1);
    } finally {
      await other.dispose();
    }
  });
});
