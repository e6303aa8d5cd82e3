"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.CALENDAR_DAYS = void 0;
exports.readCalendar = readCalendar;
exports.failureText = failureText;
exports.lateSeconds = lateSeconds;
const published_days_1 = require("../../../db/published-days");
const run_calendar_1 = require("../../../db/run-calendar");
const snapshot_1 = require("../../../db/snapshot");
const statistics_1 = require("../../../db/statistics");
const execution_date_1 = require("../../../domain/execution-date");
const models_1 = require("../../../domain/models");
const recorded_status_1 = require("../../recorded-status");
/** Most dates on one page. */
exports.CALENDAR_DAYS = 366;
/** Longer than the workflow of a date may take: whoever still runs then was closed without a word. */
const LONGEST_RUN_MS = 24 * 3_600_000;
/** Reads the calendar up to `to`, or up to the newest date, in one snapshot. */
async function readCalendar(db, { startDate, to, now, }) {
    return (0, snapshot_1.inSnapshot)(db, async (trx) => {
        const span = await (0, published_days_1.findPublishedSpan)(trx);
        const lastDue = (0, execution_date_1.lastDueDate)(now);
        const firstDate = [startDate, span.first, await (0, run_calendar_1.findFirstRunDate)(trx)]
            .filter((date) => date !== null && date !== undefined)
            .reduce((first, date) => (date < first ? date : first));
        const lastDate = span.last !== null && span.last > lastDue ? span.last : lastDue;
        const end = to !== undefined && to < lastDate ? to : lastDate;
        const earliest = (0, execution_date_1.addDays)(end, 1 - exports.CALENDAR_DAYS);
        const from = earliest > firstDate ? earliest : firstDate;
        const runs = await (0, run_calendar_1.findRunOutlines)(trx, from, end);
        const published = new Map((await (0, published_days_1.findPublishedRuns)(trx, from, end)).map((run) => [run.date, run]));
        return {
            span,
            firstDate,
            lastDate,
            lastDue,
            dates: (0, execution_date_1.daysFromTo)(from, end).map((date) => describe(date, runs.get(date), published.get(date), now)),
            advertisers: span.last === null ? 0 : await (0, statistics_1.countListed)(trx, models_1.MODELS, span.last),
            readAt: now,
        };
    });
}
function describe(date, run, published, now) {
    const isSilent = run?.status === 'running' && now.getTime() - run.started_at.getTime() > LONGEST_RUN_MS;
    const known = isSilent ? { ...run, status: 'abandoned' } : run;
    return {
        ...(0, recorded_status_1.recordedStatus)(date, known, published?.run_id),
        date,
        run: known,
        published,
        totals: published && (0, published_days_1.totalsOf)(published),
    };
}
/** Why a date failed, as far as anybody knows. */
function failureText({ run }) {
    return run?.failure?.message ?? 'the run was closed before it could say why (terminated or timed out)';
}
/** How late the newest date is, in seconds: 0 when everything due is published. */
function lateSeconds({ span, lastDue, readAt, firstDate }) {
    const next = span.last === null ? firstDate : (0, execution_date_1.addDays)(span.last, 1);
    return next > lastDue ? 0 : Math.max(0, (readAt.getTime() - (0, execution_date_1.scheduledTime)(next).getTime()) / 1_000);
}
//# sourceMappingURL=calendar.js.map