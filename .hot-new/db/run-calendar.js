"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findRunOutlines = findRunOutlines;
exports.findFirstRunDate = findFirstRunDate;
const kysely_1 = require("kysely");
/** Of a failure's message: the object, the line and what to do come first. */
const MESSAGE_LENGTH = 500;
/** The newest run of each date in a range, both ends included, by date; a failure's message is cut off after 500 characters. */
async function findRunOutlines(db, from, to) {
    const rows = await db
        .selectFrom('runs')
        .distinctOn('date')
        .select(['date', 'workflow_id', 'run_id', 'status', 'started_at', 'finished_at'])
        .select(['rows_kept', 'rows_rejected'])
        .select((0, kysely_1.sql) `
        failure || jsonb_build_object('message', left(failure ->> 'message', ${MESSAGE_LENGTH}))`.as('failure'))
        .where('date', '>=', from)
        .where('date', '<=', to)
        .orderBy('date')
        .orderBy('sequence', 'desc')
        .execute();
    return new Map(rows.map((row) => [row.date, row]));
}
/** The first date that any run was for; undefined before the first run. */
async function findFirstRunDate(db) {
    const row = await db
        .selectFrom('runs')
        .select((eb) => eb.fn.min('date').as('date'))
        .executeTakeFirst();
    return row?.date ?? undefined;
}
//# sourceMappingURL=run-calendar.js.map