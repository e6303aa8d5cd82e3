import { publish } from '../../db/publication';
import { findRun, recordRunEnd, registerRun } from '../../db/runs';
import { beginRun, newRun, publicationOf, publishLists } from '../support/database/publications';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const DATE = '2024-11-29';
const FAILURE = { step: 'filter', type: 'BadLog', message: 'input/ads_views.csv: 0 bytes' };

let database: TestDatabase;
let db: TestDatabase['db'];

beforeEach(async () => {
  database = await createTestDatabase();
  db = database.db;
});

afterEach(async () => {
  await database.drop();
});

it('registers a run once, however often it is asked to', async () => {
  const run = newRun(DATE);
  await Promise.all(Array.from({ length: 5 }, () => registerRun(db, run)));
  const first = await findRun(db, run.runId);
  await registerRun(db, run);
  expect(first).toMatchObject({
    date: DATE,
    workflow_id: run.workflowId,
    status: 'running',
    finished_at: null,
  });
  expect(await findRun(db, run.runId)).toEqual(first);
  expect(await db.selectFrom('runs').selectAll().execute()).toHaveLength(1);
});

// Fails when a repeated registration also marks runs: the older attempt would abandon the newer run.
it('calls an earlier running run of the date abandoned, and no other', async () => {
  const [lost, newer, other, failed] = [newRun(DATE), newRun(DATE), newRun('2024-11-28'), newRun(DATE)];
  await registerRun(db, failed);
  await recordRunEnd(db, failed, 'failed', FAILURE);
  await registerRun(db, other);
  await registerRun(db, lost);
  await registerRun(db, newer);
  await registerRun(db, lost);
  const statusOf = async ({ runId }: { runId: string }) => (await findRun(db, runId))?.status;
  expect(await statusOf(lost)).toBe('abandoned');
  expect((await findRun(db, lost.runId))?.finished_at).toBeInstanceOf(Date);
  expect(await statusOf(newer)).toBe('running');
  expect(await statusOf(other)).toBe('running');
  expect(await statusOf(failed)).toBe('failed');
});

it('leaves a published run published when a later run of its date begins', async () => {
  const { runId } = await publishLists(db, DATE, { views: { A: [['p1', 1]] } });
  await registerRun(db, newRun(DATE));
  expect((await findRun(db, runId))?.status).toBe('published');
});

it.each(['failed', 'cancelled'] as const)('records that a run has %s, and why', async (status) => {
  const run = newRun(DATE);
  await registerRun(db, run);
  await recordRunEnd(db, run, status, FAILURE);
  expect(await findRun(db, run.runId)).toMatchObject({ status, failure: FAILURE, published_at: null });
});

it('records the end of a run that never got to register', async () => {
  const run = newRun(DATE);
  await recordRunEnd(db, run, 'cancelled', { step: null, type: 'Cancelled', message: 'by hand' });
  expect(await findRun(db, run.runId)).toMatchObject({ date: DATE, status: 'cancelled' });
});

// Fails without the condition on the status: a cancellation may arrive after the COMMIT.
it('never takes back that a run has published', async () => {
  const fence = await beginRun(db, DATE);
  await publish(db, fence, publicationOf({ views: { A: [['p1', 1]] } }));
  const published = await findRun(db, fence.runId);
  await recordRunEnd(db, { ...newRun(DATE), runId: fence.runId }, 'cancelled', FAILURE);
  expect(await findRun(db, fence.runId)).toEqual(published);
});

it('clears an earlier failure of a run that publishes after all', async () => {
  const fence = await beginRun(db, DATE);
  await recordRunEnd(db, { ...newRun(DATE), runId: fence.runId }, 'failed', FAILURE);
  await publish(db, fence, publicationOf({ views: { A: [['p1', 1]] } }));
  expect(await findRun(db, fence.runId)).toMatchObject({ status: 'published', failure: null });
});
