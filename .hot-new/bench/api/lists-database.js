"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createListsDatabase = createListsDatabase;
exports.publishAgain = publishAgain;
const run_identity_1 = require("../../domain/run-identity");
const servers_1 = require("../servers");
const marks_1 = require("./marks");
const RUN_ID = '018d5c2f-7a10-7c3e-9b1d-3f0a5e6c7d81';
const LIST = 'generate_series(1, 20) AS rank';
/** Three digits each, so that all answers are of one size. */
const FIGURE = {
    views: `980 - 40 * rank + ascii(right(advertiser_id, 1)) % 10`,
    clicks: '121 - rank',
    impressions: '800',
};
/** Makes a database of its own with a list of both models for each advertiser; rows are packed, and Postgres knows their figures. */
async function createListsDatabase(servers, advertisers) {
    const url = await servers.createDatabase();
    return (0, servers_1.withDatabase)(url, async (client) => {
        const { rows } = await client.query(`INSERT INTO advertisers (advertiser_id)
       SELECT upper(left(md5(number::text), 20)) FROM generate_series(1, $1::integer) AS number
       RETURNING advertiser_id`, [advertisers]);
        const ids = rows.map(({ advertiser_id }) => advertiser_id);
        await client.query(`INSERT INTO runs (date, workflow_id, run_id, status, finished_at, published_at)
       VALUES ($1, $2, $3, 'published', $4, $4)`, [marks_1.DATE, (0, run_identity_1.workflowIdOf)(marks_1.DATE), RUN_ID, (0, marks_1.instantOfMark)(0)]);
        await client.query(`INSERT INTO publications (date, fence, published_fence, run_id, published_at)
       SELECT $1, token, token, $2, $3 FROM nextval('fence_tokens') AS token`, [marks_1.DATE, RUN_ID, (0, marks_1.instantOfMark)(0)]);
        await insertLists(client, ids, 0);
        await client.query('VACUUM (ANALYZE)');
        await client.query('CHECKPOINT');
        return { url, advertisers: ids };
    });
}
/**
 * Publishes the date again as the product does: in one transaction under the date's lock, the lists of `advertisers` are
 * deleted and inserted with a new mark, the fence is raised, and readers are notified at COMMIT.
 */
async function publishAgain(client, advertisers, mark) {
    await client.query('BEGIN');
    await client.query('SELECT FROM publications WHERE date = $1 FOR UPDATE', [marks_1.DATE]);
    for (const table of ['top_products_lists', 'top_ctr_lists']) {
        await client.query(`DELETE FROM ${table} WHERE date = $1 AND advertiser_id = ANY ($2)`, [
            marks_1.DATE,
            advertisers,
        ]);
    }
    await insertLists(client, advertisers, mark);
    await client.query(`UPDATE publications SET fence = token, published_fence = token, published_at = $2
     FROM nextval('fence_tokens') AS token WHERE date = $1`, [marks_1.DATE, (0, marks_1.instantOfMark)(mark)]);
    await client.query("SELECT pg_notify('adtech_publications', $1)", [marks_1.DATE]);
    await client.query('COMMIT');
}
async function insertLists(client, advertisers, mark) {
    const array = (expression) => `ARRAY(SELECT ${expression} FROM ${LIST} ORDER BY rank)`;
    for (const { table, figures } of [
        { table: 'top_products_lists', figures: ['views'] },
        { table: 'top_ctr_lists', figures: ['clicks', 'impressions'] },
    ]) {
        await client.query(`INSERT INTO ${table} (date, advertiser_id, product_ids, ${figures.join(', ')})
       SELECT $1::date, advertiser_id, ${array(marks_1.PRODUCT_ID_SQL)}, ${figures.map((name) => array(FIGURE[name])).join(', ')}
       FROM unnest($2::text[]) AS advertiser_id, CAST($3 AS integer) AS mark`, [marks_1.DATE, advertisers, mark]);
    }
}
//# sourceMappingURL=lists-database.js.map