"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findMissingDates = findMissingDates;
const publication_1 = require("../db/publication");
const execution_date_1 = require("../domain/execution-date");
/** The dates of a range, both ends included, that are not published; oldest first. */
async function findMissingDates(db, from, to) {
    const published = new Set((await (0, publication_1.findPublishedDates)(db, from, to)).map(({ date }) => date));
    return (0, execution_date_1.daysFromTo)(from, to).filter((date) => !published.has(date));
}
//# sourceMappingURL=missing-dates.js.map