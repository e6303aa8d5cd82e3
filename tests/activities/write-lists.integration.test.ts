import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { FilterResult } from '../../activities/contract';
import type { ActivityDependencies } from '../../activities/dependencies';
import { createWriteLists } from '../../activities/write-lists';
import { inputColumns, sourceColumns } from '../../activities/input-files';
import { findRun, registerRun } from '../../db/runs';
import type { Run } from '../../db/schema';
import { createInputSources } from '../../logs/log-sources';
import { plainEntry } from '../../logs/sources/source-types';
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

async function write(filtered: FilterResult): Promise<Run | undefined> {
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
  // The filter step of an earlier version tells neither.
  expect(run).toMatchObject({ ignored: null, sources: null });
  expect(published.mock.calls).toEqual([[{ read: 4, kept: 3, rejected: 1, ignored: 0, published: 0 }]]);
});

// Fails when jsonb gets a character that no text of Postgres holds.
it('records ignored rows by type, and the descriptions by which objects were read', async () => {
  const parsed = createInputSources({
    timeZone: 'Europe/Berlin',
    logs: {
      ads_views: [
        {
          ...plainEntry('ads_views'),
          objects: 'input/*.csv',
          csv: { delimiter: ',' },
          columns: { ...plainEntry('ads_views').columns, product_id: { column: '\u0000' } },
        },
      ],
    },
  });
  const source = parsed.sourceOf('ads_views', 'input/a.csv');
  if (source === undefined || 'fault' in source) throw new Error('no entry');
  const read = {
    ...{ log: 'ads_views' as const, records: 9, rejected: 1, rejects: {}, firstLines: {} },
    object: { key: 'input/a.csv', etag: 'e', sizeBytes: 1, source },
    ignored: { 'a\u0000': 2, '\\u0000': 3 },
  };
  const filtered = {
    ...(await filterResult()),
    ignored: read.ignored,
    inputs: await writeParquet(lake, 'described', inputColumns([read])),
    sources: await writeParquet(lake, 'sources', sourceColumns([read])),
  };
  const run = await write(filtered);
  expect(run?.ignored).toEqual({ 'a\ufffd': 2, '\\u0000': 3 });
  expect(run?.inputs).toMatchObject([{ etag: 'e', source: source.hash }]);
  const { [source.hash]: described, ...others } = run?.sources ?? {};
  expect(described).toMatchObject({
    log: 'ads_views',
    text: expect.stringMatching(/product_id from \ufffd, type from type/) as string,
  });
  expect(others).toEqual({});
  expect(published.mock.calls).toMatchObject([[{ ignored: 5 }]]);
});
