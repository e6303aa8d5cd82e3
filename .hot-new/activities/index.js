"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createActivities = createActivities;
const models_1 = require("../domain/models");
const run_identity_1 = require("../domain/run-identity");
const filter_logs_1 = require("./filter-logs");
const rank_model_1 = require("./rank-model");
const record_run_end_1 = require("./record-run-end");
const write_lists_1 = require("./write-lists");
/** The activities of a run, over what they depend on; one `rank…` for each model. */
function createActivities(deps) {
    const ranks = models_1.MODELS.map((model) => [(0, run_identity_1.rankActivityName)(model.name), (0, rank_model_1.createRankModel)(deps, model)]);
    return {
        filterLogs: (0, filter_logs_1.createFilterLogs)(deps),
        ...Object.fromEntries(ranks),
        writeLists: (0, write_lists_1.createWriteLists)(deps),
        recordRunEnd: (0, record_run_end_1.createRecordRunEnd)(deps),
    };
}
//# sourceMappingURL=index.js.map