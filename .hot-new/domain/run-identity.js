"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.COUNTING_TASK_QUEUE = exports.COUNTING_WORKFLOW_TYPE = exports.TASK_QUEUE = exports.ACTION_WORKFLOW_ID = exports.WORKFLOW_TYPE = exports.SCHEDULE_ID = void 0;
exports.workflowIdOf = workflowIdOf;
exports.executionDateOf = executionDateOf;
exports.rankActivityName = rankActivityName;
const execution_date_1 = require("./execution-date");
/** The one schedule that starts the runs. */
exports.SCHEDULE_ID = 'daily-recommendations';
/** The workflow type of a run, as Temporal knows it. */
exports.WORKFLOW_TYPE = 'dailyRecommendations';
/** The schedule's action workflow id; the server appends `-<scheduled time>` to it. */
exports.ACTION_WORKFLOW_ID = 'recommendations';
/** The task queue that workers poll. */
exports.TASK_QUEUE = 'recommendations';
/** The workflow type that counts one object of an event log. */
exports.COUNTING_WORKFLOW_TYPE = 'countObject';
/** The task queue of counting: long work of its own, which must not keep the runs of dates from theirs. */
exports.COUNTING_TASK_QUEUE = 'recommendations-counting';
const SUFFIX = `T${String(execution_date_1.SCHEDULED_HOUR_UTC)}:00:00Z`;
/** The workflow id of an execution date, e.g. `recommendations-2024-11-29T23:00:00Z`. */
function workflowIdOf(date) {
    return `${exports.ACTION_WORKFLOW_ID}-${date}${SUFFIX}`;
}
/** The execution date in a workflow id; undefined when the id is not exactly one that `workflowIdOf` makes. */
function executionDateOf(workflowId) {
    const date = workflowId.slice(exports.ACTION_WORKFLOW_ID.length + 1, -SUFFIX.length);
    return (0, execution_date_1.isCalendarDay)(date) && workflowIdOf(date) === workflowId ? date : undefined;
}
/** The activity that ranks with a model, by the model's name. */
function rankActivityName(model) {
    return `rank${model}`;
}
//# sourceMappingURL=run-identity.js.map