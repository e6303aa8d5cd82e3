"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findUnusualVolumes = findUnusualVolumes;
exports.median = median;
const execution_date_1 = require("./execution-date");
const logs_1 = require("./logs");
/** Days before a date that it is compared with, at most. */
const COMPARED_DAYS = 28;
/** Fewer days than these tell nothing. */
const FEWEST_DAYS = 5;
/** Fewer days of the same weekday than these are no pattern. */
const FEWEST_SAME_WEEKDAYS = 3;
/** What is within this share of the usual is never unusual. */
const TOLERATED_SHARE = 0.5;
/** Deviations, in standard deviations, that count as unusual. */
const TOLERATED_DEVIATIONS = 5;
/** Scales a median absolute deviation to the standard deviation of a normal distribution. */
const MAD_SCALE = 1.4826;
/**
 * The figures of the days from `from` on that are out of line with up to 28 days before: further from their median than
 * half of it, than five of their standard deviations, and than chance alone allows for so small a number. Figures that
 * are usual for the weekday are in line. The deviation is estimated from the median absolute one (C. Leys et al.,
 * "Detecting outliers", Journal of Experimental Social Psychology 49 (2013), 764–766), so that one odd day does not hide
 * the next.
 */
function findUnusualVolumes(days, from) {
    const unusual = [];
    for (const { date, totals } of days) {
        if (date < from)
            continue;
        const first = (0, execution_date_1.addDays)(date, -COMPARED_DAYS);
        const before = days.filter((day) => day.date >= first && day.date < date);
        const sameWeekday = before.filter((day) => weekday(day.date) === weekday(date));
        for (const counter of logs_1.COUNTERS) {
            const value = totals[counter];
            const figures = (some) => some.map((day) => day.totals[counter]);
            if (before.length < FEWEST_DAYS || isUsual(value, figures(before)))
                continue;
            if (sameWeekday.length >= FEWEST_SAME_WEEKDAYS && isUsual(value, figures(sameWeekday)))
                continue;
            unusual.push({ date, counter, value, usual: median(figures(before)), days: before.length });
        }
    }
    return unusual;
}
function isUsual(value, before) {
    const usual = median(before);
    const deviation = MAD_SCALE * median(before.map((figure) => Math.abs(figure - usual)));
    // Counts of rare events vary by about the square root of their number, however even the days before were.
    const chance = Math.sqrt(Math.max(usual, 1));
    const tolerated = Math.max(TOLERATED_SHARE * usual, TOLERATED_DEVIATIONS * Math.max(deviation, chance));
    return Math.abs(value - usual) <= tolerated;
}
/** The middle one of the numbers, or the mean of the two in the middle; 0 of none. */
function median(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
    const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
    return (lower + upper) / 2;
}
function weekday(date) {
    return new Date(`${date}T00:00:00Z`).getUTCDay();
}
//# sourceMappingURL=volumes.js.map