"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.refuseFuture = refuseFuture;
exports.runAndReport = runAndReport;
const execution_date_1 = require("../domain/execution-date");
const runs_1 = require("../temporal/runs");
const dates_view_1 = require("./dates-view");
const exit_codes_1 = require("./exit-codes");
const run_dates_1 = require("./run-dates");
/** A date to come would be published as the newest one, and served as today's. @throws UsageError */
function refuseFuture(date) {
    const today = (0, execution_date_1.utcDay)(new Date());
    if (date > today)
        throw new exit_codes_1.UsageError(`${date} lies in the future; today is ${today} (UTC)`);
}
/** Runs dates with a live view, and reports what became of each; ends early on Ctrl-C, and says what goes on. */
async function runAndReport(services, dates, { out, stop }, { refused = [], ...options }) {
    if (dates.length > 0 && !(await (0, runs_1.hasWorker)(services.client))) {
        out.warn('no worker polls for runs: the dates wait until one does (`npx adtech worker`)');
    }
    const view = (0, dates_view_1.openDatesView)(out, services, () => performance.now());
    stop.addEventListener('abort', () => {
        out.warn('no longer waiting; runs that have started go on');
    });
    let ran;
    try {
        ran = await (0, run_dates_1.runDates)(services, dates, { ...options, onProgress: view.show, signal: stop });
    }
    finally {
        await view.close();
    }
    const results = [...refused, ...ran].sort((a, b) => (a.date < b.date ? -1 : 1));
    out.report({ dates: results }, () => {
        (0, dates_view_1.printResults)(out, results, { listed: true });
    });
    return (0, run_dates_1.exitCodeOf)(results);
}
//# sourceMappingURL=run-and-report.js.map