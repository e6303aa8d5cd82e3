"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.JUDGED_DATES = void 0;
exports.checkInputs = checkInputs;
exports.checkRejects = checkRejects;
exports.checkVolume = checkVolume;
const date_ranges_1 = require("../../domain/date-ranges");
const execution_date_1 = require("../../domain/execution-date");
const logs_1 = require("../../domain/logs");
const reject_shares_1 = require("../../domain/reject-shares");
const volumes_1 = require("../../domain/volumes");
const log_objects_1 = require("../../storage/log-objects");
const log_header_1 = require("../../storage/log-header");
const finding_1 = require("./finding");
/** Newest dates whose data are judged; what is older was seen before. */
exports.JUDGED_DATES = 7;
/** Whether the logs are there, can be read, and reach up to the last date due. */
async function checkInputs(lake, { dates, inputs }, signal) {
    const findings = [];
    for (const log of logs_1.LOG_NAMES) {
        await (0, log_objects_1.findLogObjects)(lake, log, { signal }).catch((error) => {
            if (!(error instanceof log_header_1.BadLogError))
                throw error;
            findings.push((0, finding_1.finding)(error.message, { command: 'npx adtech count' }));
        });
    }
    for (const { key, sizeBytes, fault } of inputs) {
        const what = sizeBytes === 0 ? '0 bytes, as an upload in progress leaves it' : fault;
        if (what === undefined)
            continue;
        findings.push((0, finding_1.finding)(`${key} cannot be read: ${what}`, {
            remedy: 'upload it anew, or remove it',
            command: 'npx adtech count',
        }));
    }
    const lastDays = [];
    for (const log of logs_1.EVENT_LOGS) {
        const lastDay = lastDayOf(log, inputs);
        lastDays.push(`${log} up to ${lastDay ?? '(not known)'}`);
        findings.push(...lateOrEmpty(log, lastDay, dates));
    }
    return (0, finding_1.checked)('inputs', `${String(inputs.length)} objects, ${lastDays.join(', ')}`, findings);
}
/** The last day of a log's events; undefined while an object is not counted, null where there are none. */
function lastDayOf(log, inputs) {
    let last = null;
    for (const { lastDay } of inputs.filter((input) => input.log === log)) {
        if (lastDay === undefined)
            return undefined;
        if (lastDay !== null && (last === null || lastDay > last))
            last = lastDay;
    }
    return last;
}
function lateOrEmpty(log, lastDay, dates) {
    const lastDue = dates.at(-1)?.date;
    if (lastDay === undefined || lastDay === null || lastDue === undefined)
        return [];
    const late = (0, execution_date_1.daysFromTo)((0, execution_date_1.addDays)(lastDay, 1), lastDue);
    const empty = dates
        .slice(-exports.JUDGED_DATES)
        .filter(({ date, state }) => date <= lastDay && state === 'done')
        .filter(({ record }) => {
        const totals = record?.published?.totals ?? undefined;
        return totals !== undefined && logs_1.LOG_COUNTERS[log].every((counter) => totals[counter] === 0);
    })
        .map(({ date }) => date);
    const told = (days, what) => days.length === 0
        ? []
        : [
            (0, finding_1.finding)(`${log} has no rows of ${(0, date_ranges_1.describeDays)(days)}: ${what}`, {
                dates: days,
                remedy: 'upload them',
                command: (0, finding_1.backfillOf)(days, 'stale'),
            }),
        ];
    return [
        ...told(late, `they are late, its newest rows are of ${lastDay}`),
        ...told(empty, 'its active advertisers had no event on them, though later days have rows'),
    ];
}
/** Whether the newest dates had more rejects than the ones before, or come near the limit. */
function checkRejects(dates, limit) {
    const published = dates.flatMap(({ date, record }) => {
        const run = record?.published;
        return run === undefined ? [] : [{ date, rowsRead: run.rows_read, rowsRejected: run.rows_rejected }];
    });
    const from = dates.slice(-exports.JUDGED_DATES)[0]?.date ?? '';
    const newest = published.at(-1);
    const summary = newest === undefined
        ? 'nothing is published'
        : `${newest.rowsRejected.toLocaleString('en')} of ${newest.rowsRead.toLocaleString('en')} rows of ${newest.date}, allowed are ${percent(limit)}`;
    const findings = (0, reject_shares_1.findUnusualRejects)(published, from, limit).map(({ date, of, share, measure }) => (0, finding_1.finding)(of === 'all_rows'
        ? `${percent(share)} of the rows that ${date} was made from are rejected; above ${percent(measure)} dates fail`
        : `${percent(share)} of the rows that came with ${date} are rejected, usual are ${percent(measure)}`, {
        dates: [date],
        remedy: '`npx adtech data check` names objects, reasons and lines; correct and upload them',
        command: (0, finding_1.backfillOf)([date], 'stale'),
    }));
    return (0, finding_1.checked)('rejects', summary, findings);
}
/** Whether the newest dates have as many events as the days before let expect. */
function checkVolume(dates) {
    const days = dates.flatMap(({ date, record }) => {
        const totals = record?.published?.totals;
        return totals === undefined || totals === null ? [] : [{ date, totals }];
    });
    const from = dates.slice(-exports.JUDGED_DATES)[0]?.date ?? '';
    const newest = days.at(-1);
    const summary = newest === undefined
        ? 'no published date has totals'
        : `${newest.date}: ${logs_1.COUNTERS.map((counter) => `${english(newest.totals[counter])} ${logs_1.COUNTER_WORDS[counter]}`).join(', ')}`;
    const findings = (0, volumes_1.findUnusualVolumes)(days, from)
        // No rows at all are told as late or empty inputs.
        .filter(({ value }) => value > 0)
        .map(({ date, counter, value, usual, days: before }) => (0, finding_1.finding)(`${date} has ${english(value)} ${logs_1.COUNTER_WORDS[counter]}, the ${String(before)} days before had ${english(usual)} (median)`, {
        dates: [date],
        remedy: `see whether rows are missing or came twice, and upload them; if the day was like that: --ignore volume@${date}`,
        command: (0, finding_1.backfillOf)([date], 'stale'),
    }));
    return (0, finding_1.checked)('volume', summary, findings);
}
function english(count) {
    return Math.round(count).toLocaleString('en');
}
function percent(share) {
    return `${String(Math.round(share * 10_000) / 100)} %`;
}
//# sourceMappingURL=check-inputs.js.map