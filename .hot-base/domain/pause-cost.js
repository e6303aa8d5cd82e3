"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.pauseCost = pauseCost;
exports.describePauseCost = describePauseCost;
const execution_date_1 = require("./execution-date");
/** Dates of a pause that are told one by one. */
const TOLD_DATES = 7;
/** What a pause costs from `now` on. */
function pauseCost(now) {
    const next = (0, execution_date_1.addDays)((0, execution_date_1.lastDueDate)(now), 1);
    return {
        dates: Array.from({ length: TOLD_DATES }, (_, i) => (0, execution_date_1.addDays)(next, i)),
        freeUntil: (0, execution_date_1.scheduledTime)(next),
    };
}
/** The cost in words. */
function describePauseCost(now) {
    const { dates, freeUntil } = pauseCost(now);
    const minutes = Math.ceil((freeUntil.getTime() - now.getTime()) / 60_000);
    const span = `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
    return (`A pause costs nothing until ${freeUntil.toISOString().slice(0, 16).replace('T', ' ')} UTC (in ${span}), then one date a day: ` +
        `${dates[0] ?? ''} first, and ${String(dates.length)} dates up to ${dates.at(-1) ?? ''} in a week`);
}
//# sourceMappingURL=pause-cost.js.map