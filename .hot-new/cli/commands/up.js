"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.upCommand = upCommand;
const settings_1 = require("../../config/settings");
const execution_date_1 = require("../../domain/execution-date");
const ports_1 = require("../../local/ports");
const lake_keys_1 = require("../../storage/lake-keys");
const schedule_1 = require("../../temporal/schedule");
const check_published_1 = require("../check-published");
const command_1 = require("../command");
const embedded_1 = require("../embedded");
const exit_codes_1 = require("../exit-codes");
const logger_1 = require("../logger");
const missing_dates_1 = require("../missing-dates");
const dates_view_1 = require("../dates-view");
const api_part_1 = require("../api-part");
const run_dates_1 = require("../run-dates");
const services_1 = require("../services");
const stop_signal_1 = require("../stop-signal");
const temporal_runtime_1 = require("../temporal-runtime");
const worker_part_1 = require("../worker-part");
const sample_1 = require("./sample");
const LOOPBACK = '127.0.0.1';
/** `adtech up` */
function upCommand(onExit) {
    return (0, command_1.command)('up', 'run everything on this machine, embedded where no address is set')
        .option('--once', 'end when every date due is published and checked against the API')
        .action((0, command_1.handler)(onExit, (context, options) => up(context, options)));
}
async function up(context, { once }) {
    const { home, out, stop } = context;
    const other = home.running;
    if (other !== undefined) {
        throw new exit_codes_1.UsageError(`\`adtech up\` runs in this folder already (process ${String(other.pid)})`);
    }
    const log = (0, logger_1.createLogger)('up', home.file('adtech.log'));
    (0, temporal_runtime_1.installTemporalRuntime)(log);
    const started = [];
    try {
        return await startAll(context, log, started, once === true);
    }
    catch (error) {
        if (!stop.aborted)
            throw error;
        return once === true ? exit_codes_1.EXIT.partlyDone : exit_codes_1.EXIT.done;
    }
    finally {
        if (started.length > 0) {
            out.line('stopping');
            await stopAll(started.reverse());
            out.done('everything is stopped; the data is kept');
        }
    }
}
/** Stops all parts in order, also when one of them fails to; then fails as the first did. */
async function stopAll(parts) {
    const failures = [];
    for (const part of parts) {
        await part.stop().catch((error) => {
            failures.push(error);
        });
    }
    if (failures.length > 0)
        throw failures[0];
}
async function startAll({ settings, home, out, stop }, log, started, once) {
    await prepareLake(settings, home, out);
    out.line('starting Postgres and Temporal');
    const embedded = await (0, embedded_1.startEmbedded)(settings, home, out, stop);
    started.push(embedded);
    stop.throwIfAborted();
    const { addresses } = embedded;
    const { applied } = await (0, services_1.migrateAt)(addresses.databaseUrl);
    out.done(`Postgres ${applied.length === 0 ? 'is up to date' : `migrated: ${applied.join(', ')}`}`);
    return (0, services_1.withServices)(settings, addresses, async (services) => {
        const worker = await (0, worker_part_1.startWorker)(settings, addresses, log);
        started.push(worker);
        out.done('a worker polls for runs');
        const api = await startApi(settings, embedded, log, out);
        started.push(api);
        const apiUrl = `http://${LOOPBACK}:${String(api.port)}`;
        out.done(`the API answers at ${apiUrl}, and shows itself at ${apiUrl}/docs`);
        out.done(`metrics are at http://${LOOPBACK}:${String(api.metricsPort)}/metrics`);
        if (embedded.temporalUiUrl !== undefined)
            out.done(`the Temporal Web UI is at ${embedded.temporalUiUrl}`);
        const { outcome } = await (0, schedule_1.applySchedule)(services.client, addresses.startDate);
        out.done(`the daily schedule is ${outcome === 'unchanged' ? 'in place' : outcome}, from ${addresses.startDate} on`);
        const work = async () => {
            const code = await catchUp(services, out, stop);
            const checked = await check(services, apiUrl, out);
            if (once)
                return code === exit_codes_1.EXIT.done ? checked : code;
            await showTour(services, apiUrl, embedded, out);
            await (0, stop_signal_1.aborted)(stop);
            return exit_codes_1.EXIT.done;
        };
        return Promise.race([work(), worker.failed]);
    });
}
async function catchUp(services, out, stop) {
    const { startDate } = services;
    const lastDate = (0, execution_date_1.lastDueDate)(new Date());
    const missing = await (0, missing_dates_1.findMissingDates)(services.db, startDate, lastDate);
    if (missing.length === 0) {
        out.done(`every date from ${startDate} to ${lastDate} is published`);
        return exit_codes_1.EXIT.done;
    }
    out.line(`catching up ${String(missing.length)} dates, ${missing[0] ?? ''} to ${missing.at(-1) ?? ''}`);
    const view = (0, dates_view_1.openDatesView)(out, services, () => performance.now());
    const results = await (0, run_dates_1.runDates)(services, missing, {
        // Runs of an earlier `up` that was killed go on now that there is a worker again.
        whenOpen: 'join',
        onProgress: view.show,
        signal: stop,
    }).finally(() => view.close());
    stop.throwIfAborted();
    (0, dates_view_1.printResults)(out, results, { listed: false });
    return (0, run_dates_1.exitCodeOf)(results);
}
async function check(services, apiUrl, out) {
    const dates = (0, execution_date_1.daysFromTo)(services.startDate, (0, execution_date_1.lastDueDate)(new Date()));
    const { lists, faults } = await (0, check_published_1.checkPublished)(services, apiUrl, dates);
    if (faults.length === 0) {
        out.done(`checked: the API answers the published lists, ${lists.toLocaleString('en')} of them over ${String(dates.length)} dates`);
        return exit_codes_1.EXIT.done;
    }
    for (const fault of faults.slice(0, 20))
        out.warn(fault);
    if (faults.length > 20)
        out.warn(`and ${String(faults.length - 20)} more`);
    return exit_codes_1.EXIT.failed;
}
/** Logs of the 30 days up to yesterday, when the embedded lake has none; their first day becomes the start date. */
async function prepareLake(settings, home, out) {
    const lake = await (0, services_1.lakeAt)(settings.lakeUrl ?? home.lakeUrl, settings);
    if (await hasInputs(lake))
        return;
    if (settings.lakeUrl !== undefined) {
        throw new exit_codes_1.UsageError(`${lake.url} has no logs below ${lake_keys_1.INPUT_PREFIX}; upload them, or write samples with \`npx adtech sample --out ${lake.url}\``);
    }
    const { rows: rowsPerLog, days, seed } = sample_1.SAMPLE_DEFAULTS;
    const lastDay = (0, execution_date_1.addDays)((0, execution_date_1.utcDay)(new Date()), -1);
    const summary = await (0, sample_1.writeSample)(lake, { rowsPerLog, days, seed, lastDay }, out, true);
    home.rememberSample(summary.firstDay);
    out.done(`sample logs written: ${(0, sample_1.describeSample)(summary)}`);
}
async function hasInputs(lake) {
    for await (const object of lake.list(lake_keys_1.INPUT_PREFIX))
        return object.key !== '';
    return false;
}
/** On the ports that PORT and METRICS_PORT name or none; without them the usual ones, or the next free ones. */
async function startApi(settings, embedded, log, out) {
    const { databaseUrl, startDate } = embedded.addresses;
    const temporalUiUrl = settings.temporalUiUrl ?? embedded.temporalUiUrl;
    const [port, metricsPort] = await Promise.all([
        settings.port ?? usualPort('PORT', settings_1.DEFAULT_PORT, out),
        settings.metricsPort ?? usualPort('METRICS_PORT', settings_1.DEFAULT_METRICS_PORT, out),
    ]);
    const listen = { host: LOOPBACK, port };
    return (0, api_part_1.startApiServer)(settings, { databaseUrl, temporalUiUrl, startDate, listen, metricsPort }, log);
}
/** A port where it is free, or else another. */
async function usualPort(setting, usual, out) {
    const port = await (0, ports_1.freePort)(usual);
    if (port !== usual)
        out.warn(`port ${String(usual)} is taken; ${String(port)} is used (${setting} sets one)`);
    return port;
}
async function showTour({ db }, apiUrl, embedded, out) {
    const advertiser = await anyAdvertiser(db);
    out.line();
    out.line('Look around:');
    out.line(`  curl ${apiUrl}/recommendations/${advertiser}/TopCTR`);
    out.line(`  curl ${apiUrl}/history/${advertiser}`);
    out.line(`  curl ${apiUrl}/stats`);
    out.line(`  open ${apiUrl}/   # the dashboard`);
    if (embedded.temporalUiUrl !== undefined)
        out.line(`  open ${embedded.temporalUiUrl}`);
    out.line('  npx adtech status');
    out.line('  cat .adtech/running.json   # DATABASE_URL and TEMPORAL_ADDRESS for psql, temporal and the like');
    out.line();
    out.line('Ctrl-C stops everything.');
}
async function anyAdvertiser(db) {
    const row = await db
        .selectFrom('advertisers')
        .select('advertiser_id')
        .orderBy('advertiser_id')
        .limit(1)
        .executeTakeFirst();
    return encodeURIComponent(row?.advertiser_id ?? 'ADVERTISER');
}
//# sourceMappingURL=up.js.map