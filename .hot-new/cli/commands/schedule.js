"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.scheduleCommand = scheduleCommand;
exports.startMissingDates = startMissingDates;
const client_1 = require("@temporalio/client");
const date_ranges_1 = require("../../domain/date-ranges");
const execution_date_1 = require("../../domain/execution-date");
const pause_cost_1 = require("../../domain/pause-cost");
const run_identity_1 = require("../../domain/run-identity");
const runs_1 = require("../../temporal/runs");
const schedule_1 = require("../../temporal/schedule");
const connect_1 = require("../../temporal/connect");
const command_1 = require("../command");
const exit_codes_1 = require("../exit-codes");
const missing_dates_1 = require("../missing-dates");
const services_1 = require("../services");
/** `adtech schedule apply | describe | pause | resume` */
function scheduleCommand(onExit) {
    const schedule = (0, command_1.command)('schedule', 'the daily schedule: apply, describe, pause, resume');
    schedule
        .command('apply')
        .description('make the schedule what START_DATE and this version say, and start every due date that is not published')
        .option('--no-backfill', 'leave the missing dates alone')
        .option(...command_1.JSON_OPTION)
        .action((0, command_1.handler)(onExit, apply));
    schedule
        .command('describe')
        .description('show the schedule, what of it is not as specified, and what a pause costs')
        .option(...command_1.JSON_OPTION)
        .action((0, command_1.handler)(onExit, describe));
    schedule
        .command('pause')
        .description('start no more dates, and say which ones that costs: resume does not catch them up')
        .option('--note <text>', 'why, for whoever finds it paused', 'paused with adtech')
        .option(...command_1.JSON_OPTION)
        .action((0, command_1.handler)(onExit, pause));
    schedule
        .command('resume')
        .description('start dates again, and name those to be filled with `adtech backfill --only missing`')
        .option('--note <text>', 'why', 'resumed with adtech')
        .option(...command_1.JSON_OPTION)
        .action((0, command_1.handler)(onExit, resume));
    return schedule;
}
/** Starts the run of every date that is due, not published and not open; returns those dates. */
async function startMissingDates({ client, db, startDate }, lastDate) {
    const started = [];
    for (const date of await (0, missing_dates_1.findMissingDates)(db, startDate, lastDate)) {
        const run = await (0, runs_1.startRun)(client, date);
        if (run.outcome === 'started')
            started.push(date);
    }
    return started;
}
async function apply({ settings, home, out }, options) {
    return (0, services_1.withServices)(settings, (0, services_1.resolveAddresses)(settings, home), async (services) => {
        const { outcome, differences } = await (0, schedule_1.applySchedule)(services.client, services.startDate);
        const started = options.backfill ? await startMissingDates(services, (0, execution_date_1.lastDueDate)(new Date())) : [];
        out.report({ schedule_id: run_identity_1.SCHEDULE_ID, outcome, differences, started }, () => {
            out.done(`schedule ${run_identity_1.SCHEDULE_ID} ${outcome}, from ${services.startDate} on`);
            for (const difference of differences)
                out.line(`  ${difference}`);
            if (started.length > 0) {
                out.line(`started ${String(started.length)} missing dates, ${started[0] ?? ''} to ${started.at(-1) ?? ''}; \`npx adtech status\` shows them`);
            }
        });
        return exit_codes_1.EXIT.done;
    });
}
async function describe(context) {
    const { settings, home, out } = context;
    const addresses = (0, services_1.resolveAddresses)(settings, home);
    return withClient(addresses.temporal, async (client) => {
        const found = await (0, schedule_1.findSchedule)(client);
        if (found === undefined) {
            out.report({ schedule_id: run_identity_1.SCHEDULE_ID, exists: false }, () => {
                out.warn(`no schedule ${run_identity_1.SCHEDULE_ID}; make it with \`npx adtech schedule apply\``);
            });
            return exit_codes_1.EXIT.failed;
        }
        const differences = (0, schedule_1.differencesFrom)(addresses.startDate, found);
        const next = found.info.nextActionTimes.slice(0, 3).map((time) => time.toISOString());
        const { paused, note } = found.state;
        const { numActionsTaken, numActionsMissedCatchupWindow, numActionsSkippedOverlap } = found.info;
        const unpublished = await findUnpublished(addresses);
        const report = {
            schedule_id: run_identity_1.SCHEDULE_ID,
            exists: true,
            paused,
            note: note ?? null,
            next_times: next,
            differences,
            runs_started: numActionsTaken,
            missed_catchup_window: numActionsMissedCatchupWindow,
            skipped_overlap: numActionsSkippedOverlap,
            ...reportCost(unpublished),
        };
        out.report(report, () => {
            out.line(`${run_identity_1.SCHEDULE_ID}: ${paused ? `paused (${note ?? ''})` : 'active'}, next ${next.join(', ')}`);
            out.line(`dates it has started by itself: ${String(numActionsTaken)}, missed: ${String(numActionsMissedCatchupWindow)}, skipped: ${String(numActionsSkippedOverlap)}`);
            for (const difference of differences)
                out.warn(difference);
            if (differences.length > 0)
                out.line('`npx adtech schedule apply` mends this');
            if (paused) {
                out.warn('paused: dates that fall due are lost; `npx adtech schedule resume` ends that');
            }
            out.line((0, pause_cost_1.describePauseCost)(new Date()));
            printUnpublished(out, unpublished);
        });
        return exit_codes_1.EXIT.done;
    });
}
async function pause(context, { note }) {
    const { out } = context;
    return change(context, async (client, unpublished) => {
        await (0, schedule_1.pauseSchedule)(client, note);
        out.report({ schedule_id: run_identity_1.SCHEDULE_ID, paused: true, note, ...reportCost(unpublished) }, () => {
            out.done(`paused (${note})`);
            out.line((0, pause_cost_1.describePauseCost)(new Date()));
            out.line('Resuming does not catch them up: `npx adtech schedule resume`, then `npx adtech backfill --only missing`');
            printUnpublished(out, unpublished);
        });
    });
}
async function resume(context, { note }) {
    const { out } = context;
    return change(context, async (client, unpublished) => {
        await (0, schedule_1.resumeSchedule)(client, note);
        out.report({ schedule_id: run_identity_1.SCHEDULE_ID, paused: false, note, ...reportCost(unpublished) }, () => {
            out.done(`resumed (${note})`);
            printUnpublished(out, unpublished);
        });
    });
}
/** The dates due that are not published; undefined where the database does not tell. */
async function findUnpublished({ databaseUrl, startDate, }) {
    try {
        return await (0, services_1.withDatabase)(databaseUrl, (db) => (0, missing_dates_1.findMissingDates)(db, startDate, (0, execution_date_1.lastDueDate)(new Date())));
    }
    catch {
        // The schedule is Temporal's alone: a database that is away must not keep anybody from pausing it.
        return undefined;
    }
}
function reportCost(unpublished) {
    const { dates, freeUntil } = (0, pause_cost_1.pauseCost)(new Date());
    return {
        unpublished_dates: unpublished ?? null,
        pause: { free_until: freeUntil.toISOString(), loses_dates: dates },
    };
}
function printUnpublished(out, unpublished) {
    if (unpublished === undefined) {
        out.warn('the database does not answer, so that nobody knows which dates are missing; `npx adtech doctor`');
        return;
    }
    const [first, last] = [unpublished[0], unpublished.at(-1)];
    if (first === undefined || last === undefined) {
        out.line('Every date due is published');
        return;
    }
    out.warn(`due and not published: ${(0, date_ranges_1.describeDays)(unpublished)}; \`npx adtech backfill --from ${first} --to ${last} --only missing\` runs them`);
}
async function change({ settings, home }, act) {
    const addresses = (0, services_1.resolveAddresses)(settings, home);
    return withClient(addresses.temporal, async (client) => {
        try {
            await act(client, await findUnpublished(addresses));
            return exit_codes_1.EXIT.done;
        }
        catch (error) {
            if (!(error instanceof client_1.ScheduleNotFoundError))
                throw error;
            throw new Error(`no schedule ${run_identity_1.SCHEDULE_ID}; make it with \`npx adtech schedule apply\``, {
                cause: error,
            });
        }
    });
}
async function withClient(temporal, work) {
    const client = await (0, connect_1.connectClient)(temporal);
    try {
        return await work(client);
    }
    finally {
        await client.connection.close();
    }
}
//# sourceMappingURL=schedule.js.map