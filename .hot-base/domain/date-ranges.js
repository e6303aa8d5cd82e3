"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.toRanges = toRanges;
exports.describeDays = describeDays;
const execution_date_1 = require("./execution-date");
/** The days in their order, those that follow one another together. */
function toRanges(days) {
    const ranges = [];
    for (const day of [...new Set(days)].sort()) {
        const last = ranges.at(-1);
        if (last !== undefined && (0, execution_date_1.addDays)(last.to, 1) === day)
            last.to = day;
        else
            ranges.push({ from: day, to: day });
    }
    return ranges;
}
/** The days as people read them: `2024-02-28 to 2024-03-01, 2024-03-05`, and how many more ranges there are beyond `max`. */
function describeDays(days, max = 5) {
    const ranges = toRanges(days);
    const shown = ranges.slice(0, max).map(({ from, to }) => (from === to ? from : `${from} to ${to}`));
    const more = ranges.slice(max);
    return more.length === 0
        ? shown.join(', ')
        : `${shown.join(', ')} and ${String(more.length)} more, the last ${more.at(-1)?.to ?? ''}`;
}
//# sourceMappingURL=date-ranges.js.map