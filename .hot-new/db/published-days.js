"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findPublishedSpan = findPublishedSpan;
exports.findPublishedRuns = findPublishedRuns;
exports.totalsOf = totalsOf;
exports.figuresOf = figuresOf;
const kysely_1 = require("kysely");
/** Which dates are published. */
async function findPublishedSpan(db) {
    const { rows } = await (0, kysely_1.sql) `
    SELECT min(date) AS first, max(date) AS last, count(*) AS published
    FROM publications WHERE run_id IS NOT NULL`.execute(db);
    return rows[0] ?? { first: null, last: null, published: 0 };
}
/** The runs behind what is published in a range of dates, both ends included, newest date first. */
async function findPublishedRuns(db, from, to) {
    return (db
        .selectFrom('publications')
        .innerJoin('runs', 'runs.run_id', 'publications.run_id')
        .select(['publications.date', 'publications.published_at', 'publications.run_id', 'runs.totals'])
        .select(['runs.rows_read', 'runs.rows_kept', 'runs.rows_rejected', 'runs.rejects', 'runs.quality'])
        .where('publications.date', '>=', from)
        .where('publications.date', '<=', to)
        .orderBy('publications.date', 'desc')
        // Written with every publication.
        .$narrowType()
        .execute());
}
/** The totals of a run's date. */
function totalsOf({ date, totals }) {
    if (totals === null)
        return { date, views: null, impressions: null, clicks: null, ctr: null };
    const { views, impressions, clicks } = totals;
    return { date, views, impressions, clicks, ctr: impressions === 0 ? null : clicks / impressions };
}
/** The figures of a run's publication. */
function figuresOf(run) {
    const { date, published_at, rows_read, rows_kept, rows_rejected, rejects, quality } = run;
    return {
        date,
        published_at: published_at.toISOString(),
        rows_read,
        rows_kept,
        rows_rejected,
        rejected_fraction: rows_read === 0 ? null : rows_rejected / rows_read,
        rejects,
        quality,
    };
}
//# sourceMappingURL=published-days.js.map