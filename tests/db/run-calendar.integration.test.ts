import { findRunDatesOutside, findRunOutlines } from '../../db/run-calendar';
import { recordRunEnd, registerRun } from '../../db/runs';
import { newRun, publishLists } from '../support/database/publications';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await database.drop();
});

it('finds the newest run of each date of the range, with what it failed of cut off', async () => {
  const { db } = database;
  await publishLists(db, '2024-11-28', {});
  await publishLists(db, '2024-11-29', {});
  const failed = newRun('2024-11-29');
  await registerRun(db, failed);
  await recordRunEnd(db, failed, 'failed', {
    step: 'filterLogs',
    type: 'BadLog',
    message: `input/a.csv: ${'é'.repeat(600)}`,
  });
  await publishLists(db, '2024-11-30', {});
  const outlines = await findRunOutlines(db, '2024-11-28', '2024-11-29');
  expect([...outlines.keys()]).toEqual(['2024-11-28', '2024-11-29']);
  expect(outlines.get('2024-11-28')).toMatchObject({ status: 'published', rows_kept: 8, failure: null });
  expect(outlines.get('2024-11-29')).toMatchObject({
    run_id: failed.runId,
    status: 'failed',
    failure: { step: 'filterLogs', type: 'BadLog', message: `input/a.csv: ${'é'.repeat(487)}` },
  });
});

it('knows the dates outside a range that runs were for', async () => {
  const { db } = database;
  for (const date of ['2024-11-29', '2024-05-10', '2024-11-30', '2024-05-10', '2024-12-05']) {
    const run = newRun(date);
    await registerRun(db, run);
    await recordRunEnd(db, run, 'failed', { step: null, type: 'X', message: 'no reason' });
  }
  expect(await findRunDatesOutside(db, '2024-11-29', '2024-12-01')).toEqual(['2024-05-10', '2024-12-05']);
});
