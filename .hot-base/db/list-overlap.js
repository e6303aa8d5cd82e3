"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.CHANGE_BANDS = void 0;
exports.findPortions = findPortions;
exports.findMostChanged = findMostChanged;
exports.findDayChanges = findDayChanges;
exports.findAgreement = findAgreement;
const kysely_1 = require("kysely");
const list_tables_1 = require("./list-tables");
/** Advertisers in one statement, so that none comes near the time that the API gives it, however many there are. */
const PORTION_ADVERTISERS = 2_000;
const MOST_CHANGED = 10;
/** Conditions on advertiser_id that take each advertiser once, in the order of ids. */
async function findPortions(db) {
    const { rows } = await (0, kysely_1.sql) `
    SELECT advertiser_id
    FROM (SELECT advertiser_id, row_number() OVER (ORDER BY advertiser_id) AS number FROM advertisers) AS numbered
    WHERE number % ${PORTION_ADVERTISERS} = 0
    ORDER BY advertiser_id`.execute(db);
    const ends = rows.map(({ advertiser_id }) => advertiser_id);
    // No id is empty.
    return ['', ...ends].map((after, i) => {
        const end = ends[i];
        return end === undefined
            ? (0, kysely_1.sql) `advertiser_id > ${after}`
            : (0, kysely_1.sql) `advertiser_id > ${after} AND advertiser_id <= ${end}`;
    });
}
/**
 * The advertisers whose lists changed most between one of `days`, which are in order, and the next: by the mean of the
 * Jaccard distance 1 - |A ∩ B| / |A ∪ B| (Jaccard 1901). A day without a list counts as an empty list; two empty lists
 * are no pair.
 */
async function findMostChanged(db, model, days, portions) {
    let most = [];
    for (const portion of portions) {
        const pairs = days
            .slice(1)
            .map((day, i) => overlap(listsOf(model, days[i] ?? day, portion), listsOf(model, day, portion)));
        if (pairs.length === 0)
            continue;
        const { rows } = await (0, kysely_1.sql) `
      -- Summed in order, since doubles would make two means of the same distances differ.
      SELECT advertiser_id, avg(1 - jaccard ORDER BY jaccard) AS mean_change, count(*) AS day_pairs
      FROM (${kysely_1.sql.join(pairs, (0, kysely_1.sql) ` UNION ALL `)}) AS pairs
      GROUP BY advertiser_id
      ORDER BY mean_change DESC, advertiser_id COLLATE "C"
      LIMIT ${MOST_CHANGED}`.execute(db);
        // Sorting is stable: equal changes stay in the order of ids, as portions follow one another.
        most = [...most, ...rows].sort((a, b) => b.mean_change - a.mean_change).slice(0, MOST_CHANGED);
    }
    return most;
}
/** How many equal shares of the way from the same products to none shared are told apart. */
exports.CHANGE_BANDS = 10;
/** How far each of `days`, which are in order, is from the one before it; distances as in `findMostChanged`. */
async function findDayChanges(db, model, days, portions) {
    const changes = [];
    for (const [i, date] of days.slice(1).entries()) {
        const bands = Array(exports.CHANGE_BANDS + 1).fill(0);
        let [advertisers, total] = [0, 0];
        for (const portion of portions) {
            const pair = overlap(listsOf(model, days[i] ?? date, portion), listsOf(model, date, portion));
            // Rounded, since 1 - 0.9 as a double is a little less than 0.1.
            const { rows } = await (0, kysely_1.sql) `
        SELECT ceil(round((1 - jaccard)::numeric, 9) * ${exports.CHANGE_BANDS})::integer AS band,
          count(*) AS count, sum(1 - jaccard) AS sum
        FROM (${pair}) AS pair GROUP BY band`.execute(db);
            for (const { band, count, sum } of rows) {
                bands[band] = (bands[band] ?? 0) + count;
                advertisers += count;
                total += sum;
            }
        }
        if (advertisers > 0)
            changes.push({ date, advertisers, mean_change: total / advertisers, bands });
    }
    return changes;
}
/** How much two models agree on each advertiser that has a list of either on a date, most shared products first. */
async function findAgreement(db, [first, second], date, portions) {
    const agreement = [];
    for (const portion of portions) {
        const { rows } = await (0, kysely_1.sql) `
      SELECT advertiser_id, shared AS shared_products, jaccard
      FROM (${overlap(listsOf(first, date, portion), listsOf(second, date, portion))}) AS overlap
      ORDER BY advertiser_id COLLATE "C"`.execute(db);
        for (const row of rows)
            agreement.push(row);
    }
    return agreement.sort((a, b) => b.shared_products - a.shared_products);
}
function listsOf(model, date, portion) {
    return (0, kysely_1.sql) `
    SELECT advertiser_id, product_ids FROM (${(0, list_tables_1.selectLists)(model)}) AS lists WHERE date = ${date} AND ${portion}`;
}
/** A subquery with each advertiser of two sets of lists: advertiser_id, shared (products in both lists), jaccard. */
function overlap(one, other) {
    // array_to_tsvector keeps each text once, compared by bytes; with OFFSET it is made once for all that is read of it.
    return (0, kysely_1.sql) `
    SELECT advertiser_id, entries - products AS shared, (entries - products) / products::double precision AS jaccard
    FROM (
      SELECT advertiser_id,
        coalesce(cardinality(one.product_ids), 0) + coalesce(cardinality(other.product_ids), 0) AS entries,
        length(array_to_tsvector(one.product_ids || other.product_ids)) AS products
      FROM (${one}) AS one FULL JOIN (${other}) AS other USING (advertiser_id)
      OFFSET 0
    ) AS lengths`;
}
//# sourceMappingURL=list-overlap.js.map