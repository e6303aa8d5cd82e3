"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.historyRoute = historyRoute;
const recommendations_1 = require("../../db/recommendations");
const execution_date_1 = require("../../domain/execution-date");
const models_1 = require("../../domain/models");
const history_1 = require("../contract/history");
const implementation_1 = require("../implementation");
const recommendations_2 = require("./recommendations");
/** The lists of the last days, with each product's way up or down. */
function historyRoute(db) {
    return (0, implementation_1.implement)(history_1.getHistory, async ({ params: { advertiser }, query: { days, models: names } }) => {
        const models = models_1.MODELS.filter(({ name }) => names?.includes(name) ?? true);
        // One day more: the first one's ranks are held against it.
        const found = await (0, recommendations_1.findHistory)(db, models, advertiser, days + 1);
        if (found === undefined)
            throw (0, recommendations_2.unknownAdvertiser)(advertiser);
        const { newestDate, lists } = found;
        const firstDay = newestDate === null ? execution_date_1.FIRST_DAY : (0, execution_date_1.addDays)(newestDate, 1 - days);
        const history = Object.fromEntries(Object.entries(lists).map(([slug, entries]) => [slug, withRankChanges(entries, firstDay)]));
        return {
            value: { advertiser, history: history },
            dates: { from: newestDate === null ? firstDay : (0, execution_date_1.addDays)(firstDay, -1) },
        };
    });
}
function withRankChanges(entries, firstDay) {
    const ranks = new Map(entries.map(({ date, product_id, rank }) => [`${date} ${product_id}`, rank]));
    return entries
        .filter(({ date }) => date >= firstDay)
        .map((entry) => {
        const previous = ranks.get(`${(0, execution_date_1.addDays)(entry.date, -1)} ${entry.product_id}`);
        return {
            ...entry,
            previous_rank: previous ?? null,
            rank_change: previous === undefined ? null : previous - entry.rank,
        };
    });
}
//# sourceMappingURL=history.js.map