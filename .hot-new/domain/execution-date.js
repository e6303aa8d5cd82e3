"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SCHEDULED_HOUR_UTC = exports.FIRST_DAY = void 0;
exports.isCalendarDay = isCalendarDay;
exports.utcDay = utcDay;
exports.addDays = addDays;
exports.daysFromTo = daysFromTo;
exports.scheduledTime = scheduledTime;
exports.lastDueDate = lastDueDate;
exports.nextScheduledTime = nextScheduledTime;
/** The first day that there is. */
exports.FIRST_DAY = '0001-01-01';
/** The hour (UTC) at which the run of an execution date is due. */
exports.SCHEDULED_HOUR_UTC = 23;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAY_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Tells whether `text` is a real day of the calendar (years 0001 to 9999), exactly as `YYYY-MM-DD`. */
function isCalendarDay(text) {
    const match = DAY_PATTERN.exec(text);
    if (match === null)
        return false;
    const year = Number(match[1]);
    const month = Number(match[2]);
    const day = Number(match[3]);
    if (year === 0 || month < 1 || month > 12 || day < 1)
        return false;
    const leap = month === 2 && (year % 4 === 0 ? year % 100 !== 0 || year % 400 === 0 : false);
    return day <= (DAYS_IN_MONTH[month - 1] ?? 0) + (leap ? 1 : 0);
}
/** The UTC day on which `instant` lies. */
function utcDay(instant) {
    return instant.toISOString().slice(0, 10);
}
/** The day `count` days after `day` (before it, if negative). */
function addDays(day, count) {
    return utcDay(new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS));
}
/** Every day from `from` to `to`, both included; empty when `from` is later. */
function daysFromTo(from, to) {
    const count = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
    return Array.from({ length: Math.max(0, count) }, (_, i) => addDays(from, i));
}
/** The instant at which the run of `date` is due: 23:00 UTC of that day. */
function scheduledTime(date) {
    return new Date(Date.parse(`${date}T00:00:00Z`) + exports.SCHEDULED_HOUR_UTC * HOUR_MS);
}
/** The newest execution date whose scheduled time is not after `now`. */
function lastDueDate(now) {
    return utcDay(new Date(now.getTime() - exports.SCHEDULED_HOUR_UTC * HOUR_MS));
}
/** The first scheduled time after `now`. */
function nextScheduledTime(now) {
    return new Date(scheduledTime(lastDueDate(now)).getTime() + DAY_MS);
}
//# sourceMappingURL=execution-date.js.map