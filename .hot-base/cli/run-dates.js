"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DEFAULT_MAX_PARALLEL = void 0;
exports.runDates = runDates;
exports.exitCodeOf = exitCodeOf;
exports.refusedDate = refusedDate;
const publication_1 = require("../db/publication");
const runs_1 = require("../db/runs");
const runs_2 = require("../temporal/runs");
const exit_codes_1 = require("./exit-codes");
/** Dates whose runs are open at the same time: work for several workers, and few enough that dates are done one by one. */
exports.DEFAULT_MAX_PARALLEL = 12;
/** Runs dates in their order, side by side, waits for them, and proves for each that it was published; results by date. */
async function runDates(services, dates, options) {
    const { whenOpen, maxParallel = exports.DEFAULT_MAX_PARALLEL, onProgress, signal } = options;
    const previous = await findPublishedRunIds(services.db, dates);
    const ended = [];
    const running = new Set();
    const queue = dates.values();
    const tell = () => {
        onProgress({ total: dates.length, running, ended });
    };
    const runner = async () => {
        for (const date of queue) {
            const result = { date, ...NOT_STARTED, previous_run_id: previous.get(date) ?? null };
            if (signal.aborted) {
                ended.push(result);
                continue;
            }
            running.add(date);
            tell();
            try {
                ended.push({ ...result, ...(await runDate(services, date, whenOpen, signal)) });
            }
            finally {
                running.delete(date);
            }
            tell();
        }
    };
    const runners = Array.from({ length: Math.min(maxParallel, dates.length) }, runner);
    // Every call must have ended before the connection is closed: a broken one would be tried again on a closed channel.
    for (const end of await Promise.allSettled(runners))
        if (end.status === 'rejected')
            throw end.reason;
    return ended.sort((a, b) => (a.date < b.date ? -1 : 1));
}
/** The exit code for what became of the dates. */
function exitCodeOf(results) {
    if (results.every(({ outcome }) => outcome === 'published'))
        return exit_codes_1.EXIT.done;
    return results.every(({ outcome }) => outcome === 'failed') ? exit_codes_1.EXIT.failed : exit_codes_1.EXIT.partlyDone;
}
/** The result of a date that is refused since its run is open. */
function refusedDate(date, run) {
    return { date, ...NOT_STARTED, ...asOpen(run) };
}
const NOT_STARTED = {
    outcome: 'not_started',
    workflow_id: null,
    run_id: null,
    published_at: null,
    previous_run_id: null,
};
async function runDate({ client, db }, date, whenOpen, signal) {
    const run = await (0, runs_2.startRun)(client, date, whenOpen === 'terminate' ? 'terminate' : 'leave');
    if (run.outcome === 'open' && whenOpen === 'report')
        return asOpen(run);
    const identity = { workflow_id: run.workflowId, run_id: run.runId };
    const end = await endOf(client, run, signal);
    if (end === 'running')
        return { ...identity, outcome: 'running', message: 'its run goes on' };
    if (end !== 'done')
        return { ...identity, outcome: 'failed', message: end.failure };
    const [record, published] = await Promise.all([(0, runs_1.findRun)(db, run.runId), (0, publication_1.findPublishedDate)(db, date)]);
    if (record?.status === 'published' && published?.runId === run.runId) {
        return { ...identity, outcome: 'published', published_at: published.publishedAt.toISOString() };
    }
    return {
        ...identity,
        outcome: 'failed',
        message: `the run ended, but readers see run ${published?.runId ?? '(none)'}; another run may have followed`,
    };
}
function asOpen({ workflowId, runId }) {
    return {
        outcome: 'open',
        workflow_id: workflowId,
        run_id: runId,
        message: `run ${runId} of this date is open already, and goes on`,
    };
}
async function endOf(client, run, signal) {
    try {
        const failure = await (0, runs_2.waitForRun)(client, run, signal);
        return failure === undefined ? 'done' : { failure };
    }
    catch (error) {
        if (signal.aborted)
            return 'running';
        throw error;
    }
}
async function findPublishedRunIds(db, dates) {
    const sorted = [...dates].sort();
    const [first, last] = [sorted[0], sorted.at(-1)];
    if (first === undefined || last === undefined)
        return new Map();
    return new Map((await (0, publication_1.findPublishedDates)(db, first, last)).map(({ date, runId }) => [date, runId]));
}
//# sourceMappingURL=run-dates.js.map