"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SELECTIONS = void 0;
exports.planBackfill = planBackfill;
/** Which dates of a range a backfill runs. */
exports.SELECTIONS = ['missing', 'failed', 'stale', 'all'];
/** Which dates of a range are run, and in which order; none whose run is open. */
function planBackfill(dates, only, { latestFirst }) {
    const selected = dates
        .filter(({ state }) => state !== 'running')
        .filter(({ state, isPublished }) => {
        if (only === 'all')
            return true;
        return only === 'missing' ? !isPublished : state === only;
    })
        .map(({ date }) => date)
        .sort();
    return {
        dates: latestFirst ? selected.reverse() : selected,
        open: dates
            .filter(({ state }) => state === 'running')
            .map(({ date }) => date)
            .sort(),
    };
}
//# sourceMappingURL=backfill-plan.js.map