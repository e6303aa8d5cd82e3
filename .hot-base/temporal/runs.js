"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RUN_TIMEOUT_MS = void 0;
exports.startRun = startRun;
exports.waitForRun = waitForRun;
exports.findOpenRun = findOpenRun;
exports.listOpenDates = listOpenDates;
exports.findPollers = findPollers;
exports.hasWorker = hasWorker;
const common_1 = require("@temporalio/common");
const proto_1 = require("@temporalio/proto");
const client_1 = require("@temporalio/client");
const execution_date_1 = require("../domain/execution-date");
const run_identity_1 = require("../domain/run-identity");
/** A run that does not end by itself is ended, so that its date can be run again. */
exports.RUN_TIMEOUT_MS = 24 * 3_600_000;
const SCHEDULED_BY = (0, common_1.defineSearchAttributeKey)('TemporalScheduledById', 'KEYWORD');
const SCHEDULED_TIME = (0, common_1.defineSearchAttributeKey)('TemporalScheduledStartTime', 'DATETIME');
/**
 * Starts the run of a date under the id that its schedule would give it.
 *
 * @param whenOpen what becomes of a date whose run is open: that run is left alone, or it is terminated and another begins.
 */
async function startRun(client, date, whenOpen = 'leave') {
    const workflowId = (0, run_identity_1.workflowIdOf)(date);
    const input = { executionDate: date };
    try {
        const handle = await client.workflow.start(run_identity_1.WORKFLOW_TYPE, {
            taskQueue: run_identity_1.TASK_QUEUE,
            workflowId,
            args: [input],
            workflowIdReusePolicy: 'ALLOW_DUPLICATE',
            workflowIdConflictPolicy: whenOpen === 'leave' ? 'FAIL' : 'TERMINATE_EXISTING',
            workflowRunTimeout: exports.RUN_TIMEOUT_MS,
            staticSummary: `Recommendations of ${date}`,
            // As the server marks the runs that it starts by the schedule: one filter finds all runs, and each by its nominal time.
            typedSearchAttributes: [
                { key: SCHEDULED_BY, value: run_identity_1.SCHEDULE_ID },
                { key: SCHEDULED_TIME, value: (0, execution_date_1.scheduledTime)(date) },
            ],
        });
        return { outcome: 'started', workflowId, runId: handle.firstExecutionRunId };
    }
    catch (error) {
        if (!(error instanceof client_1.WorkflowExecutionAlreadyStartedError))
            throw error;
        const { runId } = await client.workflow.getHandle(workflowId).describe();
        return { outcome: 'open', workflowId, runId };
    }
}
/**
 * Waits until a run has ended; returns why it failed, or undefined when it did not.
 * @throws the reason of `signal` when that is aborted; the run goes on.
 */
async function waitForRun(client, { workflowId, runId }, signal) {
    try {
        const handle = client.workflow.getHandle(workflowId, runId);
        // A call that begins after the abort would not notice it.
        signal.throwIfAborted();
        await client.connection.withAbortSignal(signal, () => handle.result());
        return undefined;
    }
    catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof client_1.WorkflowFailedError))
            throw error;
        return error.cause?.message ?? error.message;
    }
}
/** The run of a date that is open right now. */
async function findOpenRun(client, date) {
    try {
        const described = await client.workflow.getHandle((0, run_identity_1.workflowIdOf)(date)).describe();
        if (described.status.name !== 'RUNNING')
            return undefined;
        const { workflowId, runId, startTime: startedAt, taskQueue, raw } = described;
        return {
            workflowId,
            runId,
            startedAt,
            taskQueue,
            pending: (raw.pendingActivities ?? []).map(describePending),
        };
    }
    catch (error) {
        if (error instanceof client_1.WorkflowNotFoundError)
            return undefined;
        throw error;
    }
}
function describePending(raw) {
    const { activityType, attempt, heartbeatDetails, lastFailure } = raw;
    const [payload] = heartbeatDetails?.payloads ?? [];
    const progress = payload === undefined
        ? undefined
        : common_1.defaultPayloadConverter.fromPayload(payload);
    return {
        activity: activityType?.name ?? '',
        attempt: attempt ?? 1,
        ...(progress === undefined ? {} : { progress }),
        ...(lastFailure?.message ? { lastFailure: lastFailure.message } : {}),
    };
}
/** The dates whose runs are open, as far as the server's visibility store knows yet. */
async function listOpenDates(client) {
    const dates = new Set();
    const query = `WorkflowType = '${run_identity_1.WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
    for await (const { workflowId } of client.workflow.list({ query })) {
        const date = (0, run_identity_1.executionDateOf)(workflowId);
        if (date !== undefined)
            dates.add(date);
    }
    return dates;
}
/** How many workers have polled lately. */
async function findPollers(client) {
    const { TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY } = proto_1.temporal.api.enums.v1.TaskQueueType;
    const count = async (name, taskQueueType) => {
        const { namespace } = client.options;
        const { pollers } = await client.workflowService.describeTaskQueue({
            namespace,
            taskQueue: { name },
            taskQueueType,
        });
        return pollers.length;
    };
    const [workflows, steps, counting] = await Promise.all([
        count(run_identity_1.TASK_QUEUE, TASK_QUEUE_TYPE_WORKFLOW),
        count(run_identity_1.TASK_QUEUE, TASK_QUEUE_TYPE_ACTIVITY),
        count(run_identity_1.COUNTING_TASK_QUEUE, TASK_QUEUE_TYPE_ACTIVITY),
    ]);
    return { workflows, steps, counting };
}
/** Tells whether a worker polls for runs. */
async function hasWorker(client) {
    return (await findPollers(client)).steps > 0;
}
//# sourceMappingURL=runs.js.map