"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.dailyRecommendations = dailyRecommendations;
const workflow_1 = require("@temporalio/workflow");
const common_1 = require("@temporalio/common");
const run_identity_1 = require("../domain/run-identity");
const resolve_execution_date_1 = require("./resolve-execution-date");
/** Set by the server on every run that a schedule starts. */
const SCHEDULED_TIME = (0, common_1.defineSearchAttributeKey)('TemporalScheduledStartTime', 'DATETIME');
const steps = (0, workflow_1.proxyActivities)({
    startToCloseTimeout: '1 hour',
    heartbeatTimeout: '15 seconds',
    // Rides out an hour of Postgres or the lake being away; what takes longer is an incident, and is run again.
    retry: {
        initialInterval: '1 second',
        backoffCoefficient: 2,
        maximumInterval: '1 minute',
        maximumAttempts: 60,
    },
});
const bookkeeping = (0, workflow_1.proxyActivities)({
    startToCloseTimeout: '30 seconds',
    heartbeatTimeout: '15 seconds',
    retry: { maximumAttempts: 10 },
});
/**
 * The run of one execution date: `filterLogs → rank… side by side → writeLists`.
 *
 * @throws ApplicationFailure `ExecutionDateRefused` when id, input and scheduled time disagree; otherwise the failure of
 * the step that ended it.
 */
async function dailyRecommendations(input = {}) {
    const executionDate = ownExecutionDate(input);
    (0, workflow_1.upsertMemo)({ executionDate });
    try {
        return await run(executionDate);
    }
    catch (error) {
        const end = describeEnd(error);
        await workflow_1.CancellationScope.nonCancellable(() => 
        // The failure of the run matters more than that of its record.
        bookkeeping.recordRunEnd({ executionDate, ...end }).catch(() => undefined));
        if (end.status === 'cancelled')
            throw error;
        (0, workflow_1.setCurrentDetails)(`**${executionDate} failed** in ${end.step ?? 'the workflow'}: ${end.message}`);
        throw workflow_1.ApplicationFailure.create({
            message: end.message,
            type: end.type,
            nonRetryable: true,
            ...(error instanceof Error ? { cause: error } : {}),
        });
    }
}
async function run(executionDate) {
    const filtered = await steps.filterLogs.executeWithOptions({ summary: `keep the rows of active advertisers up to ${executionDate}` }, [{ executionDate }]);
    const { rowsRead, rowsKept, rowsRejected } = filtered;
    (0, workflow_1.upsertMemo)({ rowsRead, rowsKept, rowsRejected });
    (0, workflow_1.setCurrentDetails)(`**${executionDate}** ${figures(filtered)}; ranking`);
    const ranked = await Promise.all(filtered.models.map((model) => rank(executionDate, model, filtered)));
    const written = await steps.writeLists.executeWithOptions({ summary: `publish ${String(ranked.length)} models for ${executionDate}` }, [{ executionDate, filtered, ranked }]);
    (0, workflow_1.upsertMemo)({ rowsPublished: written.rowsPublished });
    (0, workflow_1.setCurrentDetails)(`**${executionDate} published** ${String(written.rowsPublished)} rows at ${written.publishedAt}; ${figures(filtered)}`);
    return { ...written, rowsRead, rowsKept, rowsRejected };
}
function rank(executionDate, model, { shards }) {
    const activity = steps[(0, run_identity_1.rankActivityName)(model)];
    if (activity === undefined)
        throw workflow_1.ApplicationFailure.nonRetryable(`no activity ranks ${model}`);
    return activity.executeWithOptions({ summary: `rank ${model} for ${executionDate}` }, [
        { executionDate, shards },
    ]);
}
function ownExecutionDate(input) {
    const { workflowId, typedSearchAttributes, startTime } = (0, workflow_1.workflowInfo)();
    const resolved = (0, resolve_execution_date_1.resolveExecutionDate)({
        workflowId,
        scheduledTime: typedSearchAttributes.get(SCHEDULED_TIME),
        requestedDate: input.executionDate,
        startedAt: startTime,
    });
    if ('fault' in resolved)
        throw workflow_1.ApplicationFailure.nonRetryable(resolved.fault, 'ExecutionDateRefused');
    return resolved.date;
}
function describeEnd(error) {
    const step = error instanceof workflow_1.ActivityFailure ? error.activityType : null;
    const cause = error instanceof workflow_1.ActivityFailure && error.cause !== undefined ? error.cause : error;
    const message = cause instanceof Error ? cause.message : String(cause);
    if ((0, workflow_1.isCancellation)(error))
        return { status: 'cancelled', step, type: 'Cancelled', message };
    const type = cause instanceof workflow_1.ApplicationFailure
        ? (cause.type ?? cause.name)
        : cause instanceof Error
            ? cause.name
            : 'Error';
    return { status: 'failed', step, type, message };
}
function figures({ rowsRead, rowsKept, rowsRejected }) {
    return `${String(rowsKept)} of ${String(rowsRead)} rows kept, ${String(rowsRejected)} rejected`;
}
//# sourceMappingURL=daily-recommendations.js.map