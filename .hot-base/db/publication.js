"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.StaleAttemptError = void 0;
exports.claimFence = claimFence;
exports.publish = publish;
exports.findPublishedDate = findPublishedDate;
exports.findPublishedDates = findPublishedDates;
exports.findNewestDate = findNewestDate;
exports.countPublications = countPublications;
const kysely_1 = require("kysely");
const utf8_order_1 = require("../domain/utf8-order");
const errors_1 = require("./errors");
const list_tables_1 = require("./list-tables");
const notifications_1 = require("./notifications");
const text_array_1 = require("./text-array");
const ADVERTISER_ROWS = 10_000;
/** Another attempt or run holds the right to publish the date; this one's work is of no more use. */
class StaleAttemptError extends Error {
    name = 'StaleAttemptError';
}
exports.StaleAttemptError = StaleAttemptError;
/**
 * Takes the right to publish `date` away from every earlier attempt.
 * @throws StaleAttemptError when a newer run of the date has begun.
 */
async function claimFence(db, date, runId) {
    return db.transaction().execute(async (trx) => {
        await refuseOlderRun(trx, date, runId);
        const nextToken = (0, kysely_1.sql) `nextval('fence_tokens')`;
        const { fence } = await trx
            .insertInto('publications')
            .values({ date, fence: nextToken })
            .onConflict((conflict) => conflict.column('date').doUpdateSet({ fence: nextToken }))
            .returning('fence')
            .executeTakeFirstOrThrow();
        return { date, runId, token: fence };
    });
}
/**
 * Replaces everything published for the fence's date, in one transaction under the date's row lock: readers see the
 * old lists or the new. When the connection is lost at COMMIT, the outcome is looked up.
 *
 * @throws StaleAttemptError when another attempt has claimed the date since; nothing is changed then.
 */
async function publish(db, fence, publication) {
    try {
        await db.transaction().execute((trx) => replace(trx, fence, publication));
    }
    catch (error) {
        if ((0, errors_1.databaseFault)(error) !== 'passing')
            throw error;
        const published = await findDecidedDate(db, fence.date);
        if (published?.token === fence.token)
            return published;
        throw error;
    }
    const published = await findPublishedDate(db, fence.date);
    if (published === undefined)
        throw new Error(`${fence.date}: published, and gone when read back`);
    return published;
}
/** What is published for a date; undefined when nothing is. */
async function findPublishedDate(db, date) {
    const [published] = await findPublishedDates(db, date, date);
    return published;
}
/** What is published in a range of dates, both ends included, oldest first. */
async function findPublishedDates(db, from, to) {
    const rows = await publicationsOf(db, from, to).orderBy('date').execute();
    return rows.flatMap(toPublishedDate);
}
/** The newest published date; undefined when nothing is published. */
async function findNewestDate(db) {
    const { rows } = await (0, kysely_1.sql) `
    SELECT date FROM publications WHERE run_id IS NOT NULL ORDER BY date DESC LIMIT 1`.execute(db);
    return rows[0]?.date;
}
/** A number that grows with every publication, of whatever date. */
async function countPublications(db) {
    const { rows } = await (0, kysely_1.sql) `
    SELECT coalesce(sum(published_fence), 0)::bigint AS published FROM publications`.execute(db);
    return rows[0]?.published ?? 0;
}
/** Waits for a COMMIT that is still under way: until it is decided, its transaction holds the date's row. */
async function findDecidedDate(db, date) {
    const rows = await publicationsOf(db, date, date).forShare().execute();
    return rows.flatMap(toPublishedDate)[0];
}
function publicationsOf(db, from, to) {
    return db
        .selectFrom('publications')
        .select(['date', 'run_id', 'published_at', 'published_fence'])
        .where('date', '>=', from)
        .where('date', '<=', to);
}
function toPublishedDate({ date, run_id, published_at, published_fence }) {
    if (run_id === null || published_at === null || published_fence === null)
        return [];
    return [{ date, runId: run_id, publishedAt: published_at, token: published_fence }];
}
async function replace(trx, fence, publication) {
    const { date, runId, token } = fence;
    const current = await trx
        .selectFrom('publications')
        .select('fence')
        .where('date', '=', date)
        .forUpdate()
        .executeTakeFirst();
    if (current?.fence !== token) {
        throw new StaleAttemptError(`${date}: fence token ${String(token)} is stale, the newest is ${String(current?.fence)}; nothing was changed`);
    }
    await refuseOlderRun(trx, date, runId);
    for (const { model, lists } of publication.lists) {
        await (0, list_tables_1.deleteLists)(model, date).execute(trx);
        for (const columns of lists) {
            for (const statement of (0, list_tables_1.insertLists)(model, date, columns))
                await statement.execute(trx);
        }
    }
    await addAdvertisers(trx, publication.activeAdvertisers);
    await trx
        .updateTable('publications')
        .set({ published_fence: token, run_id: runId, published_at: (0, kysely_1.sql) `clock_timestamp()` })
        .where('date', '=', date)
        .execute();
    await recordPublication(trx, fence, publication.report);
    // It is delivered at COMMIT, and not at all without one.
    await (0, kysely_1.sql) `SELECT pg_notify(${notifications_1.PUBLICATIONS_CHANNEL}, ${date})`.execute(trx);
}
async function recordPublication(trx, fence, report) {
    await trx
        .updateTable('runs')
        .set({
        status: 'published',
        published_at: (0, kysely_1.sql) `clock_timestamp()`,
        finished_at: (0, kysely_1.sql) `clock_timestamp()`,
        rows_read: report.rowsRead,
        rows_kept: report.rowsKept,
        rows_rejected: report.rowsRejected,
        rejects: JSON.stringify(report.rejects),
        inputs: JSON.stringify(report.inputs),
        quality: JSON.stringify(report.quality),
        totals: report.totals === null ? null : JSON.stringify(report.totals),
        failure: null,
    })
        .where('run_id', '=', fence.runId)
        .execute();
}
async function addAdvertisers(trx, advertisers) {
    const unknown = [];
    for (const portion of portionsOf(advertisers)) {
        const { rows } = await (0, kysely_1.sql) `
      SELECT advertiser_id FROM unnest(${(0, text_array_1.textArray)(portion)}::text[]) AS active (advertiser_id)
      WHERE NOT EXISTS (SELECT FROM advertisers WHERE advertiser_id = active.advertiser_id)`.execute(trx);
        for (const row of rows)
            unknown.push(row.advertiser_id);
    }
    // Dates publish side by side: without an order two of them could wait for each other's new advertisers crosswise.
    unknown.sort(utf8_order_1.compareUtf8);
    for (const portion of portionsOf(unknown)) {
        await (0, kysely_1.sql) `
      INSERT INTO advertisers (advertiser_id) SELECT unnest(${(0, text_array_1.textArray)(portion)}::text[])
      ON CONFLICT DO NOTHING`.execute(trx);
    }
}
function* portionsOf(advertisers) {
    for (let start = 0; start < advertisers.length; start += ADVERTISER_ROWS) {
        yield advertisers.slice(start, start + ADVERTISER_ROWS);
    }
}
async function refuseOlderRun(trx, date, runId) {
    const newest = await trx
        .selectFrom('runs')
        .select('run_id')
        .where('date', '=', date)
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst();
    if (newest?.run_id !== runId) {
        throw new StaleAttemptError(`${date}: run ${runId} is stale, run ${String(newest?.run_id)} began after it; nothing was changed`);
    }
}
//# sourceMappingURL=publication.js.map