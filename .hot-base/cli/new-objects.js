"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findNewObjects = findNewObjects;
const object_counts_1 = require("../counting/object-counts");
const log_objects_1 = require("../storage/log-objects");
const counting_runs_1 = require("../temporal/counting-runs");
const output_1 = require("./output");
/** Looks which objects of the event logs are not counted yet. @throws BadLogError when a log has no object. */
async function findNewObjects({ lake, client }, signal) {
    const objects = await (0, log_objects_1.findEventObjects)(lake, { signal });
    const waiting = [];
    for (const one of objects) {
        if ((await (0, object_counts_1.findObjectCounts)(lake, one.object, { signal })) === undefined)
            waiting.push(one);
    }
    return {
        objects,
        waiting,
        count: (onProgress) => (0, counting_runs_1.createObjectCounter)(lake, client)(objects, {
            signal,
            onProgress: ({ objects_counted: done, objects: total }) => {
                onProgress(`${(0, output_1.bar)(done / Math.max(1, total))} ${String(done)} of ${String(total)} objects`);
            },
        }),
    };
}
//# sourceMappingURL=new-objects.js.map