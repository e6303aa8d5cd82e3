"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.examine = examine;
const settings_1 = require("../../config/settings");
const execution_date_1 = require("../../domain/execution-date");
const connect_1 = require("../../temporal/connect");
const date_statuses_1 = require("../date-statuses");
const exit_codes_1 = require("../exit-codes");
const services_1 = require("../services");
const check_calendar_1 = require("./check-calendar");
const check_inputs_1 = require("./check-inputs");
const check_schedule_1 = require("./check-schedule");
const check_services_1 = require("./check-services");
const finding_1 = require("./finding");
/** Makes every check that can be made; one that cannot, as what it needs is away, says so. */
async function examine(home, options) {
    const placed = findPlaces(home);
    if ('report' in placed)
        return [placed.report, ...finding_1.CHECKS.slice(1).map((check) => (0, finding_1.skipped)(check, 'settings'))];
    const { settings, addresses } = placed;
    const settingsReport = (0, finding_1.checked)('settings', `${addresses.lakeUrl}, from ${addresses.startDate} on, rejects up to ${String(settings.maxRejectedFraction * 100)} %`);
    const db = (0, services_1.databaseFor)('cli', addresses.databaseUrl);
    const lake = await (0, services_1.lakeAt)(addresses.lakeUrl, settings);
    let client;
    try {
        const address = addresses.temporal.connectionOptions.address ?? '';
        const [temporal, postgres, lakeReport] = await Promise.all([
            (0, connect_1.connectClient)(addresses.temporal).then((connected) => {
                client = connected;
                return (0, check_services_1.checkTemporal)(connected, address);
            }, (error) => (0, check_services_1.unreachable)('temporal', address, error instanceof Error ? error.cause : error, check_services_1.TEMPORAL_REMEDY)),
            (0, check_services_1.checkPostgres)(db, addresses.databaseUrl),
            (0, check_services_1.checkLake)(lake, options.signal),
        ]);
        const migrations = postgres.state === 'ok' ? await (0, check_services_1.checkMigrations)(db) : (0, finding_1.skipped)('migrations', 'Postgres');
        const services = {
            client: temporal.state === 'ok' ? client : undefined,
            db: migrations.state === 'ok' ? db : undefined,
            lake: lakeReport.state === 'ok' ? lake : undefined,
        };
        return [
            settingsReport,
            temporal,
            postgres,
            migrations,
            lakeReport,
            ...(await checkRuns(services, addresses)),
            ...(await checkDates(services, settings, addresses, options)),
        ];
    }
    finally {
        await client?.connection.close();
        lake.close();
        await db.destroy();
    }
}
function findPlaces(home) {
    try {
        const settings = (0, settings_1.loadSettings)();
        return { settings, addresses: (0, services_1.resolveAddresses)(settings, home) };
    }
    catch (error) {
        if (error instanceof settings_1.SettingsError) {
            const findings = error.faults.map((fault) => (0, finding_1.finding)(fault, { remedy: 'correct it in the environment' }));
            return { report: (0, finding_1.checked)('settings', 'cannot be used', findings) };
        }
        if (!(error instanceof exit_codes_1.UsageError))
            throw error;
        return {
            report: (0, finding_1.checked)('settings', 'not complete', [(0, finding_1.finding)(error.message, { command: 'npx adtech up' })]),
        };
    }
}
async function checkRuns({ client }, { startDate }) {
    if (client === undefined)
        return [(0, finding_1.skipped)('schedule', 'Temporal'), (0, finding_1.skipped)('worker', 'Temporal')];
    return Promise.all([(0, check_schedule_1.checkSchedule)(client, startDate), (0, check_schedule_1.checkWorker)(client)]);
}
async function checkDates({ client, db, lake }, { maxRejectedFraction }, { startDate }, options) {
    if (client === undefined || db === undefined) {
        const needs = client === undefined ? 'Temporal' : 'the migrated database';
        return finding_1.CHECKS.slice(finding_1.CHECKS.indexOf('calendar')).map((check) => (0, finding_1.skipped)(check, needs));
    }
    const from = startDate;
    const to = (0, execution_date_1.lastDueDate)(options.now);
    const known = lake === undefined
        ? await (0, date_statuses_1.findDates)({ db, client }, from, to)
        : await (0, date_statuses_1.findDates)({ db, client, lake }, from, to);
    return [
        (0, check_calendar_1.checkCalendar)(known, options),
        lake === undefined ? (0, finding_1.skipped)('inputs', 'the lake') : await (0, check_inputs_1.checkInputs)(lake, known, options.signal),
        (0, check_inputs_1.checkRejects)(known.dates, maxRejectedFraction),
        (0, check_inputs_1.checkVolume)(known.dates),
    ];
}
//# sourceMappingURL=examine.js.map