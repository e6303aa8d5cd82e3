"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.whyStuck = whyStuck;
const run_identity_1 = require("./run-identity");
const run_stages_1 = require("./run-stages");
/** Attempts of a step from which on it looks as if it would not succeed by itself. */
const MANY_ATTEMPTS = 5;
/**
 * Why an open run does not look as if it would end; undefined where it does.
 *
 * @param maxOpenMinutes how long a run may be open.
 */
function whyStuck(run, now, maxOpenMinutes) {
    if (run.taskQueue !== run_identity_1.TASK_QUEUE) {
        return `it waits on the task queue ${run.taskQueue}, and workers poll ${run_identity_1.TASK_QUEUE}`;
    }
    const failing = run.pending.find(({ attempt }) => attempt >= MANY_ATTEMPTS);
    if (failing !== undefined) {
        const { activity, attempt, lastFailure } = failing;
        const why = lastFailure === undefined ? '' : `: ${lastFailure}`;
        return `${(0, run_stages_1.stepLabel)(activity)} is at attempt ${String(attempt)}${why}`;
    }
    const minutes = Math.floor((now.getTime() - run.startedAt.getTime()) / 60_000);
    if (minutes < maxOpenMinutes)
        return undefined;
    const steps = run.pending.map(({ activity }) => (0, run_stages_1.stepLabel)(activity)).join(', ');
    return `it has been open for ${String(minutes)} minutes${steps === '' ? '' : `, in ${steps}`}`;
}
//# sourceMappingURL=stuck-runs.js.map