"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.openDatesView = openDatesView;
exports.describeProgress = describeProgress;
exports.describeRunning = describeRunning;
exports.printResults = printResults;
const promises_1 = require("node:timers/promises");
const date_ranges_1 = require("../domain/date-ranges");
const runs_1 = require("../temporal/runs");
const describe_activity_1 = require("./describe-activity");
const output_1 = require("./output");
const ASK_EVERY_MS = 500;
const MAX_SHOWN_DATES = 12;
/** Results that are listed one by one when all went well. */
const MAX_LISTED_RESULTS = 30;
/** Opens a view: on a terminal each date under way with its step, as its heartbeats tell; elsewhere one line now and then. */
function openDatesView(out, { client }, now) {
    const startedMs = now();
    const details = new Map();
    let newest = { total: 0, running: new Set(), ended: [] };
    const draw = () => {
        out.progress(describeProgress(newest, now() - startedMs), ...describeRunning(newest.running, details, out.terminal));
    };
    const closing = new AbortController();
    const asking = out.terminal === undefined ? undefined : ask();
    function isClosed() {
        return closing.signal.aborted;
    }
    async function ask() {
        for (;;) {
            for (const date of [...newest.running].slice(0, MAX_SHOWN_DATES)) {
                // The view is no reason to fail: whoever waits for the date learns of a server that is away.
                const open = await (0, runs_1.findOpenRun)(client, date).catch(() => undefined);
                if (open !== undefined) {
                    details.set(date, open.pending.map(describe_activity_1.describeActivity).join('; ') || 'waits for a worker');
                }
            }
            if (isClosed())
                return;
            if (newest.total > 0)
                draw();
            await (0, promises_1.setTimeout)(ASK_EVERY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
            if (isClosed())
                return;
        }
    }
    return {
        show: (progress) => {
            newest = progress;
            draw();
        },
        close: async () => {
            closing.abort();
            await asking;
        },
    };
}
/** One line on how far the dates are. */
function describeProgress({ total, running, ended }, elapsedMs) {
    const failed = ended.filter(({ outcome }) => outcome === 'failed').length;
    const left = total - ended.length;
    const parts = [
        `${(0, output_1.bar)(ended.length / Math.max(1, total))} ${String(ended.length)} of ${String(total)} dates`,
        ...(running.size > 0 ? [`${String(running.size)} under way`] : []),
        ...(failed > 0 ? [`${String(failed)} failed`] : []),
        ...(elapsedMs >= 1000 ? [minutes(elapsedMs)] : []),
        // Until as many have ended as run side by side, the first ones tell too little.
        ...(left > 0 && ended.length >= Math.max(3, running.size)
            ? [`about ${minutes((elapsedMs / ended.length) * left)} left`]
            : []),
    ];
    return parts.join(', ');
}
/** A line for each date under way, as many as the terminal has room for. */
function describeRunning(running, details, terminal) {
    if (terminal === undefined)
        return [];
    const room = Math.max(0, Math.min(MAX_SHOWN_DATES, terminal.rows - 4));
    const lines = [...running]
        .slice(0, room)
        .map((date) => `  ${date}  ${details.get(date) ?? 'starting'}`)
        .map((line) => (line.length < terminal.columns ? line : `${line.slice(0, terminal.columns - 2)}…`));
    const more = running.size - lines.length;
    return more > 0 && room > 0 ? [...lines, `  … ${String(more)} more`] : lines;
}
/** `0:07`, `12:30` */
function minutes(ms) {
    const seconds = Math.round(ms / 1000);
    return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
/** The sum of the outcomes, what went wrong or goes on, and the proof of each date if `listed` and they are few. */
function printResults(out, results, { listed }) {
    const of = (outcome) => results.filter((one) => one.outcome === outcome);
    const published = of('published');
    if (results.length === 0) {
        out.done('no dates to run');
        return;
    }
    if (listed && results.length <= MAX_LISTED_RESULTS)
        printProof(out, published);
    for (const { date, outcome, message } of [...of('failed'), ...of('open')]) {
        out.warn(`${date} ${outcome}: ${message ?? ''}`);
    }
    const line = `${String(published.length)} of ${String(results.length)} dates published`;
    if (published.length === results.length)
        out.done(`${line}, each by a run of its own`);
    else
        out.warn(line);
    const [running, notStarted] = [of('running'), of('not_started')].map((some) => some.map(({ date }) => date));
    if (running !== undefined && running.length > 0) {
        out.line(`  runs that go on: ${(0, date_ranges_1.describeDays)(running)} (\`npx adtech status\` shows them)`);
    }
    if (notStarted !== undefined && notStarted.length > 0) {
        out.line(`  dates that were not started: ${(0, date_ranges_1.describeDays)(notStarted)}`);
    }
}
/** Which run published each date, and which one's lists it replaced. */
function printProof(out, published) {
    if (published.length === 0)
        return;
    out.table(['date', 'published', 'by run', 'in place of'], published.map(({ date, published_at, run_id, previous_run_id }) => [
        date,
        published_at?.slice(11, 19) ?? '',
        run_id ?? '',
        previous_run_id ?? '',
    ]));
}
//# sourceMappingURL=dates-view.js.map