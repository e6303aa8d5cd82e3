"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DATE_STATES = void 0;
exports.dateStatus = dateStatus;
/**
 * How a date, or a step of it, stands. `running`: a run is open. `failed`: the newest run ended without a publication;
 * readers see what was published before, if anything. `missing`: never published. `stale`: published, but the inputs
 * have changed since.
 */
exports.DATE_STATES = ['done', 'running', 'failed', 'missing', 'stale'];
/** The state of a date and of its steps; `stages` are the activities of a run in order, those side by side together. */
function dateStatus(facts, stages) {
    const { date, pendingActivities, newestRun, publishedRunId } = facts;
    const everyStep = (state) => Object.fromEntries(stages.flat().map((step) => [step, state]));
    if (pendingActivities !== undefined) {
        return { date, state: 'running', steps: stepsUntil(stages, pendingActivities, 'running') };
    }
    const newestFailed = newestRun !== undefined && newestRun.runId !== publishedRunId && newestRun.status !== 'running';
    if (newestFailed) {
        const failed = newestRun.failedStep === null ? [] : [newestRun.failedStep];
        return { date, state: 'failed', steps: stepsUntil(stages, failed, 'failed') };
    }
    if (publishedRunId === undefined)
        return { date, state: 'missing', steps: everyStep('missing') };
    const state = facts.inputsUnchanged ? 'done' : 'stale';
    return { date, state, steps: everyStep(state) };
}
/** Steps before the first of `marked` are done, those after it missing; without any, none has begun. */
function stepsUntil(stages, marked, mark) {
    const current = stages.findIndex((stage) => stage.some((step) => marked.includes(step)));
    const steps = {};
    stages.forEach((stage, index) => {
        for (const step of stage) {
            // Of steps side by side, one that is no longer pending is done.
            if (marked.includes(step))
                steps[step] = mark;
            else
                steps[step] = index < current || (index === current && mark === 'running') ? 'done' : 'missing';
        }
    });
    return steps;
}
//# sourceMappingURL=date-status.js.map