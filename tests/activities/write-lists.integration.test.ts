import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { FilterResult } from '../../activities/contract';
import type { ActivityDependencies } from '../../activities/dependencies';
import { createWriteLists } from '../../activities/write-lists';
import { findRun, registerRun } from '../../db/runs';
import { toColumns, writeParquet } from '../../storage/parquet';
import { MemoryLake } from '../support/lake/memory-lake';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const DATE = '2024-11-29';

let database: TestDatabase;
let lake: MemoryLake;
let published: jest.Mock;

beforeEach(async () => {
  database = await createTestDatabase();
  lake = new MemoryLake();
  published = jest.fn();
});

afterEach(async () => {
  await database.drop();
});

/** A result of the filter step. */
async function filterResult(): Promise<FilterResult> {
  const names = ['log', 'key', 'etag', 'first_day', 'last_day'] as const;
  const inputs = [{ log: 'ads_views', key: 'k', etag: 'e', size_bytes: 1, first_day: '', last_day: '' }];
  return {
    rowsRead: 4,
    rowsKept: 3,
    rowsRejected: 1,
    rejects: { empty_id: 1 },
    quality: { ctr_above_1: 0, clicks_without_impression: 0, advertisers_without_rows: 1 },
    totals: { views: 1, impressions: 0, clicks: 2 },
    newestEvents: { ads_views: null, product_views: null },
    models: [],
    evaluatesLists: false,
    shards: [],
    activeAdvertisers: await writeParquet(lake, 'active', [
      { name: 'advertiser_id', type: 'STRING', data: ['A'] },
    ]),
    inputs: await writeParquet(
      lake,
      'inputs',
      toColumns(inputs, [
        ...names.map((name) => ({ name, type: 'STRING' as const })),
        { name: 'size_bytes', type: 'DOUBLE' },
      ]),
    ),
  };
}

async function write(filtered: FilterResult): Promise<unknown> {
  const { db } = database;
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('WARN') });
  const { runId } = environment.context.info.workflowExecution ?? { runId: '' };
  await registerRun(db, { date: DATE, workflowId: 'w', runId });
  const deps = { db, lake, metrics: { published } } as unknown as ActivityDependencies;
  const input = { executionDate: DATE, filtered: throughHistory(filtered), ranked: [] };
  expect(await environment.run(createWriteLists(deps), input)).toMatchObject({ executionDate: DATE });
  return findRun(db, runId);
}

/** As JSON, which leaves out what is undefined. */
function throughHistory(filtered: FilterResult): FilterResult {
  return JSON.parse(JSON.stringify(filtered)) as FilterResult;
}

it('publishes the figures of the filter step, and counts them', async () => {
  const run = await write(await filterResult());
  const totals = { views: 1, impressions: 0, clicks: 2 };
  expect(run).toMatchObject({ status: 'published', rows_read: 4, rejects: { empty_id: 1 }, totals });
  expect(published.mock.calls).toEqual([[{ read: 4, kept: 3, rejected: 1, published: 0 }]]);
});
