"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.refuseTooManyRejects = refuseTooManyRejects;
const record_validation_1 = require("../domain/record-validation");
const rejects_1 = require("../counting/rejects");
const failures_1 = require("./failures");
/**
 * Refuses inputs of which, taken together, more than `maxRejectedFraction` (0 to 1) is malformed.
 *
 * @param name what the objects are, for the message.
 * @throws TooManyRejectsError
 */
function refuseTooManyRejects(name, objects, maxRejectedFraction) {
    const records = objects.reduce((sum, one) => sum + one.records, 0);
    const rejected = objects.reduce((sum, one) => sum + one.rejected, 0);
    if (rejected <= maxRejectedFraction * records)
        return;
    const lists = objects.flatMap(({ rejectedRows }) => (rejectedRows ? [rejectedRows.key] : []));
    const more = lists.length > 1 ? ` and ${String(lists.length - 1)} more` : '';
    throw new failures_1.TooManyRejectsError(`${name}: ${percent(rejected / records)} of the rows are malformed (${String(rejected)} of ${String(records)}): ` +
        `${describeReasons(objects)}. Allowed are ${percent(maxRejectedFraction)}` +
        `${lists.length === 0 ? '' : `; ${lists[0] ?? ''}${more} list the first of them`}. ` +
        'Correct the logs, or raise MAX_REJECTED_FRACTION, and run the date again');
}
function describeReasons(objects) {
    const rejects = (0, rejects_1.addRejects)(objects.map((one) => one.rejects));
    return record_validation_1.REJECT_REASONS.filter((reason) => rejects[reason] !== undefined)
        .map((reason) => {
        const first = objects.find(({ firstLines }) => firstLines[reason] !== undefined);
        const where = first === undefined ? '' : `, first at ${first.object.key} line ${String(first.firstLines[reason])}`;
        return `${reason} ${String(rejects[reason])}${where}`;
    })
        .join('; ');
}
function percent(fraction) {
    return `${String(Math.round(fraction * 10_000) / 100)} %`;
}
//# sourceMappingURL=reject-limit.js.map