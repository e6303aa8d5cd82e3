"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.startWorker = startWorker;
const worker_1 = require("@temporalio/worker");
const common_1 = require("@temporalio/common");
const activities_1 = require("../activities");
const count_object_1 = require("../activities/count-object");
const run_identity_1 = require("../domain/run-identity");
const counting_runs_1 = require("./counting-runs");
/** Steps that one worker runs side by side: enough to hide waiting for the lake and Postgres on two cores. */
const MAX_CONCURRENT_ACTIVITIES = 8;
const MAX_CONCURRENT_WORKFLOW_TASKS = 20;
const MAX_CACHED_WORKFLOWS = 200;
/** Workflow code decides and waits, and each thread takes tens of MB. */
const WORKFLOW_THREADS = 1;
/** How long a stopping worker lets its attempts finish before it hands them over. */
const SHUTDOWN_GRACE_MS = 10_000;
/** How long it then waits for them to let go, at most. */
const SHUTDOWN_FORCE_MS = 20_000;
/** A heartbeat goes out at least this often, well within the steps' heartbeat timeout. */
const MAX_HEARTBEAT_INTERVAL_MS = 3_000;
/** Starts a worker. The counting of large objects must not take the slots of dates that wait for it, so it has its own. */
async function startWorker(options) {
    const { activities, client, countingTasks } = options;
    const stopping = new AbortController();
    const count = (0, counting_runs_1.createObjectCounter)(activities.lake, client);
    // A stopping worker counts no more, so there is nothing to wait for.
    const countObjects = (objects, { signal, onProgress }) => count(objects, { signal: AbortSignal.any([signal, stopping.signal]), onProgress });
    const workers = await Promise.all([
        createWorker(options, {
            taskQueue: run_identity_1.TASK_QUEUE,
            workflowBundle: options.workflowBundle,
            workflowThreadPoolSize: WORKFLOW_THREADS,
            activities: (0, activities_1.createActivities)({ ...activities, countObjects }),
            maxConcurrentActivityTaskExecutions: MAX_CONCURRENT_ACTIVITIES,
        }),
        // It has activities only: the workflows that ask for them are the other's.
        createWorker(options, {
            taskQueue: run_identity_1.COUNTING_TASK_QUEUE,
            activities: (0, count_object_1.createCountingActivities)(activities),
            maxConcurrentActivityTaskExecutions: countingTasks,
        }),
    ]);
    const stop = () => {
        stopping.abort(common_1.ApplicationFailure.retryable('the worker is stopping; another one takes over', 'WorkerStopping'));
        for (const worker of workers)
            if (worker.getState() === 'RUNNING')
                worker.shutdown();
    };
    // When one fails the other is of no use.
    const ended = allEnded(workers.map((worker) => worker.run().finally(stop)));
    ended.catch(() => undefined);
    return {
        ended,
        stop: async () => {
            stop();
            await ended;
        },
    };
}
/** Waits for all, as they share a connection; then fails as the first of them did. */
async function allEnded(running) {
    for (const one of await Promise.allSettled(running))
        if (one.status === 'rejected')
            throw one.reason;
}
function createWorker({ connection, namespace }, own) {
    return worker_1.Worker.create({
        ...own,
        connection,
        ...(namespace === undefined ? {} : { namespace }),
        maxConcurrentWorkflowTaskExecutions: MAX_CONCURRENT_WORKFLOW_TASKS,
        maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
        shutdownGraceTime: SHUTDOWN_GRACE_MS,
        shutdownForceTime: SHUTDOWN_FORCE_MS,
        maxHeartbeatThrottleInterval: MAX_HEARTBEAT_INTERVAL_MS,
        defaultHeartbeatThrottleInterval: MAX_HEARTBEAT_INTERVAL_MS,
    });
}
//# sourceMappingURL=worker.js.map