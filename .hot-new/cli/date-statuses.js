"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findDates = findDates;
exports.reportDate = reportDate;
exports.failureOf = failureOf;
const date_records_1 = require("../db/date-records");
const date_status_1 = require("../domain/date-status");
const execution_date_1 = require("../domain/execution-date");
const run_inputs_1 = require("../domain/run-inputs");
const run_stages_1 = require("../domain/run-stages");
const runs_1 = require("../temporal/runs");
const inputs_1 = require("./inputs");
/** Open runs that are asked about side by side. */
const ASKED_AT_ONCE = 16;
/** Holds the calendar against the record, the open runs and the inputs as they are now; without a lake no date is `stale`. */
async function findDates({ db, client, lake }, from, to) {
    const [records, openDates] = await Promise.all([(0, date_records_1.findDateRecords)(db, from, to), (0, runs_1.listOpenDates)(client)]);
    const days = (0, execution_date_1.daysFromTo)(from, to);
    const isRunning = (date) => records.get(date)?.newest?.status === 'running';
    // The list of open runs lags a little behind; the run itself does not.
    const openRuns = await findOpenRuns(client, days.filter((date) => openDates.has(date) || isRunning(date)));
    // What was running and is not open has ended meanwhile, and says so, or was closed without a word.
    const ended = days.filter((date) => isRunning(date) && !openRuns.has(date));
    const [firstEnded, lastEnded] = [ended[0], ended.at(-1)];
    if (firstEnded !== undefined && lastEnded !== undefined) {
        for (const entry of await (0, date_records_1.findDateRecords)(db, firstEnded, lastEnded))
            records.set(...entry);
    }
    const published = lake === undefined ? [] : await (0, date_records_1.findPublishedInputs)(db, from, to);
    const inputs = lake === undefined ? [] : await (0, inputs_1.findInputs)(lake, published);
    const unchanged = lake === undefined ? undefined : unchangedDates(published, inputs);
    const dates = days.map((date) => {
        const record = records.get(date);
        const open = openRuns.get(date);
        const status = (0, date_status_1.dateStatus)({
            date,
            publishedRunId: record?.published?.run_id,
            inputsUnchanged: unchanged?.has(date) ?? true,
            newestRun: record?.newest && describeRun(record.newest, open === undefined),
            pendingActivities: open?.pending.map(({ activity }) => activity),
        }, run_stages_1.STAGES);
        return { ...status, record, open };
    });
    return { dates, inputs };
}
/** The runs of these dates that are open. */
async function findOpenRuns(client, dates) {
    const found = new Map();
    const queue = dates.values();
    const next = async () => {
        for (const date of queue) {
            const open = await (0, runs_1.findOpenRun)(client, date);
            if (open !== undefined)
                found.set(date, open);
        }
    };
    await Promise.all(Array.from({ length: Math.min(ASKED_AT_ONCE, dates.length) }, next));
    return found;
}
function unchangedDates(published, now) {
    return new Set(published.flatMap(({ dates, inputs }) => dates.filter((date) => (0, run_inputs_1.readSameInputs)(date, inputs, now))));
}
/** A run that stands as running and is not open any more was closed without a word. */
function describeRun(run, closed) {
    const status = run.status === 'running' && closed ? 'abandoned' : run.status;
    return { runId: run.run_id, status, failedStep: run.failure?.step ?? null };
}
/** A date as it is reported. */
function reportDate({ date, state, steps, record, open }) {
    const run = record?.published;
    return {
        date,
        state,
        steps,
        workflow_run_id: run?.run_id ?? null,
        published_at: run?.published_at.toISOString() ?? null,
        rows_read: run?.rows_read ?? null,
        rows_kept: run?.rows_kept ?? null,
        rows_rejected: run?.rows_rejected ?? null,
        duration_seconds: run === undefined ? null : (run.published_at.getTime() - run.started_at.getTime()) / 1000,
        failure: state === 'failed' ? failureOf(record?.newest) : null,
        open: open === undefined ? null : reportOpenRun(open),
    };
}
/** Why the newest run of a failed date ended. */
function failureOf(newest) {
    return newest?.failure?.message ?? 'its run was closed before it could say why (terminated or timed out)';
}
function reportOpenRun({ runId, startedAt, pending }) {
    return {
        run_id: runId,
        started_at: startedAt.toISOString(),
        activities: pending.map(({ activity, attempt, progress, lastFailure }) => ({
            step: activity,
            attempt,
            progress: progress ?? null,
            last_failure: lastFailure ?? null,
        })),
    };
}
//# sourceMappingURL=date-statuses.js.map