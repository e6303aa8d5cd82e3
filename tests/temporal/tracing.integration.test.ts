import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { WORKFLOW_TYPE, workflowIdOf } from '../../temporal/names/run-identity';
import { STAGES } from '../../domain/run-stages';
import { freePort } from '../../local/ports';
import { endProcess, startWorkerProcess } from '../support/processes/command-line';
import { startOtlpReceiver } from '../support/servers/otlp-receiver';
import type { OtlpReceiver, ReceivedSpan } from '../support/servers/otlp-receiver';
import { createTestSystem } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-11-29';
const STEPS = STAGES.flat();
const LOGS = {
  advertiser_ids: 'advertiser_id\nA\n',
  product_views: `advertiser_id,product_id,date\nA,p1,${DATE}\n`,
  ads_views: `advertiser_id,product_id,type,date\nA,p1,impression,${DATE}\nA,p1,click,${DATE}\n`,
};
const BUNDLES = path.join(__dirname, '..', '..', 'dist');

let system: TestSystem;
let folder: string;
let collector: OtlpReceiver;

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('WARN') });
});
beforeEach(async () => {
  system = await createTestSystem('folder', LOGS);
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-tracing-'));
  collector = await startOtlpReceiver();
});
afterEach(async () => {
  await collector.stop();
  rmSync(folder, { recursive: true, force: true });
  await system.dispose();
});

/** Runs the date with a new worker; returns the modules that the worker loaded and its log. */
async function runDate(env: Readonly<Record<string, string>>) {
  const modules = path.join(folder, 'modules.json');
  const preload = path.join(__dirname, '..', 'support', 'processes', 'loaded-modules.cjs');
  const worker = await startWorkerProcess({
    ...system.env,
    NODE_OPTIONS: `--require ${preload}`,
    MODULES_FILE: modules,
    ...env,
  });
  let log = '';
  worker.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  expect((await system.adtech('run', DATE)).code).toBe(0);
  expect(await endProcess(worker, 'SIGTERM')).toBe(0);
  const loaded = JSON.parse(readFileSync(modules, 'utf8')) as string[];
  return { log, openTelemetry: loaded.filter((file) => file.includes('opentelemetry')) };
}

const replays = async (bundle: string) => {
  const workflowId = workflowIdOf(DATE);
  const history = await system.client.workflow.getHandle(workflowId).fetchHistory();
  const codePath = path.join(BUNDLES, bundle);
  const sinks = { exporter: { export: { fn: () => undefined } } };
  await Worker.runReplayHistory({ workflowBundle: { codePath }, sinks }, history, workflowId);
};

function theSpan(name: string): ReceivedSpan {
  const [span, ...more] = collector.spans.filter((one) => one.name === name);
  expect({ name, found: span !== undefined, more: more.length }).toEqual({ name, found: true, more: 0 });
  return span!;
}

it('makes one trace of a run: the workflow, each step, and the counting that a step asks for', async () => {
  const { log, openTelemetry } = await runDate({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
  });
  expect(openTelemetry).not.toEqual([]);
  expect(log).not.toContain('tracing:');
  const run = theSpan(`RunWorkflow:${WORKFLOW_TYPE}`);
  expect(run.parentSpanId).toBe('');
  for (const step of STEPS) {
    const asked = theSpan(`StartActivity:${step}`);
    const done = theSpan(`RunActivity:${step}`);
    expect(asked.parentSpanId).toBe(run.spanId);
    expect(done).toMatchObject({ parentSpanId: asked.spanId, isError: false });
    expect(Object.values(done.attributes)).toContain(workflowIdOf(DATE));
    expect(done.resource).toMatchObject({
      'service.name': 'adtech-worker',
      'deployment.environment': 'test',
    });
  }
  const filtering = theSpan('RunActivity:filterLogs');
  const counting = collector.spans.filter(({ name }) => name === 'StartWorkflow:countObject');
  expect(counting).toHaveLength(2);
  for (const { parentSpanId } of counting) expect(parentSpanId).toBe(filtering.spanId);
  for (const name of ['RunWorkflow:countObject', 'RunActivity:openObject']) {
    expect(collector.spans.filter((span) => span.name === name)).toHaveLength(2);
  }
  expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([run.traceId]));

  // What a worker with traces began, one without goes on with.
  await replays('workflow-bundle.js');
  await replays('traced-workflow-bundle.js');
});

it('is off by default: nothing of it is loaded, and a worker with traces can go on with the run', async () => {
  const { openTelemetry } = await runDate({ OTEL_SERVICE_NAME: 'unused' });
  expect(openTelemetry).toEqual([]);
  expect(collector.spans).toEqual([]);
  await replays('workflow-bundle.js');
  await replays('traced-workflow-bundle.js');
});

it('delays neither a run nor the end of a worker when the collector is unreachable, and says so', async () => {
  const { log } = await runDate({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String(await freePort())}`,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  expect(log).toMatch(/"msg":"tracing: .*ECONNREFUSED/);
});
