"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.searchAdvertisers = searchAdvertisers;
const kysely_1 = require("kysely");
/**
 * The advertisers whose id contains `text`, whatever its case; all of them for an empty text. Only those of `among`,
 * where that is given.
 */
async function searchAdvertisers(db, text, { among, limit }) {
    let query = db
        .selectFrom('advertisers')
        .select(['advertiser_id', (0, kysely_1.sql) `count(*) OVER ()`.as('count')])
        .where((0, kysely_1.sql) `position(lower(${text}) IN lower(advertiser_id)) > 0`);
    if (among !== undefined) {
        query = query.where('advertiser_id', '=', (0, kysely_1.sql) `ANY (${[...among]}::text[])`);
    }
    const rows = await query
        .orderBy((0, kysely_1.sql) `advertiser_id COLLATE "C"`)
        .limit(limit)
        .execute();
    return { ids: rows.map(({ advertiser_id }) => advertiser_id), count: rows[0]?.count ?? 0 };
}
//# sourceMappingURL=advertisers.js.map