"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ENDPOINTS = void 0;
const health_1 = require("./health");
const history_1 = require("./history");
const recommendations_1 = require("./recommendations");
const runs_1 = require("./runs");
const stats_1 = require("./stats");
/** Every route of the API, in the order of its document. */
exports.ENDPOINTS = [
    recommendations_1.getRecommendations,
    recommendations_1.postRecommendations,
    history_1.getHistory,
    stats_1.getStats,
    runs_1.getRuns,
    runs_1.getRun,
    health_1.getLive,
    health_1.getReady,
];
//# sourceMappingURL=index.js.map