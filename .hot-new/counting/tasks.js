"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TASKS = void 0;
const count_object_1 = require("./count-object");
const count_range_1 = require("./count-range");
const counts_files_1 = require("./counts-files");
const filter_day_1 = require("./filter-day");
const merge_parts_1 = require("./merge-parts");
const rank_lists_1 = require("./rank-lists");
const shared_counts_1 = require("./shared-counts");
/** The long work of the steps, each part by its name: all of it runs in threads of its own. */
exports.TASKS = {
    openObject: count_object_1.openObject,
    countRange: count_range_1.countRange,
    mergeShard: merge_parts_1.mergeShard,
    finishObject: count_object_1.finishObject,
    refuseObject: count_object_1.refuseObject,
    loadCounts: shared_counts_1.loadCounts,
    loadProducts: async (lake, input) => (0, shared_counts_1.shareProducts)(input.id, await (0, counts_files_1.readProducts)(lake, input.file)),
    filterDay: filter_day_1.filterDay,
    rankLists: rank_lists_1.rankLists,
};
//# sourceMappingURL=tasks.js.map