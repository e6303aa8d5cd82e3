"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findStatistics = findStatistics;
exports.readStatistics = readStatistics;
exports.countListed = countListed;
const kysely_1 = require("kysely");
const execution_date_1 = require("../domain/execution-date");
const list_overlap_1 = require("./list-overlap");
const list_tables_1 = require("./list-tables");
const published_days_1 = require("./published-days");
const snapshot_1 = require("./snapshot");
const WINDOW_DAYS = 7;
const TOTALS_DAYS = 30;
/** Computes the statistics from the tables, in one snapshot; `compared` are the models whose agreement is told. */
async function findStatistics(db, models, compared) {
    return (0, snapshot_1.inSnapshot)(db, (trx) => readStatistics(trx, models, compared));
}
/** As `findStatistics`, in a snapshot that is open already. */
async function readStatistics(trx, models, compared) {
    const dates = await (0, published_days_1.findPublishedSpan)(trx);
    const date = dates.last;
    if (date === null)
        return { dates, ...NOTHING };
    const window = { from: (0, execution_date_1.addDays)(date, 1 - WINDOW_DAYS), to: date };
    const published = await (0, published_days_1.findPublishedRuns)(trx, (0, execution_date_1.addDays)(date, 1 - TOTALS_DAYS), date);
    const recent = published.filter((run) => run.date >= window.from);
    const days = recent.map((run) => run.date).reverse();
    const portions = await (0, list_overlap_1.findPortions)(trx);
    const mostChanged = {};
    for (const model of models) {
        mostChanged[model.name] = await (0, list_overlap_1.findMostChanged)(trx, model, days, portions);
    }
    return {
        date,
        dates,
        window,
        advertiser_count: await countListed(trx, models, date),
        most_changed: mostChanged,
        agreement: await (0, list_overlap_1.findAgreement)(trx, compared, date, portions),
        totals: published.map(published_days_1.totalsOf),
        runs: recent.map(published_days_1.figuresOf),
    };
}
const NOTHING = {
    date: null,
    window: { from: null, to: null },
    advertiser_count: 0,
    most_changed: {},
    agreement: [],
    totals: [],
    runs: [],
};
/** Advertisers with a list of any of the models on a date. */
async function countListed(db, models, date) {
    const perModel = models.map((model) => (0, kysely_1.sql) `SELECT advertiser_id FROM (${(0, list_tables_1.selectLists)(model)}) AS lists WHERE date = ${date}`);
    const { rows } = await (0, kysely_1.sql) `
    SELECT count(DISTINCT advertiser_id) AS count FROM (${kysely_1.sql.join(perModel, (0, kysely_1.sql) ` UNION ALL `)}) AS lists`.execute(db);
    return rows[0]?.count ?? 0;
}
//# sourceMappingURL=statistics.js.map