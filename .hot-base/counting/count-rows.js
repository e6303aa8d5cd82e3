"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.sumOf = sumOf;
/** The sum of a column. */
function sumOf(column) {
    let sum = 0;
    for (const value of column)
        sum += value;
    return sum;
}
//# sourceMappingURL=count-rows.js.map