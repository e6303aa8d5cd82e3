import { findDateRecords, findPublishedInputs } from '../../db/date-records';
import { recordRunEnd, registerRun } from '../../db/runs';
import { newRun, publishLists, REPORT } from '../support/database/publications';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const FAILURE = { step: 'filterLogs', type: 'BadLog', message: 'no such log' };

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  for (const table of ['publications', 'runs'] as const) await database.db.deleteFrom(table).execute();
});

async function fail(date: string): Promise<string> {
  const run = newRun(date);
  await registerRun(database.db, run);
  await recordRunEnd(database.db, run, 'failed', FAILURE);
  return run.runId;
}

describe('what is on record of dates', () => {
  it('has the published run and the newest one, which may be another', async () => {
    const { runId } = await publishLists(database.db, '2024-11-29', {});
    const failed = await fail('2024-11-29');
    const records = await findDateRecords(database.db, '2024-11-29', '2024-11-29');
    expect(records.get('2024-11-29')).toMatchObject({
      published: { run_id: runId, rows_read: REPORT.rowsRead, totals: REPORT.totals },
      newest: { run_id: failed, status: 'failed', failure: FAILURE },
    });
  });

  it('has both ends of the range, and nothing of dates of which nothing is known', async () => {
    for (const date of ['2024-11-27', '2024-11-28', '2024-11-30', '2024-12-01']) await fail(date);
    const records = await findDateRecords(database.db, '2024-11-28', '2024-11-30');
    expect([...records.keys()].sort()).toEqual(['2024-11-28', '2024-11-30']);
    expect(records.get('2024-11-28')).toMatchObject({ published: undefined });
  });

  it('takes the run that was registered last for the newest, whatever the clock says', async () => {
    await fail('2024-11-29');
    const last = await fail('2024-11-29');
    await database.db
      .updateTable('runs')
      .set({ started_at: '2000-01-01T00:00:00Z' })
      .where('run_id', '=', last)
      .execute();
    const records = await findDateRecords(database.db, '2024-11-29', '2024-11-29');
    expect(records.get('2024-11-29')?.newest?.run_id).toBe(last);
  });
});

describe('the inputs of published dates', () => {
  it('stand once for all dates that were published from the same objects', async () => {
    const inputs = (etag: string) => [{ key: 'input/ads_views.csv', etag, size_bytes: 1 }];
    await publishLists(database.db, '2024-11-28', {}, [], { inputs: inputs('e1') });
    await publishLists(database.db, '2024-11-29', {}, [], { inputs: inputs('e2') });
    await publishLists(database.db, '2024-11-30', {}, [], { inputs: inputs('e1') });
    const found = await findPublishedInputs(database.db, '2024-11-28', '2024-11-30');
    expect(found.map(({ dates, inputs: read }) => [read[0]?.[0]?.etag, [...dates].sort()]).sort()).toEqual([
      ['e1', ['2024-11-28', '2024-11-30']],
      ['e2', ['2024-11-29']],
    ]);
  });
});
