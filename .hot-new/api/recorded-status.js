"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.recordedStatus = recordedStatus;
const date_status_1 = require("../domain/date-status");
const run_stages_1 = require("../domain/run-stages");
/** How a date stands as far as the record tells; of a run that goes on it knows no step. */
function recordedStatus(date, newest, publishedRunId) {
    if (newest?.status === 'running') {
        return {
            state: 'running',
            steps: Object.fromEntries(run_stages_1.STAGES.flat().map((step) => [step, 'running'])),
        };
    }
    const { state, steps } = (0, date_status_1.dateStatus)({
        date,
        publishedRunId,
        inputsUnchanged: true,
        newestRun: newest && {
            runId: newest.run_id,
            status: newest.status,
            failedStep: newest.failure?.step ?? null,
        },
        pendingActivities: undefined,
    }, run_stages_1.STAGES);
    return {
        state: recorded(state),
        steps: Object.fromEntries(Object.entries(steps).map(([step, of]) => [step, recorded(of)])),
    };
}
function recorded(state) {
    return state === 'stale' ? 'done' : state;
}
//# sourceMappingURL=recorded-status.js.map