"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.checkCalendar = checkCalendar;
const date_ranges_1 = require("../../domain/date-ranges");
const execution_date_1 = require("../../domain/execution-date");
const stuck_runs_1 = require("../../domain/stuck-runs");
const date_statuses_1 = require("../date-statuses");
const finding_1 = require("./finding");
/** How long after its scheduled time a date may be without a run. */
const GRACE_MS = 15 * 60_000;
/** Holds every date due against what was published: the only thing that finds every date that was lost. */
function checkCalendar({ dates, inputs }, options) {
    const [first, last] = [dates[0]?.date, dates.at(-1)?.date];
    if (first === undefined || last === undefined)
        return (0, finding_1.checked)('calendar', 'no date is due yet');
    const published = dates.filter(({ record }) => record?.published !== undefined).length;
    return (0, finding_1.checked)('calendar', `${String(published)} of ${String(dates.length)} dates published, ${first} to ${last}`, [
        ...missingDates(dates, options.now),
        ...failedDates(dates),
        ...staleDates(dates, inputs),
        ...stuckDates(dates, options),
    ]);
}
function inState(dates, state) {
    return dates.filter((date) => date.state === state);
}
function missingDates(dates, now) {
    const isDue = ({ date }) => now.getTime() - (0, execution_date_1.scheduledTime)(date).getTime() > GRACE_MS;
    const missing = inState(dates, 'missing')
        .filter(isDue)
        .map(({ date }) => date);
    if (missing.length === 0)
        return [];
    return [
        (0, finding_1.finding)(`${count(missing, 'date was', 'dates were')} never started: ${(0, date_ranges_1.describeDays)(missing)}. ` +
            'No counter of the schedule tells of dates that fell due while it was paused, that a pause on failure threw away, ' +
            'or that lie before its start', { dates: missing, command: (0, finding_1.backfillOf)(missing, 'missing') }),
    ];
}
function failedDates(dates) {
    const byMessage = new Map();
    for (const { date, record } of inState(dates, 'failed')) {
        const message = (0, date_statuses_1.failureOf)(record?.newest);
        byMessage.set(message, [...(byMessage.get(message) ?? []), date]);
    }
    return [...byMessage].map(([message, failed]) => (0, finding_1.finding)(`${count(failed, 'date', 'dates')} failed, ${(0, date_ranges_1.describeDays)(failed)}: ${message}`, {
        dates: failed,
        remedy: 'mend what the message names',
        command: (0, finding_1.backfillOf)(failed, 'failed'),
    }));
}
function staleDates(dates, inputs) {
    const stale = inState(dates, 'stale').map(({ date }) => date);
    // An object that cannot be read may concern any date, and fails them all: it is the one to be mended first.
    if (stale.length === 0 || inputs.some(({ fault }) => fault !== undefined))
        return [];
    const isNew = inputs.filter(({ log, counted }) => log !== 'advertiser_ids' && !counted);
    const cause = isNew.length === 0
        ? 'objects that concern them have changed since, or came later'
        : `${String(isNew.length)} objects are new, the first ${isNew[0]?.key ?? ''}, and may concern any date until they are counted, which the command does first`;
    return [
        (0, finding_1.finding)(`${count(stale, 'date is', 'dates are')} stale, ${(0, date_ranges_1.describeDays)(stale)}: ${cause}`, {
            dates: stale,
            command: (0, finding_1.backfillOf)(stale, 'stale'),
        }),
    ];
}
function stuckDates(dates, { now, maxOpenMinutes }) {
    return dates.flatMap(({ date, open }) => {
        const why = open && (0, stuck_runs_1.whyStuck)(open, now, maxOpenMinutes);
        if (open === undefined || why === undefined)
            return [];
        return [
            (0, finding_1.finding)(`the run of ${date} does not end: ${why} (run ${open.runId})`, {
                dates: [date],
                remedy: 'mend what keeps it, or begin it anew',
                command: `npx adtech run ${date} --restart`,
            }),
        ];
    });
}
function count(dates, one, many) {
    return `${String(dates.length)} ${dates.length === 1 ? one : many}`;
}
//# sourceMappingURL=check-calendar.js.map