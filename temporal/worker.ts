import { Worker } from '@temporalio/worker';
import type {
  NativeConnection,
  WorkerDeploymentOptions,
  WorkerOptions as SdkOptions,
} from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/common';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import { createActivities } from '../activities';
import { createCountingActivities } from '../activities/count-object';
import type { ActivityDependencies, CountObjects } from '../activities/dependencies';
import { COUNTING_TASK_QUEUE, TASK_QUEUE } from './names/run-identity';
import { TRACED_WORKFLOW_BUNDLE_PATH, WORKFLOW_BUNDLE_PATH } from './bundle-path';
import { createSearchAttributeWatch } from './search-attributes';
import type { Tracing } from './tracing';
import { createStepMetrics, reportMemory } from './worker-metrics';

/** Steps that one worker runs in parallel: enough to hide waits for the lake and Postgres on two cores. */
const MAX_CONCURRENT_ACTIVITIES = 8;
const MAX_CONCURRENT_WORKFLOW_TASKS = 20;
const MAX_CACHED_WORKFLOWS = 200;
/** One thread: workflow code mostly waits, and each thread takes tens of MB. */
const WORKFLOW_THREADS = 1;
/** Time that a stopping worker gives its attempts before it cancels them for another worker. */
const SHUTDOWN_GRACE_MS = 10_000;
/** Longest time that it then waits for them to end. */
const SHUTDOWN_FORCE_MS = 20_000;
/** Longest time between heartbeats, well within the steps' heartbeat timeout. */
const MAX_HEARTBEAT_INTERVAL_MS = 3_000;

/** The options of a worker. */
interface WorkerOptions {
  readonly connection: NativeConnection;
  /** For the steps' calls to Temporal; calls on the worker's own connection cannot be cancelled. */
  readonly client: Client;
  readonly namespace: string | undefined;
  readonly countObjects: CountObjects;
  readonly activities: Omit<ActivityDependencies, 'countObjects' | 'findSearchAttributes' | 'metrics'>;
  /** Counting tasks that run in parallel. */
  readonly countingTasks: number;
  /** The Worker Deployment Version that the worker polls for; undefined for an unversioned worker. */
  readonly version: WorkerDeploymentVersion | undefined;
  /** Makes spans of the worker's work; undefined without tracing. */
  readonly tracing: Tracing | undefined;
}

/** A worker that polls for runs of dates and for the counting of objects until it is stopped. */
interface RunningWorker {
  /** Ends when the worker has been stopped; rejects when it fails. */
  readonly ended: Promise<void>;
  /** Stops after running attempts have had their grace period. */
  stop(): Promise<void>;
}

/** Starts a worker. Counting has separate slots: it must not take the slots of the dates that wait for it. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { client, countingTasks, tracing } = options;
  const activities = { ...options.activities, metrics: createStepMetrics() };
  const stopping = new AbortController();
  // A stopping worker counts nothing more, so its steps stop waiting for counts.
  const countObjects: CountObjects = (objects, { signal, onProgress }) =>
    options.countObjects(objects, { signal: AbortSignal.any([signal, stopping.signal]), onProgress });
  const workers = await Promise.all([
    createWorker(options, {
      taskQueue: TASK_QUEUE,
      // The bundle is built by `npm run build`.
      workflowBundle: {
        codePath: tracing === undefined ? WORKFLOW_BUNDLE_PATH : TRACED_WORKFLOW_BUNDLE_PATH,
      },
      workflowThreadPoolSize: WORKFLOW_THREADS,
      activities: createActivities({
        ...activities,
        countObjects,
        findSearchAttributes: createSearchAttributeWatch(client),
      }),
      maxConcurrentActivityTaskExecutions: MAX_CONCURRENT_ACTIVITIES,
    }),
    // Activities only; their workflows run on the first worker.
    createWorker(options, {
      taskQueue: COUNTING_TASK_QUEUE,
      activities: createCountingActivities(activities),
      maxConcurrentActivityTaskExecutions: countingTasks,
    }),
  ]);
  const stop = () => {
    stopping.abort(
      ApplicationFailure.retryable('the worker is stopping; another one takes over', 'WorkerStopping'),
    );
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const stopReporting = reportMemory();
  // When one worker fails, the other one stops too.
  const ended = allEnded(workers.map((worker) => worker.run().finally(stop))).finally(stopReporting);
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      stop();
      await ended;
    },
  };
}

/** Waits for all, because they share a connection; then throws the first error. */
async function allEnded(running: readonly Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(running)) if (one.status === 'rejected') throw one.reason;
}

function createWorker(
  { connection, namespace, version, tracing }: WorkerOptions,
  own: Partial<SdkOptions> & Pick<SdkOptions, 'taskQueue'>,
): Promise<Worker> {
  return Worker.create({
    ...own,
    connection,
    ...(tracing === undefined ? {} : { interceptors: tracing.worker, sinks: tracing.sinks }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(version === undefined ? {} : { workerDeploymentOptions: pinnedTo(version) }),
    maxConcurrentWorkflowTaskExecutions: MAX_CONCURRENT_WORKFLOW_TASKS,
    maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
    shutdownGraceTime: SHUTDOWN_GRACE_MS,
    shutdownForceTime: SHUTDOWN_FORCE_MS,
    maxHeartbeatThrottleInterval: MAX_HEARTBEAT_INTERVAL_MS,
    defaultHeartbeatThrottleInterval: MAX_HEARTBEAT_INTERVAL_MS,
  });
}

/** A run ends on the version on which it began, so a new version need not replay histories of an old one. */
function pinnedTo(version: WorkerDeploymentVersion): WorkerDeploymentOptions {
  return { useWorkerVersioning: true, version, defaultVersioningBehavior: 'PINNED' };
}
