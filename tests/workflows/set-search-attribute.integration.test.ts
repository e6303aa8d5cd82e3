import { EXECUTION_DATE_ATTRIBUTE, ROWS_PUBLISHED_ATTRIBUTE } from '../../temporal/names/search-attributes';
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
): Promise<{ date: string | undefined; rows: number | undefined }[]> {
  for (;;) {
    const found = [];
    for await (const { typedSearchAttributes } of client.workflow.list({ query })) {
      found.push({
        date: typedSearchAttributes.get(EXECUTION_DATE_ATTRIBUTE),
        rows: typedSearchAttributes.get(ROWS_PUBLISHED_ATTRIBUTE),
      });
    }
    if (found.length === count) return found.sort((a, b) => ((a.date ?? '') < (b.date ?? '') ? -1 : 1));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Tasks of the workflow that the server has refused. */
async function refusedTasks({ client }: TestSystem, date: string): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowIdOf(date)).fetchHistory();
  return (events ?? []).filter((event) => event.workflowTaskFailedEventAttributes).length;
}

describe('the list of runs', () => {
  it.concurrent(
    'shows date and rows of runs that commands and the schedule start, and is filtered by them',
    () =>
      withSystem(async (system) => {
        expect(await system.adtech('schedule', 'apply', '--no-backfill')).toMatchObject({ code: 0 });
        await system.startWorker();
        expect(await system.adtech('run', YESTERDAY)).toMatchObject({ code: 0 });
        const at = new Date(`${TODAY}T23:00:00Z`);
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
          { date: YESTERDAY, rows: await rows(YESTERDAY) },
          { date: TODAY, rows: await rows(TODAY) },
        ]);
        expect(await listed(system, `ExecutionDate >= '${TODAY}'`, 1)).toEqual([both[1]]);
        expect(await listed(system, `ExecutionDate BETWEEN '${YESTERDAY}' AND '${TODAY}'`, 2)).toEqual(both);
        expect([await refusedTasks(system, YESTERDAY), await refusedTasks(system, TODAY)]).toEqual([0, 0]);
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
      ).toEqual([{ date: TODAY, rows: undefined }]);
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
      expect(await refusedTasks(system, TODAY)).toBe(0);
    }),
  );

  it.concurrent('runs dates too when a column is removed under a worker that has just seen it', () =>
    withSystem(async (system) => {
      expect(await system.adtech('schedule', 'apply', '--no-backfill')).toMatchObject({ code: 0 });
      await system.startWorker();
      expect(await system.adtech('run', YESTERDAY)).toMatchObject({ code: 0 });
      const { namespace } = system.client.options;
      await system.client.connection.operatorService.removeSearchAttributes({
        namespace,
        searchAttributes: ['RowsPublished'],
      });
      expect(await system.adtech('run', TODAY)).toMatchObject({ code: 0 });
      expect(await publishedRows(system.db, TODAY)).toEqual(referenceLists(logs, TODAY));
    }),
  );
});
