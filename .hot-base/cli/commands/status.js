"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.statusCommand = statusCommand;
const date_status_1 = require("../../domain/date-status");
const execution_date_1 = require("../../domain/execution-date");
const run_stages_1 = require("../../domain/run-stages");
const command_1 = require("../command");
const date_statuses_1 = require("../date-statuses");
const describe_activity_1 = require("../describe-activity");
const exit_codes_1 = require("../exit-codes");
const services_1 = require("../services");
const DEFAULT_DAYS = 30;
const COLOUR = {
    done: 'green',
    running: 'cyan',
    failed: 'red',
    missing: 'dim',
    stale: 'yellow',
};
/** What to do about dates in a state. */
const REMEDY = {
    failed: '--only failed',
    missing: '--only missing',
    stale: '--only stale',
};
/** `adtech status` */
function statusCommand(onExit) {
    return (0, command_1.command)('status', 'show dates against steps: done, running, failed, missing, stale')
        .option('--from <date>', `first date (default: ${String(DEFAULT_DAYS)} days, not before START_DATE)`, command_1.dateArgument)
        .option('--to <date>', 'last date (default: the last one due)', command_1.dateArgument)
        .option(...command_1.JSON_OPTION)
        .addHelpText('after', `
States:
  done     published from what is there now, as far as it concerns the date
  running  a run is open
  failed   the newest run ended without a publication; readers see what was published before, if anything
  missing  never published
  stale    published, and objects that concern the date have changed since (their ETags differ)

"took" is the time from the start of the run to its publication.`)
        .action((0, command_1.handler)(onExit, async ({ settings, home, out }, options) => {
        const addresses = (0, services_1.resolveAddresses)(settings, home);
        const to = options.to ?? (0, execution_date_1.lastDueDate)(new Date());
        const earliest = (0, execution_date_1.addDays)(to, 1 - DEFAULT_DAYS);
        const from = options.from ?? (earliest > addresses.startDate ? earliest : addresses.startDate);
        if (options.from !== undefined && from > to) {
            throw new exit_codes_1.UsageError(`--from ${from} is after --to ${to}`);
        }
        const { dates } = await (0, services_1.withServices)(settings, addresses, (services) => (0, date_statuses_1.findDates)(services, from, to));
        out.report({ from, to, dates: dates.map(date_statuses_1.reportDate) }, () => {
            print(out, dates);
        });
        return exit_codes_1.EXIT.done;
    }));
}
function print(out, dates) {
    const steps = run_stages_1.STAGES.flat();
    const coloured = (state) => out.colours[COLOUR[state]](state);
    const reported = dates.map(date_statuses_1.reportDate);
    out.table(['date', ...steps.map(run_stages_1.stepLabel), 'rows kept', 'rejected', 'took'], reported.map((date) => [
        date.date,
        ...steps.map((step) => coloured(date.steps[step] ?? 'missing')),
        date.rows_kept?.toLocaleString('en') ?? '',
        date.rows_rejected?.toLocaleString('en') ?? '',
        date.duration_seconds === null ? '' : `${date.duration_seconds.toFixed(1)} s`,
    ]));
    for (const { date, open } of dates) {
        if (open === undefined)
            continue;
        const activities = open.pending.map(describe_activity_1.describeActivity);
        out.line(`${out.colours.cyan('…')} ${date}: ${activities.join('; ') || 'waits for a worker'}`);
    }
    for (const { date, failure } of reported)
        if (failure !== null)
            out.warn(`${date}: ${failure}`);
    out.line();
    for (const state of date_status_1.DATE_STATES) {
        const count = dates.filter((date) => date.state === state).length;
        const remedy = REMEDY[state];
        if (count === 0)
            continue;
        out.line(`${String(count)} ${coloured(state)}${remedy === undefined ? '' : `: npx adtech backfill ${remedy}${rangeOptions(dates, state)}`}`);
    }
}
/** The range of the dates in a state, as options. */
function rangeOptions(dates, state) {
    const days = dates.filter((date) => date.state === state).map(({ date }) => date);
    return ` --from ${days[0] ?? ''} --to ${days.at(-1) ?? ''}`;
}
//# sourceMappingURL=status.js.map