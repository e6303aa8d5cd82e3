"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.best = best;
const model_1 = require("./model");
/**
 * The first `LIST_LENGTH` items in the order of `compare`, as sorting all of them would give, in one pass.
 *
 * @param compare as of `Array.sort`; tells any two items apart.
 */
function best(items, compare) {
    const list = [];
    for (const item of items) {
        let at = list.length;
        while (at > 0 && compare(item, list[at - 1]) < 0)
            at--;
        if (at === model_1.LIST_LENGTH)
            continue;
        if (list.length === model_1.LIST_LENGTH)
            list.pop();
        list.splice(at, 0, item);
    }
    return list;
}
//# sourceMappingURL=best.js.map