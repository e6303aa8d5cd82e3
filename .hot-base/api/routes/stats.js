"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.statsRoute = statsRoute;
const statistics_1 = require("../../db/statistics");
const execution_date_1 = require("../../domain/execution-date");
const models_1 = require("../../domain/models");
const top_ctr_1 = require("../../domain/models/top-ctr");
const top_products_1 = require("../../domain/models/top-products");
const stats_1 = require("../contract/stats");
const implementation_1 = require("../implementation");
/** Figures over all advertisers; `now` tells which date is due. */
function statsRoute({ db, now, }) {
    return (0, implementation_1.implement)(stats_1.getStats, async () => {
        const { date, ...figures } = await (0, statistics_1.findStatistics)(db, models_1.MODELS, [top_products_1.topProducts, top_ctr_1.topCtr]);
        return {
            value: { date, stale: date === null || date < (0, execution_date_1.lastDueDate)(now()), ...figures },
            // It counts all published dates.
            dates: { from: execution_date_1.FIRST_DAY },
        };
    });
}
//# sourceMappingURL=stats.js.map