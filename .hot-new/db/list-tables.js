"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.deleteLists = deleteLists;
exports.insertLists = insertLists;
exports.selectLists = selectLists;
exports.selectEntries = selectEntries;
const kysely_1 = require("kysely");
const array_literal_1 = require("./array-literal");
const text_array_1 = require("./text-array");
/** Lists in one INSERT: 0.5 MB of usual ids, 6 MB of the longest. */
const INSERT_LISTS = 2_000;
/** The tables of the models that the contract gives one; every other model shares `model_lists`. */
const OWN_TABLES = {
    TopProducts: { lists: 'top_products_lists', entries: 'top_products', stored: ['views'] },
    TopCTR: { lists: 'top_ctr_lists', entries: 'top_ctr_products', stored: ['clicks', 'impressions'] },
};
const SHARED_LISTS = 'model_lists';
const SHARED_ENTRIES = 'model_recommendations';
/** The statement that removes a model's lists of a date. */
function deleteLists(model, date) {
    const own = OWN_TABLES[model.name];
    return own === undefined
        ? (0, kysely_1.sql) `DELETE FROM ${kysely_1.sql.table(SHARED_LISTS)} WHERE model = ${model.name} AND date = ${date}`
        : (0, kysely_1.sql) `DELETE FROM ${kysely_1.sql.table(own.lists)} WHERE date = ${date}`;
}
/** The statements that insert a model's lists of a date, in bounded portions. */
function* insertLists(model, date, { advertiserIds, productIds, metrics }) {
    for (let start = 0; start < advertiserIds.length; start += INSERT_LISTS) {
        const portion = (column) => column.slice(start, start + INSERT_LISTS);
        yield insertPortion(model, date, {
            advertiserIds: portion(advertiserIds),
            productIds: portion(productIds),
            metrics: Object.fromEntries(model.metrics.map(({ name }) => [name, portion(metrics[name] ?? [])])),
        });
    }
}
// Arrays of arrays do not travel: unnest would flatten them, so that each list is a text that its row casts.
function insertPortion(model, date, { advertiserIds, productIds, metrics }) {
    const advertisers = (0, text_array_1.textArray)(advertiserIds);
    const products = (0, text_array_1.textArray)(productIds.map(array_literal_1.arrayLiteral));
    const own = OWN_TABLES[model.name];
    if (own === undefined) {
        const objects = advertiserIds.map((_, i) => {
            const pairs = Object.entries(metrics).map(([name, arrays]) => `${JSON.stringify(name)}:${arrays[i] ?? 'null'}`);
            return `{${pairs.join(',')}}`;
        });
        return (0, kysely_1.sql) `
      INSERT INTO ${kysely_1.sql.table(SHARED_LISTS)} (model, date, advertiser_id, product_ids, metrics)
      SELECT ${model.name}, ${date}::date, advertiser_id, product_ids::text[], metrics::jsonb
      FROM unnest(${advertisers}::text[], ${products}::text[], ${(0, text_array_1.textArray)(objects)}::text[])
        AS list (advertiser_id, product_ids, metrics)`;
    }
    const names = kysely_1.sql.join(own.stored.map((name) => kysely_1.sql.ref(name)));
    const figures = own.stored.map((name) => (0, text_array_1.textArray)((metrics[name] ?? []).map(array_literal_1.arrayLiteral)));
    return (0, kysely_1.sql) `
    INSERT INTO ${kysely_1.sql.table(own.lists)} (date, advertiser_id, product_ids, ${names})
    SELECT ${date}::date, advertiser_id, product_ids::text[],
      ${kysely_1.sql.join(own.stored.map((name) => (0, kysely_1.sql) `${kysely_1.sql.ref(name)}::integer[]`))}
    FROM unnest(${advertisers}::text[], ${products}::text[],
      ${kysely_1.sql.join(figures.map((literals) => (0, kysely_1.sql) `${literals}::text[]`))})
      AS list (advertiser_id, product_ids, ${names})`;
}
/** A subquery with the lists of a model, one row each: advertiser_id, date, product_ids (an array by rank, each product once). */
function selectLists(model) {
    const own = OWN_TABLES[model.name];
    return own === undefined
        ? (0, kysely_1.sql) `SELECT advertiser_id, date, product_ids FROM ${kysely_1.sql.table(SHARED_LISTS)} WHERE model = ${model.name}`
        : (0, kysely_1.sql) `SELECT advertiser_id, date, product_ids FROM ${kysely_1.sql.table(own.lists)}`;
}
/**
 * A subquery with the products of a model's lists, which reads no more lists than a condition on date and advertiser_id
 * asks for: advertiser_id, date, rank, `entry` (the API's JSON object of one product: `rank`, `product_id` and the
 * model's figures) and `dated_entry`, the same with its date in front.
 */
function selectEntries(model) {
    const own = OWN_TABLES[model.name];
    if (own === undefined) {
        return (0, kysely_1.sql) `
      SELECT advertiser_id, date, rank,
        jsonb_build_object('rank', rank, 'product_id', product_id) || metrics AS entry,
        jsonb_build_object('date', date, 'rank', rank, 'product_id', product_id) || metrics AS dated_entry
      FROM ${kysely_1.sql.table(SHARED_ENTRIES)} WHERE model = ${model.name}`;
    }
    const metrics = model.metrics.map(({ name }) => (0, kysely_1.sql) `${kysely_1.sql.lit(name)}, ${kysely_1.sql.ref(name)}`);
    const pairs = (0, kysely_1.sql) `'rank', rank, 'product_id', product_id, ${kysely_1.sql.join(metrics)}`;
    return (0, kysely_1.sql) `
    SELECT advertiser_id, date, rank,
      json_build_object(${pairs}) AS entry,
      json_build_object('date', date, ${pairs}) AS dated_entry
    FROM ${kysely_1.sql.table(own.entries)}`;
}
//# sourceMappingURL=list-tables.js.map