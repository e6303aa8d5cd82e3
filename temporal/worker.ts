import { Worker } from '@temporalio/worker';
import type { NativeConnection, WorkflowBundleOption } from '@temporalio/worker';
import { createActivities } from '../activities';
import type { ActivityDependencies } from '../activities/dependencies';
import { TASK_QUEUE } from '../domain/run-identity';

/** Steps that one worker runs side by side: enough to hide waiting for the lake and Postgres on two cores. */
const MAX_CONCURRENT_ACTIVITIES = 8;
const MAX_CONCURRENT_WORKFLOW_TASKS = 20;
const MAX_CACHED_WORKFLOWS = 200;
/** How long a stopping worker lets its attempts finish before it hands them over. */
const SHUTDOWN_GRACE_MS = 10_000;
/** How long it then waits for them to let go, at most. */
const SHUTDOWN_FORCE_MS = 20_000;
/** A heartbeat goes out at least this often, well within the steps' heartbeat timeout. */
const MAX_HEARTBEAT_INTERVAL_MS = 3_000;

/** What a worker runs with. */
export interface WorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string | undefined;
  /** The workflow code, built beforehand. */
  readonly workflowBundle: WorkflowBundleOption;
  readonly activities: ActivityDependencies;
}

/** A worker for the runs; `run()` polls until `shutdown()`. */
export async function createWorker(options: WorkerOptions): Promise<Worker> {
  return Worker.create({
    connection: options.connection,
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
    taskQueue: TASK_QUEUE,
    workflowBundle: options.workflowBundle,
    activities: createActivities(options.activities),
    maxConcurrentActivityTaskExecutions: MAX_CONCURRENT_ACTIVITIES,
    maxConcurrentWorkflowTaskExecutions: MAX_CONCURRENT_WORKFLOW_TASKS,
    maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
    shutdownGraceTime: SHUTDOWN_GRACE_MS,
    shutdownForceTime: SHUTDOWN_FORCE_MS,
    maxHeartbeatThrottleInterval: MAX_HEARTBEAT_INTERVAL_MS,
    defaultHeartbeatThrottleInterval: MAX_HEARTBEAT_INTERVAL_MS,
  });
}
