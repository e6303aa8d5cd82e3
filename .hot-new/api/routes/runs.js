"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.runRoutes = runRoutes;
const runs_1 = require("../../db/runs");
const runs_2 = require("../contract/runs");
const implementation_1 = require("../implementation");
const problem_1 = require("../problem");
const recorded_status_1 = require("../recorded-status");
const temporal_url_1 = require("../temporal-url");
/** The record of runs. It changes while they run, so it is never kept. */
function runRoutes({ db, temporalUi }) {
    return [
        (0, implementation_1.implement)(runs_2.getRuns, async ({ query: { from, to, limit } }) => {
            const runs = await (0, runs_1.findLatestRuns)(db, { from, to, limit });
            return { value: { runs: runs.map((run) => describe(run, temporalUi)) } };
        }),
        (0, implementation_1.implement)(runs_2.getRun, async ({ params: { date } }) => {
            const runs = await (0, runs_1.findRunsOf)(db, date);
            if (runs.length === 0)
                throw new problem_1.Problem('unknownRun', `no run of ${date} is on record`);
            return {
                value: {
                    date,
                    runs: runs.map((run) => ({
                        ...describe(run, temporalUi),
                        inputs: run.inputs,
                        quality: run.quality,
                    })),
                },
            };
        }),
    ];
}
function describe(run, temporalUi) {
    const { started_at, finished_at } = run;
    return {
        date: run.date,
        workflow_id: run.workflow_id,
        run_id: run.run_id,
        status: run.status,
        is_published: run.is_published,
        started_at: started_at.toISOString(),
        finished_at: finished_at?.toISOString() ?? null,
        published_at: run.published_at?.toISOString() ?? null,
        duration_seconds: finished_at === null ? null : Math.max(0, finished_at.getTime() - started_at.getTime()) / 1_000,
        steps: Object.entries(stepsOf(run)).map(([step, state]) => ({ step, state })),
        rows_read: run.rows_read,
        rows_kept: run.rows_kept,
        rows_rejected: run.rows_rejected,
        rejects: run.rejects,
        failure: run.failure,
        temporal_url: temporalUi === undefined ? null : (0, temporal_url_1.temporalUrl)(run, temporalUi),
    };
}
function stepsOf(run) {
    const publishedRunId = run.status === 'published' ? run.run_id : undefined;
    return (0, recorded_status_1.recordedStatus)(run.date, run, publishedRunId).steps;
}
//# sourceMappingURL=runs.js.map