import { setTimeout as sleep } from 'node:timers/promises';
import { adtech } from '../support/command-line';
import { publishedRows } from '../support/published-rows';
import { referenceLists } from '../support/reference';
import { startTcpProxy, targetOf, throughProxy } from '../support/tcp-proxy';
import { testEndpoints } from '../support/endpoints';
import { createTestDatabase } from '../support/test-database';
import { createTestSystem, sampleTexts } from '../support/test-system';

const DATE = '2024-03-01';

// Fault 6, the worker's half. Fails when an attempt waits for a silent server without end, or its failure ends the run.
it('Postgres that accepts connections and hangs: the attempt gives up, and a later one publishes', async () => {
  const logs = await sampleTexts({ rowsPerLog: 5_000, days: 2, lastDay: DATE, seed: 6 });
  const database = await createTestDatabase();
  const proxy = await startTcpProxy(targetOf(testEndpoints().postgresUrl));
  const system = await createTestSystem('folder', logs, { DATABASE_URL: throughProxy(database.url, proxy) });
  try {
    await system.startWorker();
    await proxy.setMode('hang');
    const run = adtech(['run', DATE, '--json'], { ...system.env, DATABASE_URL: database.url });
    const handle = system.client.workflow.getHandle(`recommendations-${DATE}T23:00:00Z`);
    // The command takes a moment to start it.
    const described = () => handle.describe().catch(() => undefined);
    let filter = (await described())?.raw.pendingActivities?.[0];
    while ((filter?.attempt ?? 0) < 2) {
      await sleep(500);
      filter = (await described())?.raw.pendingActivities?.[0];
    }
    expect(filter?.lastFailure?.message).toMatch(/timeout/i);
    expect(await publishedRows(database.db, DATE)).toEqual({ topProducts: [], topCtr: [] });
    await proxy.setMode('pass');
    expect(await run).toMatchObject({ code: 0 });
    expect(await publishedRows(database.db, DATE)).toEqual(referenceLists(logs, DATE));
  } finally {
    await system.dispose();
    proxy.cutAll();
    await proxy.stop();
    await database.drop();
  }
});
