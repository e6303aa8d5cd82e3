import { setTimeout as sleep } from 'node:timers/promises';
import { temporal } from '@temporalio/proto';
import { countingWorkflowId } from '../../temporal/object-runs';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { startFaultProxy } from '../support/faults/fault-proxy';
import type { FaultProxy } from '../support/faults/fault-proxy';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';
import { testEndpoints } from '../support/servers/endpoints';
import { activitiesOf } from '../support/temporal/histories';

const { WORKER_DEPLOYMENT_VERSION_STATUS_DRAINING } = temporal.api.enums.v1.WorkerDeploymentVersionStatus;
const DEPLOYMENT = 'ads/worker';
const FIRST = '2024-02-29';
const SECOND = '2024-03-01';

let proxy: FaultProxy;
let system: TestSystem;

beforeAll(async () => {
  proxy = await startFaultProxy(testEndpoints().s3Endpoint);
  const logs = await sampleTexts({ rowsPerLog: 2_000, days: 2, lastDay: SECOND, seed: 50 });
  system = await createTestSystem('s3', logs, { START_DATE: FIRST, AWS_ENDPOINT_URL_S3: proxy.url });
});
afterAll(async () => {
  await system.dispose();
  await proxy.stop();
});

/** Starts a worker of a version; returns its process id, by which histories name it. */
async function startVersion(buildId: string): Promise<string> {
  const { pid } = await system.startWorker({
    TEMPORAL_DEPLOYMENT_NAME: DEPLOYMENT,
    TEMPORAL_WORKER_BUILD_ID: buildId,
  });
  return String(pid);
}

/** Makes a version current once the server knows its task queues: one for workflows, two for activities. */
async function makeCurrent(buildId: string): Promise<void> {
  const { connection, options } = system.client;
  const version = { namespace: options.namespace, deploymentName: DEPLOYMENT, buildId };
  while ((await queuesOf(buildId)).length < 3) await sleep(100);
  await connection.workflowService.setWorkerDeploymentCurrentVersion({ ...version, identity: 'test' });
}

function describeVersion(buildId: string) {
  const { connection, options } = system.client;
  const deploymentVersion = { deploymentName: DEPLOYMENT, buildId };
  return connection.workflowService.describeWorkerDeploymentVersion({
    namespace: options.namespace,
    deploymentVersion,
  });
}

/** A worker adds its task queues to its version one by one. */
async function queuesOf(buildId: string): Promise<readonly unknown[]> {
  try {
    const { workerDeploymentVersionInfo } = await describeVersion(buildId);
    return workerDeploymentVersionInfo?.taskQueueInfos ?? [];
  } catch {
    return [];
  }
}

/** The versions and the processes that worked on a workflow. */
async function workedOn(workflowId: string) {
  const { events } = await system.client.workflow.getHandle(workflowId).fetchHistory();
  const tasks = (events ?? []).flatMap((event) => event.workflowTaskCompletedEventAttributes ?? []);
  const activities = await activitiesOf(system.client, { workflowId });
  return {
    versions: [...new Set(tasks.map(({ deploymentVersion }) => deploymentVersion?.buildId))],
    workers: [...new Set(activities.map(({ worker }) => worker.split('@')[0]))],
  };
}

describe('two versions of a Worker Deployment', () => {
  // Break: one task queue unversioned, or runs that move to the current version.
  it('finish the runs that began on each, and new runs begin on the current one', async () => {
    const one = await startVersion('1');
    await makeCurrent('1');
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const holding = proxy.inject({
      method: 'GET',
      key: /input\/advertiser_ids/,
      times: 99,
      fault: { kind: 'before', happens: () => held },
    });
    const open = system.adtech('run', FIRST);
    while (holding.hits.length === 0) await sleep(50);

    const two = await startVersion('2');
    await makeCurrent('2');
    const old = await describeVersion('1');
    expect(old.workerDeploymentVersionInfo?.status).toBe(WORKER_DEPLOYMENT_VERSION_STATUS_DRAINING);
    letGo();
    proxy.clear();
    expect(await open).toMatchObject({ code: 0 });
    expect(await workedOn(workflowIdOf(FIRST))).toEqual({ versions: ['1'], workers: [one] });

    expect(await system.adtech('run', SECOND)).toMatchObject({ code: 0 });
    expect(await workedOn(workflowIdOf(SECOND))).toEqual({ versions: ['2'], workers: [two] });

    // The open run on 1 started it when 2 was current.
    const object = await system.lake.head('input/ads_views.csv');
    const counted = countingWorkflowId({ log: 'ads_views', object: object! });
    expect(await workedOn(counted)).toEqual({ versions: ['2'], workers: [two] });
  });
});
