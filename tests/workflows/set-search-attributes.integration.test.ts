import { setTimeout as sleep } from 'node:timers/promises';
import {
  EXECUTION_DATE_ATTRIBUTE,
  ROWS_PUBLISHED_ATTRIBUTE,
  STARTED_BY_ATTRIBUTE,
} from '../../temporal/names/search-attributes';
import { SCHEDULE_ID, workflowIdOf } from '../../temporal/names/run-identity';
import { addDays, lastDueDate } from '../../domain/execution-date';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const TODAY = lastDueDate(new Date());
const YESTERDAY = addDays(TODAY, -1);

let logs: ReferenceLogs;

beforeAll(async () => {
  logs = await sampleTexts({ rowsPerLog: 3_000, days: 2, lastDay: TODAY, seed: 6 });
});

async function withSystem(work: (system: TestSystem) => Promise<void>): Promise<void> {
  const system = await createTestSystem('folder', logs, { START_DATE: YESTERDAY });
  try {
    await work(system);
  } finally {
    await system.dispose();
  }
}

/** What the list shows of a run; the server's visibility store lags a little behind. */
async function listed(
  { client }: TestSystem,
  query: string,
  count: number,
): Promise<{ date: string | undefined; rows: number | undefined; by: string | undefined }[]> {
  for (;;) {
    const found = [];
    for await (const { typedSearchAttributes } of client.workflow.list({ query })) {
      found.push({
        date: typedSearchAttributes.get(EXECUTION_DATE_ATTRIBUTE),
        rows: typedSearchAttributes.get(ROWS_PUBLISHED_ATTRIBUTE),
        by: typedSearchAttributes.get(STARTED_BY_ATTRIBUTE),
      });
    }
    if (found.length === count) return found.sort((a, b) => ((a.date ?? '') < (b.date ?? '') ? -1 : 1));
    await sleep(50);
  }
}

/** How often the server has refused a task of the newest run of a date, and how often the run has asked it. */
async function questionsOf({ client }: TestSystem, date: string) {
  const { events } = await client.workflow.getHandle(workflowIdOf(date)).fetchHistory();
  return {
    refused: (events ?? []).filter((event) => event.workflowTaskFailedEventAttributes).length,
    asked: (events ?? []).filter((event) => event.markerRecordedEventAttributes).length,
  };
}

async function removeRowsPublished({ client }: TestSystem): Promise<void> {
  const { namespace } = client.options;
  const searchAttributes = ['RowsPublished'];
  await client.connection.operatorService.removeSearchAttributes({ namespace, searchAttributes });
}

describe('the list of runs', () => {
  it.concurrent(
    'shows date, rows and starter of runs that commands and the schedule start, and is filtered by them',
    () =>
      withSystem(async (system) => {
        expect(await system.adtech('schedule', 'apply', '--no-backfill')).toMatchObject({ code: 0 });
        await system.startWorker();
        expect(await system.adtech('run', TODAY)).toMatchObject({ code: 0 });
        const at = new Date(`${YESTERDAY}T23:00:00Z`);
        await system.client.schedule
          .getHandle(SCHEDULE_ID)
          .backfill([{ start: at, end: at, overlap: 'ALLOW_ALL' }]);

        const rows = async (date: string) => {
          const tables = ['top_products', 'top_ctr_products', 'model_recommendations'] as const;
          const counts = tables.map((table) =>
            system.db
              .selectFrom(table)
              .select(({ fn }) => fn.countAll<number | string>().as('rows'))
              .where('date', '=', date)
              .executeTakeFirstOrThrow(),
          );
          return (await Promise.all(counts)).reduce((sum, one) => sum + Number(one.rows), 0);
        };
        const both = await listed(system, 'RowsPublished > 0', 2);
        expect(both).toEqual([
          { date: YESTERDAY, rows: await rows(YESTERDAY), by: 'catch-up' },
          { date: TODAY, rows: await rows(TODAY), by: 'run' },
        ]);
        expect(await listed(system, "StartedBy = 'catch-up'", 1)).toEqual([both[0]]);
        const starters = system.db.selectFrom('runs').select(['date', 'started_by']).orderBy('date');
        expect(await starters.execute()).toEqual([
          { date: YESTERDAY, started_by: 'catch-up' },
          { date: TODAY, started_by: 'run' },
        ]);
        expect(await listed(system, `ExecutionDate >= '${TODAY}'`, 1)).toEqual([both[1]]);
        expect(await listed(system, `ExecutionDate BETWEEN '${YESTERDAY}' AND '${TODAY}'`, 2)).toEqual(both);
        // The schedule starts all its runs alike, so they set their attributes themselves.
        expect(await questionsOf(system, YESTERDAY)).toEqual({ refused: 0, asked: 2 });
        expect(await questionsOf(system, TODAY)).toEqual({ refused: 0, asked: 0 });
      }),
  );

  it.concurrent('shows the date of a run that failed, and no rows', () =>
    withSystem(async (system) => {
      expect(await system.adtech('schedule', 'apply', '--no-backfill')).toMatchObject({ code: 0 });
      await system.startWorker();
      await system.lake.write('input/ads_views.csv', Buffer.from(''));
      expect(await system.adtech('run', TODAY)).toMatchObject({ code: 1 });
      expect(
        await listed(system, "ExecutionStatus = 'Failed' AND WorkflowType = 'dailyRecommendations'", 1),
      ).toEqual([{ date: TODAY, rows: undefined, by: 'run' }]);
      // The workflow code of a worker is minified.
      const { events } = await system.client.workflow.getHandle(workflowIdOf(TODAY)).fetchHistory();
      const failure = events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure;
      expect(failure?.stackTrace).toMatch(/workflows\/end-of-run\.ts:\d+:\d+\)/);
    }),
  );
});

// Break that must fail this: setting the columns without asking. The server then fails the task of the workflow for ever.
describe('a server without the columns', () => {
  it.concurrent('still runs every date, without a refused task', () =>
    withSystem(async (system) => {
      await system.startWorker();
      expect(await system.adtech('run', TODAY)).toMatchObject({ code: 0 });
      expect(await publishedRows(system.db, TODAY)).toEqual(referenceLists(logs, TODAY));
      expect(await questionsOf(system, TODAY)).toEqual({ refused: 0, asked: 0 });
    }),
  );

  it.concurrent('runs dates too when a column is removed under a worker that has just seen it', () =>
    withSystem(async (system) => {
      expect(await system.adtech('schedule', 'apply', '--no-backfill')).toMatchObject({ code: 0 });
      await system.startWorker();
      expect(await system.adtech('run', YESTERDAY)).toMatchObject({ code: 0 });
      await removeRowsPublished(system);
      expect(await system.adtech('run', TODAY)).toMatchObject({ code: 0 });
      expect(await publishedRows(system.db, TODAY)).toEqual(referenceLists(logs, TODAY));
    }),
  );

  // Break: setting the rows without regard to a refusal of the task.
  it.concurrent(
    'ends a run from whose start on it has the columns, and which loses one before it publishes',
    () =>
      withSystem(async (system) => {
        expect(await system.adtech('schedule', 'apply', '--no-backfill')).toMatchObject({ code: 0 });
        const run = system.adtech('run', TODAY);
        while ((await system.client.workflow.count(`ExecutionDate = '${TODAY}'`)).count === 0)
          await sleep(50);
        await removeRowsPublished(system);
        await system.startWorker();
        expect(await run).toMatchObject({ code: 0 });
        expect(await publishedRows(system.db, TODAY)).toEqual(referenceLists(logs, TODAY));
        expect(await questionsOf(system, TODAY)).toEqual({ refused: 1, asked: 1 });
      }),
  );
});
