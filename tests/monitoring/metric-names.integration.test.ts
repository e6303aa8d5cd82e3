import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../../temporal/names/run-identity';
import { freePort } from '../../local/ports';
import { startApiProcess } from '../support/api/api-process';
import type { ApiProcess } from '../support/api/api-process';
import { adtech, endProcess, startWorkerProcess } from '../support/processes/command-line';
import { parsePromQl } from '../support/monitoring/promql';
import { scrape } from '../support/monitoring/scrape';
import type { Sample } from '../support/monitoring/scrape';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import type { TcpProxy } from '../support/servers/tcp-proxy';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';
import { ALERTS, PANELS } from './queries';

const DATE = '2024-11-29';
const LOGS = {
  advertiser_ids: 'advertiser_id\nA\n',
  product_views: `advertiser_id,product_id,date\nA,p1,${DATE}\n`,
  ads_views: `advertiser_id,product_id,type,date\nA,p1,impression,${DATE}\n`,
};
/** Prometheus makes these of what it scrapes, and of the rules. */
const OF_PROMETHEUS: Readonly<Record<string, readonly string[]>> = {
  up: ['job', 'instance'],
  ALERTS: ['alertname', 'alertstate'],
};
/** What it adds to every sample. */
const OF_TARGETS = ['job', 'instance'];
const JOBS = ['adtech-api', 'adtech-worker'];

const EXPRESSIONS: readonly (readonly [name: string, expression: string])[] = [
  ...ALERTS.map(({ alert, expr }) => [alert, expr] as const),
  ...PANELS.flatMap(({ title, targets }) =>
    targets.map(({ refId, expr }) => [`${title}, ${refId}`, expr] as const),
  ),
];

let system: TestSystem;
let temporal: TcpProxy;
let postgres: TcpProxy;
let worker: ChildProcess;
let api: ApiProcess;
let samples: Sample[];

beforeAll(async () => {
  system = await createTestSystem('folder', LOGS, { START_DATE: DATE });
  const { TEMPORAL_ADDRESS: address = '', DATABASE_URL: databaseUrl = '' } = system.env;
  temporal = await startTcpProxy(targetOf(`tcp://${address}`));
  postgres = await startTcpProxy(targetOf(databaseUrl));
  const workerMetricsPort = await freePort();
  worker = await startWorkerProcess({
    ...system.env,
    TEMPORAL_ADDRESS: `127.0.0.1:${String(temporal.port)}`,
    WORKER_METRICS_PORT: String(workerMetricsPort),
  });
  api = await startApiProcess({ DATABASE_URL: throughProxy(databaseUrl, postgres), START_DATE: DATE });
  // One run that is published, one that fails, and answers of each kind.
  expect((await system.adtech('run', DATE)).code).toBe(0);
  await putObjects(system.lake, { 'input/ads_views/bad.csv': 'no,such,columns\n' });
  expect((await adtech(['run', DATE], system.env)).code).toBe(1);
  const ask = (): Promise<number> =>
    fetch(`${api.url}/recommendations/A/TopProducts`).then(
      ({ status }) => status,
      () => 0,
    );
  while ((await ask()) !== 200) await sleep(50);
  const hits = async () =>
    (await scrape(api.metricsPort)).some(
      ({ name, labels }) => name === 'adtech_api_requests_total' && labels['cache'] === 'hit',
    );
  while (!(await hits())) {
    await ask();
    await sleep(50);
  }
  samples = await scrape(api.metricsPort);
  // Outages of the services have separate metrics.
  await postgres.setMode('refuse');
  postgres.cutAll();
  expect((await fetch(`${api.url}/stats`)).status).toBe(503);
  samples.push(...(await scrape(api.metricsPort)));
  await system.db.transaction().execute(async (trx) => {
    // A step that waits for a lock, and tells the server so.
    await sql`LOCK TABLE runs IN EXCLUSIVE MODE`.execute(trx);
    await system.client.workflow.start(WORKFLOW_TYPE, {
      taskQueue: TASK_QUEUE,
      workflowId: workflowIdOf('2024-11-28'),
    });
    const ofWorker = async (until: (sample: Sample) => boolean) => {
      for (;;) {
        const now = await scrape(workerMetricsPort);
        if (now.some(until)) return now;
        await sleep(100);
      }
    };
    await ofWorker(
      ({ name, labels, value }) =>
        name === 'temporal_worker_task_slots_used' &&
        labels['worker_type'] === 'ActivityWorker' &&
        labels['task_queue'] === TASK_QUEUE &&
        value === 1,
    );
    await temporal.setMode('refuse');
    temporal.cutAll();
    await ofWorker(({ name }) => name === 'temporal_request_failure_total');
    samples.push(...(await ofWorker(({ name }) => name === 'temporal_long_request_failure_total')));
  });
});

afterAll(async () => {
  await Promise.all([endProcess(worker, 'SIGKILL'), api.stop()]);
  await temporal.stop();
  await postgres.stop();
  await system.dispose();
});

it.each(EXPRESSIONS)('%s asks for metrics, labels and values that there are', (_, expression) => {
  const { selectors, labels } = parsePromQl(expression);
  const known = new Set(OF_TARGETS);
  for (const { metric, matchers } of selectors) {
    const ofMetric = samples.filter(({ name }) => name === metric);
    const labelsOf = OF_PROMETHEUS[metric] ?? ofMetric.flatMap((sample) => Object.keys(sample.labels));
    expect({ metric, isThere: labelsOf.length > 0 || ofMetric.length > 0 }).toEqual({
      metric,
      isThere: true,
    });
    for (const label of labelsOf) known.add(label);
    for (const { label, operator, value } of matchers) {
      if (label === 'job') expect(JOBS).toContain(value);
      else if (metric in OF_PROMETHEUS) expect(labelsOf).toContain(label);
      else {
        const pattern = new RegExp(operator === '=~' ? `^(?:${value})$` : `^${value}$`);
        const found = ofMetric.some((sample) => pattern.test(sample.labels[label] ?? ''));
        expect({ metric, label, value, found }).toEqual({ metric, label, value, found: true });
      }
    }
  }
  expect([...known]).toEqual(expect.arrayContaining([...labels]));
});
