"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.countingWorkflowId = countingWorkflowId;
exports.createObjectCounter = createObjectCounter;
exports.startCounting = startCounting;
const node_crypto_1 = require("node:crypto");
const common_1 = require("@temporalio/common");
const client_1 = require("@temporalio/client");
const count_object_1 = require("../counting/count-object");
const object_counts_1 = require("../counting/object-counts");
const run_identity_1 = require("../domain/run-identity");
/** Objects that are looked up or waited for side by side. */
const OBJECTS_AT_ONCE = 16;
/** Objects whose counts are kept in memory. */
const KNOWN_OBJECTS = 20_000;
/** Longest key that stands in a workflow id as it is; Temporal's ids hold 1,000 bytes. */
const ID_KEY_BYTES = 600;
/** The workflow id under which an object is counted: equal for equal bytes, as far as the lake can tell. */
function countingWorkflowId({ object: { key, etag } }) {
    const name = Buffer.byteLength(key) <= ID_KEY_BYTES ? key : `sha256-${(0, node_crypto_1.createHash)('sha256').update(key).digest('hex')}`;
    return `count-${name}@${etag}`;
}
/** Gets counts from the lake, and has those counted that are not there, each by one workflow whoever asks. */
function createObjectCounter(lake, client) {
    const known = new Map();
    return async (objects, { signal, onProgress }) => {
        const results = new Map();
        const queue = objects.values();
        const next = async () => {
            for (const wanted of queue) {
                signal.throwIfAborted();
                const id = countingWorkflowId(wanted);
                const counts = known.get(id) ?? (await countOnce(client, lake, wanted, signal));
                remember(known, id, counts);
                results.set(id, counts);
                onProgress({ objects_counted: results.size, objects: objects.length });
            }
        };
        // All must have ended before the first fault is passed on: their calls use the same connection.
        const ended = await Promise.allSettled(Array.from({ length: Math.min(OBJECTS_AT_ONCE, objects.length) }, next));
        for (const one of ended)
            if (one.status === 'rejected')
                throw one.reason;
        return objects.flatMap((wanted) => results.get(countingWorkflowId(wanted)) ?? []);
    };
}
/**
 * Starts the counting of an object, or joins whoever does it.
 *
 * @param again also where it has been counted before.
 * @throws WorkflowExecutionAlreadyStartedError when it has, and not `again`.
 */
async function startCounting(client, { log, object }, again) {
    return client.workflow.start(run_identity_1.COUNTING_WORKFLOW_TYPE, {
        taskQueue: run_identity_1.TASK_QUEUE,
        workflowId: countingWorkflowId({ log, object }),
        args: [{ log, object }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
        staticSummary: `Counts of ${object.key}`,
    });
}
async function countOnce(client, lake, wanted, signal, again = false) {
    const counts = await (0, object_counts_1.findObjectCounts)(lake, wanted.object, { signal });
    if (counts !== undefined)
        return (0, count_object_1.refuseBadObject)(counts);
    try {
        const handle = await startCounting(client, wanted, again);
        // A call that begins after the abort would not notice it.
        signal.throwIfAborted();
        return await client.connection.withAbortSignal(signal, () => handle.result());
    }
    catch (error) {
        signal.throwIfAborted();
        // Somebody has counted it since the look at the lake; or long ago, and the counts have been removed.
        if (error instanceof client_1.WorkflowExecutionAlreadyStartedError) {
            return countOnce(client, lake, wanted, signal, true);
        }
        throw error instanceof client_1.WorkflowFailedError ? asOwnFailure(error, wanted) : error;
    }
}
/** What ended the counting ends the date in the same way: a bad object at once, all else is tried again. */
function asOwnFailure(error, { object }) {
    let cause = error.cause;
    while (cause instanceof Error && !(cause instanceof common_1.ApplicationFailure))
        cause = cause.cause;
    if (!(cause instanceof common_1.ApplicationFailure)) {
        return common_1.ApplicationFailure.retryable(`the counting of ${object.key} was ended before it was done (cancelled, terminated or timed out); ask for it again`, 'CountingEnded');
    }
    return common_1.ApplicationFailure.create({
        message: cause.message,
        type: cause.type ?? 'CountingFailed',
        nonRetryable: cause.type !== 'LakeObjectChanged' && cause.nonRetryable === true,
    });
}
function remember(known, id, counts) {
    known.delete(id);
    known.set(id, counts);
    const [oldest] = known.keys();
    if (known.size > KNOWN_OBJECTS && oldest !== undefined)
        known.delete(oldest);
}
//# sourceMappingURL=counting-runs.js.map