"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findUnusualRejects = findUnusualRejects;
const volumes_1 = require("./volumes");
/** Dates before one that its share is compared with, at most. */
const COMPARED_DATES = 28;
/** A share below this is never above normal. */
const NEGLIGIBLE_SHARE = 0.005;
/** How many times the usual share is above normal. */
const TIMES_USUAL = 3;
/** The share of the limit from which on it is nearly reached. */
const NEAR_LIMIT = 0.5;
/**
 * The dates from `from` on whose rejects are above normal: of the rows that came since the date before, three times the
 * share that is usual; or of all rows, half of the limit. A date that brought no rows adds nothing to the first.
 *
 * @param dates published ones, oldest first.
 * @param limit `MAX_REJECTED_FRACTION`
 */
function findUnusualRejects(dates, from, limit) {
    const unusual = [];
    const shares = [];
    dates.forEach(({ date, rowsRead, rowsRejected }, i) => {
        const share = shareOf(rowsRejected, rowsRead);
        const before = dates[i - 1];
        const newRows = rowsRead - (before?.rowsRead ?? 0);
        const usual = (0, volumes_1.median)(shares.slice(-COMPARED_DATES));
        if (share > limit * NEAR_LIMIT && date >= from) {
            unusual.push({ date, of: 'all_rows', share, measure: limit });
        }
        if (newRows <= 0)
            return;
        const newShare = shareOf(Math.max(0, rowsRejected - (before?.rowsRejected ?? 0)), newRows);
        const isAbove = newShare > Math.max(NEGLIGIBLE_SHARE, usual * TIMES_USUAL);
        if (shares.length > 0 && isAbove && date >= from) {
            unusual.push({ date, of: 'new_rows', share: newShare, measure: usual });
        }
        shares.push(newShare);
    });
    return unusual;
}
function shareOf(part, whole) {
    return whole === 0 ? 0 : part / whole;
}
//# sourceMappingURL=reject-shares.js.map