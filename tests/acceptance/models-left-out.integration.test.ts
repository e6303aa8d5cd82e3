import { workflowIdOf } from '../../temporal/names/run-identity';
import { activitiesOf } from '../support/temporal/histories';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';

const FIRST = '2024-02-29';
const DATE = '2024-03-01';

// Fails when work that is switched off is still done: an activity, a file in the lake, rows.
it('with MORE_MODELS=none and EVALUATION=off a run does the work of the two models of the contract, and no other', async () => {
  const logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: DATE, seed: 26 });
  const env = { START_DATE: FIRST, MORE_MODELS: 'none', EVALUATION: 'off' };
  const system = await createTestSystem('folder', logs, env);
  try {
    await system.startWorker();
    expect(await system.adtech('backfill', '--from', FIRST, '--to', DATE)).toMatchObject({ code: 0 });
    for (const date of [FIRST, DATE]) {
      expect(await publishedRows(system.db, date)).toEqual(referenceLists(logs, date));
      const steps = await activitiesOf(system.client, { workflowId: workflowIdOf(date) });
      expect(steps.map(({ type }) => type).sort()).toEqual([
        'filterLogs',
        'rankTopCTR',
        'rankTopProducts',
        'writeLists',
      ]);
    }
    const written: string[] = [];
    for await (const { key } of system.lake.list('intermediate/date=')) written.push(key);
    expect(new Set(written.map((key) => key.slice(key.lastIndexOf('/') + 1)))).toEqual(
      new Set([
        ...['advertiser_ids.parquet', 'product_views.parquet', 'ads_views.parquet', 'inputs.parquet'],
        ...['top_products.parquet', 'top_ctr.parquet'],
      ]),
    );
    expect(await system.db.selectFrom('model_lists').selectAll().execute()).toEqual([]);
    expect(await system.db.selectFrom('evaluations').selectAll().execute()).toEqual([]);
  } finally {
    await system.dispose();
  }
});
