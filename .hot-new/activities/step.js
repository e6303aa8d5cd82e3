"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.runStep = runStep;
const activity_1 = require("@temporalio/activity");
const failures_1 = require("./failures");
/** How often an attempt says that it is alive, and how far it is. */
const HEARTBEAT_EVERY_MS = 1_000;
/**
 * Runs one attempt of a step: heartbeats while it works, and turns its errors into failures that either end the run
 * with a message or are tried again.
 *
 * @param subject what the step is about, for the log: an execution date or an object.
 */
async function runStep(step, subject, work) {
    const context = activity_1.Context.current();
    const { workflowExecution, attempt } = context.info;
    const { workflowId = '', runId = '' } = workflowExecution ?? {};
    let details = { step };
    const heartbeats = setInterval(() => {
        context.heartbeat(details);
    }, HEARTBEAT_EVERY_MS);
    try {
        context.heartbeat(details);
        return await work({
            workflowId,
            owner: { runId, step, attempt },
            signal: context.cancellationSignal,
            progress: (next) => {
                details = { step, ...next };
            },
        });
    }
    catch (error) {
        const failure = context.cancellationSignal.aborted
            ? interruption(context.cancellationSignal.reason, error)
            : (0, failures_1.toFailure)(error);
        activity_1.log.warn(`${step} of ${subject} failed`, { attempt, error: failure });
        throw failure;
    }
    finally {
        clearInterval(heartbeats);
    }
}
/** A worker that stops leaves the attempt to another worker; every other abort ends it. */
function interruption(reason, error) {
    if (reason instanceof activity_1.CancelledFailure && reason.message === 'WORKER_SHUTDOWN') {
        return activity_1.ApplicationFailure.retryable('the worker is stopping; another one takes over', 'WorkerStopping');
    }
    return reason instanceof activity_1.CancelledFailure ? reason : error;
}
//# sourceMappingURL=step.js.map