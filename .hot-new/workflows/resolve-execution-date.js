"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.resolveExecutionDate = resolveExecutionDate;
const execution_date_1 = require("../domain/execution-date");
const run_identity_1 = require("../domain/run-identity");
/**
 * The execution date of a run: the one in its workflow id, with which everything else must agree.
 * A string under `fault` says what disagrees, and what to do.
 */
function resolveExecutionDate(origin) {
    const { workflowId, scheduledTime, requestedDate, startedAt } = origin;
    if (requestedDate !== undefined && !(0, execution_date_1.isCalendarDay)(requestedDate)) {
        return {
            fault: `executionDate ${JSON.stringify(requestedDate)} is not a day of the calendar as YYYY-MM-DD`,
        };
    }
    const date = (0, run_identity_1.executionDateOf)(workflowId);
    if (date === undefined) {
        const wanted = requestedDate ?? (scheduledTime === undefined ? undefined : (0, execution_date_1.utcDay)(scheduledTime));
        return {
            fault: `workflow id ${workflowId} names no execution date; ` +
                (wanted === undefined
                    ? 'start the run of a date with `npx adtech run <date>`'
                    : `start the run of ${wanted} as ${(0, run_identity_1.workflowIdOf)(wanted)}, or with \`npx adtech run ${wanted}\``),
        };
    }
    if (requestedDate !== undefined && requestedDate !== date) {
        return {
            fault: `executionDate ${requestedDate} disagrees with workflow id ${workflowId}; its id is ${(0, run_identity_1.workflowIdOf)(requestedDate)}`,
        };
    }
    if (scheduledTime !== undefined && (0, execution_date_1.utcDay)(scheduledTime) !== date) {
        return {
            fault: `scheduled time ${scheduledTime.toISOString()} disagrees with workflow id ${workflowId}`,
        };
    }
    if (date > (0, execution_date_1.utcDay)(startedAt)) {
        return { fault: `executionDate ${date} lies in the future; its lists would be served as today's` };
    }
    return { date };
}
//# sourceMappingURL=resolve-execution-date.js.map