"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.readSameInputs = readSameInputs;
/** Whether a run of `date` has read all that matters to the date now, and nothing that is no longer there. */
function readSameInputs(date, read, now) {
    const matters = (firstDay) => firstDay === undefined || (firstDay !== null && firstDay <= date);
    const etags = new Map(read.filter(({ first_day }) => matters(first_day)).map(({ key, etag }) => [key, etag]));
    const relevant = now.filter(({ firstDay }) => matters(firstDay));
    return relevant.length === etags.size && relevant.every(({ key, etag }) => etags.get(key) === etag);
}
//# sourceMappingURL=run-inputs.js.map