"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.registerRun = registerRun;
exports.recordRunEnd = recordRunEnd;
exports.findRun = findRun;
exports.findLatestRuns = findLatestRuns;
exports.findRunsOf = findRunsOf;
const kysely_1 = require("kysely");
/**
 * Records that a run has begun; again for the same run changes nothing. Two runs of a date are never open at once, so
 * an earlier one that still counts as running was closed without a word.
 */
async function registerRun(db, run) {
    await db.transaction().execute(async (trx) => {
        const inserted = await trx
            .insertInto('runs')
            .values({ date: run.date, workflow_id: run.workflowId, run_id: run.runId, status: 'running' })
            .onConflict((conflict) => conflict.column('run_id').doNothing())
            .executeTakeFirst();
        if (inserted.numInsertedOrUpdatedRows === 0n)
            return;
        await trx
            .updateTable('runs')
            .set({ status: 'abandoned', finished_at: (0, kysely_1.sql) `now()` })
            .where('date', '=', run.date)
            .where('status', '=', 'running')
            .where('run_id', '!=', run.runId)
            .execute();
    });
}
/** Records how a run ended that published nothing; a run that did publish stays published. */
async function recordRunEnd(db, run, status, failure) {
    const end = { status, finished_at: (0, kysely_1.sql) `now()`, failure: JSON.stringify(failure) };
    await db
        .insertInto('runs')
        .values({ date: run.date, workflow_id: run.workflowId, run_id: run.runId, ...end })
        .onConflict((conflict) => conflict.column('run_id').doUpdateSet(end).where('runs.status', '!=', 'published'))
        .execute();
}
/** A run by its id. */
async function findRun(db, runId) {
    return db.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst();
}
/** The newest run of each date in a range (without an end where none is given), newest date first, at most `limit`. */
async function findLatestRuns(db, range) {
    let query = recordedRuns(db).distinctOn('runs.date');
    if (range.from !== undefined)
        query = query.where('runs.date', '>=', range.from);
    if (range.to !== undefined)
        query = query.where('runs.date', '<=', range.to);
    return query.orderBy('runs.date', 'desc').orderBy('sequence', 'desc').limit(range.limit).execute();
}
/** All runs of a date, newest first. */
async function findRunsOf(db, date) {
    return recordedRuns(db).where('runs.date', '=', date).orderBy('sequence', 'desc').execute();
}
function recordedRuns(db) {
    return db
        .selectFrom('runs')
        .leftJoin('publications', 'publications.run_id', 'runs.run_id')
        .selectAll('runs')
        .select((0, kysely_1.sql) `publications.run_id IS NOT NULL`.as('is_published'));
}
//# sourceMappingURL=runs.js.map