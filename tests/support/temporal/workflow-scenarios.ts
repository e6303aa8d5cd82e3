import { setTimeout as sleep } from 'node:timers/promises';
import { SCHEDULE_ID, workflowIdOf } from '../../../temporal/names/run-identity';
import { scheduledTime } from '../../../domain/execution-date';
import { countingWorkflowId } from '../../../temporal/object-runs';
import { testEndpoints } from '../servers/endpoints';
import { startFaultProxy } from '../faults/fault-proxy';
import type { FaultProxy } from '../faults/fault-proxy';
import { repeated, repetitionsFor } from '../logs/repeated-object';
import { putObjects } from '../lake/test-lake';
import { createTestSystem, sampleTexts } from '../processes/test-system';
import type { TestSystem } from '../processes/test-system';
import type { ServerRun } from './histories';

const DATE = '2024-03-01';
const ADS = 'input/ads_views.csv';
const VIEWS = 'input/product_views.csv';
const RANGES = 2;

/** How a run went, which its history shows. */
export type Ending = 'finished' | 'retried' | 'cancelled' | 'failed';

/** A run that went as its scenario says. */
export interface PlayedRun extends ServerRun {
  /** `<workflow type>.<scenario>`, which begins with the ending. */
  readonly scenario: `${'dailyRecommendations' | 'countObject'}.${Ending}${'' | `-${string}`}`;
}

/** A system whose lake can be made to fail, in which workflows go through all their endings. */
export interface Scenarios {
  readonly system: TestSystem;
  /** Plays everything, one after the other, the counting of objects of over 512 MiB included. */
  play(): Promise<readonly PlayedRun[]>;
  dispose(): Promise<void>;
}

/** Creates a system for the scenarios; its worker gets `settings` too. */
export async function createScenarios(settings: Readonly<Record<string, string>> = {}): Promise<Scenarios> {
  const proxy = await startFaultProxy(testEndpoints().s3Endpoint);
  const system = await createTestSystem('s3', await logsOf(40), {
    START_DATE: '2024-02-29',
    // The worker reaches the lake through the proxy only; the tests go past it.
    AWS_ENDPOINT_URL_S3: proxy.url,
    ...settings,
  });
  const stage: Stage = { system, proxy };
  return {
    system,
    play: async () => {
      await system.startWorker();
      return [
        ...(await finish(stage)),
        ...(await retry(stage)),
        ...(await cancel(stage)),
        ...(await fail(stage)),
        ...(await countInRanges(stage)),
      ];
    },
    dispose: async () => {
      await system.dispose();
      await proxy.stop();
    },
  };
}

interface Stage {
  readonly system: TestSystem;
  readonly proxy: FaultProxy;
}

/** Logs with different bytes for each seed, which are not counted yet. */
function logsOf(seed: number) {
  return sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: DATE, seed });
}

async function putLogs({ system }: Stage, seed: number): Promise<void> {
  const logs = Object.entries(await logsOf(seed)).map(([name, csv]) => [`input/${name}.csv`, csv as string]);
  await putObjects(system.lake, Object.fromEntries(logs) as Record<string, string>);
}

async function finish(stage: Stage): Promise<PlayedRun[]> {
  const { system } = stage;
  await succeed(system, 'run', DATE);
  const byHand = await runOf(stage, workflowIdOf(DATE));
  const counted = await runOf(stage, await countingIdOf(stage, ADS));

  await succeed(system, 'schedule', 'apply', '--no-backfill');
  const at = scheduledTime(DATE);
  await system.client.schedule
    .getHandle(SCHEDULE_ID)
    .backfill({ start: new Date(at.getTime() - 1_000), end: at, overlap: 'ALLOW_ALL' });
  let scheduled = byHand;
  while (scheduled.runId === byHand.runId) {
    await sleep(100);
    scheduled = await runOf(stage, workflowIdOf(DATE));
  }
  await system.client.workflow.getHandle(scheduled.workflowId, scheduled.runId).result();
  return [
    { scenario: 'dailyRecommendations.finished', ...byHand },
    { scenario: 'dailyRecommendations.finished-scheduled', ...scheduled },
    { scenario: 'countObject.finished', ...counted },
  ];
}

async function retry(stage: Stage): Promise<PlayedRun[]> {
  const { system, proxy } = stage;
  await putLogs(stage, 41);
  // More often than the client of the lake tries by itself.
  proxy.inject({ method: 'GET', key: /input\/ads_views/, times: 7, fault: { kind: 'answer', status: 500 } });
  proxy.inject({ method: 'GET', key: /intermediate\//, times: 2, fault: { kind: 'cut', share: 0.5 } });
  await succeed(system, 'run', DATE);
  proxy.clear();
  return [
    { scenario: 'dailyRecommendations.retried', ...(await runOf(stage, workflowIdOf(DATE))) },
    { scenario: 'countObject.retried', ...(await runOf(stage, await countingIdOf(stage, ADS))) },
  ];
}

async function cancel(stage: Stage): Promise<PlayedRun[]> {
  const { system, proxy } = stage;
  const { client } = system;
  await putLogs(stage, 42);
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const holding = proxy.inject({
    method: 'GET',
    key: /input\/ads_views/,
    times: 99,
    fault: { kind: 'before', happens: () => held },
  });
  const command = system.adtech('run', DATE);
  while (holding.hits.length === 0) await sleep(50);
  const counting = client.workflow.getHandle(await countingIdOf(stage, ADS));
  const date = client.workflow.getHandle(workflowIdOf(DATE));
  await date.cancel();
  await command;
  await counting.cancel();
  await counting.result().catch(() => undefined);
  letGo();
  proxy.clear();
  return [
    { scenario: 'dailyRecommendations.cancelled', ...(await runOf(stage, date.workflowId)) },
    { scenario: 'countObject.cancelled', ...(await runOf(stage, counting.workflowId)) },
  ];
}

async function fail(stage: Stage): Promise<PlayedRun[]> {
  const { system } = stage;
  await putLogs(stage, 43);
  const { ads_views } = await logsOf(43);
  await putObjects(system.lake, { [ADS]: ads_views.replace('type', 'kind') });
  await system.adtech('run', DATE);
  return [
    { scenario: 'dailyRecommendations.failed', ...(await runOf(stage, workflowIdOf(DATE))) },
    { scenario: 'countObject.failed', ...(await runOf(stage, await countingIdOf(stage, ADS))) },
  ];
}

/**
 * Objects of two ranges. The second range begins inside quotes, so that it takes a line end for the end of a record that
 * is none, and is counted again; then such an object with broken quotes at its end.
 */
async function countInRanges(stage: Stage): Promise<PlayedRun[]> {
  const { system } = stage;
  await putLogs(stage, 44);
  const header = 'advertiser_id,product_id,date\n';
  const rows = `A,p1,${DATE}\n`.repeat(30_000);
  const block = Buffer.from(`${rows}A,"${'\n'.repeat(1_000)}",${DATE}\n${rows}`);
  // The middle of an odd number of blocks is the middle of one.
  const repetitions = repetitionsFor(header, block, RANGES) | 1;
  const put = async (end: string) => {
    await system.lake.write(VIEWS, withEnd(repeated(header, block, repetitions), end));
    await system.adtech('count');
    return runOf(stage, await countingIdOf(stage, VIEWS));
  };
  return [
    { scenario: 'countObject.finished-ranges', ...(await put('')) },
    { scenario: 'countObject.failed-ranges', ...(await put(`A,"p"x,${DATE}\n`)) },
  ];
}

async function* withEnd(object: AsyncIterable<Uint8Array>, end: string): AsyncGenerator<Uint8Array> {
  yield* object;
  if (end !== '') yield Buffer.from(end);
}

async function succeed(system: TestSystem, ...args: string[]): Promise<void> {
  const { code, stderr } = await system.adtech(...args);
  if (code !== 0) throw new Error(`adtech ${args.join(' ')} ended with ${String(code)}: ${stderr}`);
}

async function countingIdOf({ system }: Stage, key: string): Promise<string> {
  const object = await system.lake.head(key);
  if (object === undefined) throw new Error(`${key} is not there`);
  return countingWorkflowId({ log: key === ADS ? 'ads_views' : 'product_views', object });
}

/** The newest run under an id. */
async function runOf({ system }: Stage, workflowId: string): Promise<ServerRun> {
  const { runId } = await system.client.workflow.getHandle(workflowId).describe();
  return { workflowId, runId };
}
