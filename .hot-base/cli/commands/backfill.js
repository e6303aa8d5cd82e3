"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.backfillCommand = backfillCommand;
const promises_1 = require("node:readline/promises");
const commander_1 = require("commander");
const backfill_plan_1 = require("../../domain/backfill-plan");
const date_ranges_1 = require("../../domain/date-ranges");
const execution_date_1 = require("../../domain/execution-date");
const command_1 = require("../command");
const new_objects_1 = require("../new-objects");
const date_statuses_1 = require("../date-statuses");
const exit_codes_1 = require("../exit-codes");
const run_dates_1 = require("../run-dates");
const run_and_report_1 = require("../run-and-report");
const services_1 = require("../services");
/** More dates than these are run only after a yes. */
const ASK_ABOVE_DATES = 30;
const MAX_PARALLEL_LIMIT = 500;
/** `adtech backfill` */
function backfillCommand(onExit) {
    return (0, command_1.command)('backfill', 'run dates side by side, wait for them, and prove that each was published')
        .option('--from <date>', 'first date (default: START_DATE)', command_1.dateArgument)
        .option('--to <date>', 'last date, included (default: the last one due)', command_1.dateArgument)
        .addOption(new commander_1.Option('--only <which>', 'missing: not published; failed: whose newest run failed; stale: whose inputs have changed since; all')
        .choices(backfill_plan_1.SELECTIONS)
        .default('missing'))
        .option('--dry-run', 'print the dates in their order, and do nothing')
        .option('--max-parallel <n>', `most runs that are open side by side, up to ${String(MAX_PARALLEL_LIMIT)}`, (0, command_1.countArgument)(1, MAX_PARALLEL_LIMIT), run_dates_1.DEFAULT_MAX_PARALLEL)
        .option('--latest-first', 'begin with the newest date')
        .option('--yes', `do not ask before more than ${String(ASK_ABOVE_DATES)} dates`)
        .option(...command_1.JSON_OPTION)
        .addHelpText('after', `
A date whose run is open is refused by name, and left alone (exit code 3).
A range may be of any length: at most --max-parallel runs are open at a time, and the next date starts when one ends.
Ctrl-C ends the waiting (exit code 3); runs that have started go on, and no further one is started.`)
        .action((0, command_1.handler)(onExit, backfill));
}
async function backfill(context, options) {
    const { settings, home, out, stop } = context;
    const addresses = (0, services_1.resolveAddresses)(settings, home);
    const from = options.from ?? addresses.startDate;
    const to = options.to ?? (0, execution_date_1.lastDueDate)(new Date());
    if (from > to)
        throw new exit_codes_1.UsageError(`--from ${from} is after --to ${to}`);
    (0, run_and_report_1.refuseFuture)(to);
    return (0, services_1.withServices)(settings, addresses, async (services) => {
        if (options.only === 'stale')
            await settleStale(services, context, options.dryRun === true);
        const { dates, open } = await plan(services, from, to, options);
        if (options.dryRun === true) {
            out.report({ dates, open: open.map(({ date }) => date) }, () => {
                for (const date of dates)
                    out.line(date);
            });
            for (const { date, message } of open)
                out.aside(`! ${date} open: ${message ?? ''}`);
            return exit_codes_1.EXIT.done;
        }
        if (dates.length > ASK_ABOVE_DATES && options.yes !== true && !(await isAgreed(dates, out, stop))) {
            out.line('nothing was started');
            return exit_codes_1.EXIT.failed;
        }
        return (0, run_and_report_1.runAndReport)(services, dates, context, {
            refused: open,
            maxParallel: options.maxParallel,
            whenOpen: 'report',
        });
    });
}
/** The dates to run, and those refused since their runs are open. */
async function plan(services, from, to, { only, latestFirst = false }) {
    const { db, client, lake } = services;
    const known = await (0, date_statuses_1.findDates)(only === 'stale' ? { db, client, lake } : { db, client }, from, to);
    const planned = (0, backfill_plan_1.planBackfill)(known.dates.map(({ date, state, record }) => ({
        date,
        state,
        isPublished: record?.published !== undefined,
    })), only, { latestFirst });
    const openRuns = new Map(known.dates.map(({ date, open }) => [date, open]));
    const open = planned.open.flatMap((date) => {
        const run = openRuns.get(date);
        return run === undefined ? [] : [(0, run_dates_1.refusedDate)(date, run)];
    });
    return { dates: planned.dates, open };
}
/** What nobody has counted yet may concern any date: counted first, it tells which dates are stale. */
async function settleStale({ lake, client }, { out, stop }, dryRun) {
    const { waiting, count } = await (0, new_objects_1.findNewObjects)({ lake, client }, stop);
    if (waiting.length === 0)
        return;
    const objects = `${String(waiting.length)} ${waiting.length === 1 ? 'object is' : 'objects are'}`;
    if (dryRun) {
        out.aside(`! ${objects} not counted yet, so that every published date counts as stale; \`npx adtech count\` tells which are`);
        return;
    }
    out.line(`${objects} new: counting first, which tells the dates that are stale`);
    await count((line) => {
        out.progress(line);
    });
}
async function isAgreed(dates, out, stop) {
    const what = `${String(dates.length)} dates, ${(0, date_ranges_1.describeDays)(dates)}`;
    if (!process.stdin.isTTY) {
        throw new exit_codes_1.UsageError(`this would run ${what}; --yes says that it may, --dry-run lists them`);
    }
    const prompt = (0, promises_1.createInterface)({
        input: process.stdin,
        output: out.asJson ? process.stderr : process.stdout,
    });
    try {
        const answer = await prompt.question(`Run ${what}? [y/N] `, { signal: stop });
        return /^y(es)?$/i.test(answer.trim());
    }
    catch (error) {
        if (stop.aborted)
            return false;
        throw error;
    }
    finally {
        prompt.close();
    }
}
//# sourceMappingURL=backfill.js.map