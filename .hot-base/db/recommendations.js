"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findList = findList;
exports.findListsOf = findListsOf;
exports.findHistory = findHistory;
exports.findLists = findLists;
const kysely_1 = require("kysely");
const model_1 = require("../domain/models/model");
const list_tables_1 = require("./list-tables");
const prepared_1 = require("./prepared");
/**
 * The first `limit` products of a model's list on `date`, or on the newest published date; undefined for an advertiser
 * never seen. One statement, so one publication.
 */
async function findList(db, model, advertiserId, date, limit = model_1.LIST_LENGTH) {
    const [row] = await listStatement(model)(db, { advertiserId, date: date ?? null, limit });
    return row === undefined ? undefined : { ...toPublication(row), entries: row.entries };
}
const listStatements = new Map();
function listStatement(model) {
    let statement = listStatements.get(model);
    if (statement === undefined) {
        statement = (0, prepared_1.prepareStatement)((slot) => (0, kysely_1.sql) `
        WITH day AS (${dayOrNewest(slot('date'))})
        SELECT day.date, publications.published_at, publications.run_id, (
          SELECT coalesce(json_agg(entry ORDER BY rank), '[]')
          FROM (${(0, list_tables_1.selectEntries)(model)}) AS lists
          WHERE lists.date = day.date AND lists.advertiser_id = advertisers.advertiser_id AND rank <= ${slot('limit')}
        ) AS entries
        FROM advertisers CROSS JOIN day LEFT JOIN publications ON publications.date = day.date
        WHERE advertisers.advertiser_id = ${slot('advertiserId')}`);
        listStatements.set(model, statement);
    }
    return statement;
}
/** As `findList`, for many advertisers and models at once. One statement, so one publication. */
async function findListsOf(db, models, advertiserIds, { date, limit }) {
    const perModel = models.map((model) => (0, kysely_1.sql) `${kysely_1.sql.lit(model.slug)}, (
      SELECT coalesce(json_agg(entry ORDER BY rank), '[]')
      FROM (${(0, list_tables_1.selectEntries)(model)}) AS lists
      WHERE lists.date = day.date AND lists.advertiser_id = advertisers.advertiser_id AND rank <= ${limit}
    )`);
    const { rows } = await (0, kysely_1.sql) `
    WITH day AS (${dayOrNewest(date ?? null)})
    SELECT day.date, publications.published_at, publications.run_id, advertiser_id,
      json_build_object(${kysely_1.sql.join(perModel)}) AS lists
    FROM day LEFT JOIN publications ON publications.date = day.date
    LEFT JOIN advertisers ON advertiser_id = ANY (${advertiserIds}::text[])`.execute(db);
    const [first = { date: null, published_at: null, run_id: null }] = rows;
    return {
        ...toPublication(first),
        lists: new Map(rows.flatMap(({ advertiser_id, lists }) => (advertiser_id === null ? [] : [[advertiser_id, lists]]))),
    };
}
function toPublication({ date, published_at, run_id }) {
    return { date, publishedAt: published_at?.toISOString() ?? null, runId: run_id };
}
/** The lists of the last `days` days, one statement; undefined for an advertiser never seen. */
async function findHistory(db, models, advertiserId, days) {
    const perModel = models.map((model) => (0, kysely_1.sql) `${kysely_1.sql.lit(model.slug)}, (
      SELECT coalesce(json_agg(dated_entry ORDER BY lists.date DESC, rank), '[]')
      FROM (${(0, list_tables_1.selectEntries)(model)}) AS lists
      WHERE lists.advertiser_id = advertisers.advertiser_id AND lists.date = ANY (ARRAY(${lastDays(days)}))
    )`);
    const { rows } = await (0, kysely_1.sql) `
    SELECT (${newestPublishedDate}) AS newest, json_build_object(${kysely_1.sql.join(perModel)}) AS lists
    FROM advertisers WHERE advertiser_id = ${advertiserId}`.execute(db);
    const [row] = rows;
    return row === undefined ? undefined : { newestDate: row.newest, lists: row.lists };
}
const newestPublishedDate = (0, kysely_1.sql) `SELECT max(date) FROM publications WHERE run_id IS NOT NULL`;
/** `date` is a day, or null for the newest. */
function dayOrNewest(date) {
    return (0, kysely_1.sql) `SELECT coalesce(${date}::date, (${newestPublishedDate})) AS date`;
}
/** The newest published date and the `days - 1` before it, as a subquery. */
function lastDays(days) {
    return (0, kysely_1.sql) `
    SELECT newest.date - offset_days FROM (${newestPublishedDate}) AS newest (date), generate_series(0, ${days - 1}::integer) AS offset_days`;
}
/** All lists of a model on a date, by advertiser. */
async function findLists(db, model, date) {
    const { rows } = await (0, kysely_1.sql) `
    SELECT advertiser_id, json_agg(entry ORDER BY rank) AS entries
    FROM (${(0, list_tables_1.selectEntries)(model)}) AS lists WHERE date = ${date}
    GROUP BY advertiser_id ORDER BY advertiser_id COLLATE "C"`.execute(db);
    return new Map(rows.map(({ advertiser_id, entries }) => [advertiser_id, entries]));
}
//# sourceMappingURL=recommendations.js.map