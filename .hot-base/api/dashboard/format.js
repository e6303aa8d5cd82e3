"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.countText = countText;
exports.quantityText = quantityText;
exports.percentText = percentText;
exports.instantText = instantText;
exports.durationText = durationText;
exports.bytesText = bytesText;
exports.monthText = monthText;
exports.daysText = daysText;
const execution_date_1 = require("../../domain/execution-date");
/** Between a number and its unit, which belong on one line. */
const NARROW = '\u202f';
const whole = new Intl.NumberFormat('en');
const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const monthName = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
/** `155,662` */
function countText(count) {
    return whole.format(count);
}
/** `1 date`, `30 dates` */
function quantityText(count, one, many = `${one}s`) {
    return `${countText(count)} ${count === 1 ? one : many}`;
}
/** A fraction as `0.961 %`. */
function percentText(fraction) {
    return `${significant.format(fraction * 100)}${NARROW}%`;
}
/** `2026-11-23 23:00:07 UTC` */
function instantText(instant) {
    return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
/** `7.2 s`, `3 min 5 s`, `26 h 4 min`, `3 d 2 h` */
function durationText(seconds) {
    if (seconds < 60)
        return `${seconds.toFixed(1)}${NARROW}s`;
    const units = [
        ['d', 86_400],
        ['h', 3_600],
        ['min', 60],
        ['s', 1],
    ];
    const first = units.findIndex(([, size]) => seconds >= size);
    let rest = Math.round(seconds);
    const parts = units.slice(first, first + 2).map(([unit, size]) => {
        const count = Math.floor(rest / size);
        rest -= count * size;
        return count === 0 ? '' : `${String(count)}${NARROW}${unit}`;
    });
    return parts.filter((part) => part !== '').join(' ');
}
/** `4.9 MB`, in powers of 1,000. */
function bytesText(bytes) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
    return `${significant.format(bytes / 1_000 ** power)}${NARROW}${units[power] ?? ''}`;
}
/** `November 2026` of `2026-11`. */
function monthText(month) {
    return monthName.format(new Date(`${month}-01T00:00:00Z`));
}
/** Days in order, those in a row put together: `2026-11-02, 2026-11-05 to 2026-11-09`; at most `limit` of them. */
function daysText(days, limit = 6) {
    const ranges = [];
    for (const day of days) {
        const last = ranges.at(-1);
        if (last !== undefined && (0, execution_date_1.addDays)(last.to, 1) === day)
            last.to = day;
        else
            ranges.push({ from: day, to: day });
    }
    const shown = ranges.slice(0, limit).map(({ from, to }) => (from === to ? from : `${from} to ${to}`));
    const more = ranges.length - shown.length;
    return `${shown.join(', ')}${more > 0 ? `, and ${quantityText(more, 'more range')}` : ''}`;
}
//# sourceMappingURL=format.js.map