"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createRecordRunEnd = createRecordRunEnd;
const runs_1 = require("../db/runs");
const step_1 = require("./step");
/** Records why a run has published nothing, for those who look into the `runs` table. */
function createRecordRunEnd(deps) {
    return (input) => (0, step_1.runStep)('record-end', input.executionDate, async ({ workflowId, owner: { runId } }) => {
        const { executionDate, status, step, type, message } = input;
        await (0, runs_1.recordRunEnd)(deps.db, { date: executionDate, workflowId, runId }, status, {
            step,
            type,
            message,
        });
    });
}
//# sourceMappingURL=record-run-end.js.map