"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findInputs = findInputs;
const object_counts_1 = require("../counting/object-counts");
const logs_1 = require("../domain/logs");
const lake_keys_1 = require("../storage/lake-keys");
/** Every object that a run would read now; days from the runs that have read it, or else from its counts. */
async function findInputs(lake, published, options = {}) {
    const known = new Map();
    for (const { inputs } of published) {
        for (const { key, etag, first_day: firstDay, last_day: lastDay } of inputs) {
            known.set(`${key}@${etag}`, { firstDay, lastDay });
        }
    }
    const found = [];
    for (const log of logs_1.LOG_NAMES) {
        for await (const object of lake.list((0, lake_keys_1.logPrefix)(log), options)) {
            if ((0, lake_keys_1.isLogObject)(log, object.key))
                found.push([log, object]);
        }
    }
    return Promise.all(found.map(([log, object]) => describeInput(lake, log, object, known.get(`${object.key}@${object.etag}`))));
}
async function describeInput(lake, log, { key, etag, sizeBytes }, read) {
    const input = { log, key, etag, sizeBytes, fault: undefined };
    if (log === 'advertiser_ids')
        return { ...input, firstDay: undefined, lastDay: undefined, counted: false };
    if (read !== undefined)
        return { ...input, ...read, counted: true };
    const counts = await (0, object_counts_1.findObjectCounts)(lake, { key, etag, sizeBytes });
    if (counts === undefined)
        return { ...input, firstDay: undefined, lastDay: undefined, counted: false };
    if (!('fault' in counts)) {
        return { ...input, firstDay: counts.firstDay, lastDay: counts.lastDay, counted: true };
    }
    const { text, line } = counts.fault;
    const fault = line === null ? text : `line ${String(line)}: ${text}`;
    return { ...input, firstDay: undefined, lastDay: undefined, counted: true, fault };
}
//# sourceMappingURL=inputs.js.map