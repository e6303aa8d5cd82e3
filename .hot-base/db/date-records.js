"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findDateRecords = findDateRecords;
exports.findPublishedInputs = findPublishedInputs;
const kysely_1 = require("kysely");
/** What is on record of the dates of a range, both ends included; a date of which nothing is has no entry. */
async function findDateRecords(db, from, to) {
    const [published, newest] = await Promise.all([
        publishedRuns(db, from, to)
            .select(['publications.date', 'runs.run_id', 'runs.started_at', 'publications.published_at'])
            .select(['runs.rows_read', 'runs.rows_kept', 'runs.rows_rejected'])
            .select(['runs.rejects', 'runs.quality', 'runs.totals'])
            // Written with every publication.
            .$narrowType()
            .execute(),
        db
            .selectFrom('runs')
            .distinctOn('date')
            .select(['date', 'run_id', 'status', 'started_at', 'finished_at', 'failure'])
            .where('date', '>=', from)
            .where('date', '<=', to)
            .orderBy('date')
            .orderBy('sequence', 'desc')
            .execute(),
    ]);
    const records = new Map();
    for (const { date, ...run } of newest)
        records.set(date, { published: undefined, newest: run });
    for (const { date, ...run } of published) {
        records.set(date, { newest: records.get(date)?.newest, published: run });
    }
    return records;
}
/** From which objects the dates of a range were published, dates with the same ones together. */
async function findPublishedInputs(db, from, to) {
    // The objects of many dates are the same, and many: each set of them travels once.
    const rows = await publishedRuns(db, from, to)
        .select(['runs.inputs', (0, kysely_1.sql) `array_agg(publications.date::text)`.as('dates')])
        .groupBy('runs.inputs')
        .execute();
    return rows.map(({ dates, inputs }) => ({ dates, inputs: inputs ?? [] }));
}
function publishedRuns(db, from, to) {
    return db
        .selectFrom('publications')
        .innerJoin('runs', 'runs.run_id', 'publications.run_id')
        .where('publications.date', '>=', from)
        .where('publications.date', '<=', to);
}
//# sourceMappingURL=date-records.js.map