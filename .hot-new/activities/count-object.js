"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createCountingActivities = createCountingActivities;
const activity_1 = require("@temporalio/activity");
const lake_1 = require("../storage/lake");
const step_1 = require("./step");
/** The activities that count one object: each is one task in a thread. */
function createCountingActivities({ lake, tasks }) {
    const run = (step, { key, etag }, work) => (0, step_1.runStep)(step, key, async ({ owner, signal, progress }) => {
        try {
            return await work(owner, { signal, onProgress: progress });
        }
        catch (error) {
            if (!(error instanceof lake_1.LakeObjectChangedError || error instanceof lake_1.LakeObjectMissingError))
                throw error;
            // A body that was cut short may be whole the next time; another object under the key will not be the old one again.
            if ((await lake.head(key))?.etag === etag)
                throw error;
            throw activity_1.ApplicationFailure.nonRetryable(error.message, 'LakeObjectChanged');
        }
    });
    return {
        openObject: (input) => run('open', input.object, (owner, hooks) => tasks.run('openObject', { ...input, owner }, hooks)),
        countRange: (input) => run(`range-${String(input.range.start)}`, input.object, (owner, hooks) => tasks.run('countRange', { ...input, owner }, hooks)),
        mergeCounts: (input) => run(`merge-${String(input.shard.shard)}`, input.object, (owner, hooks) => tasks.run('mergeShard', { ...input, owner }, hooks)),
        finishObject: (input) => run('finish', input.object, (owner, hooks) => tasks.run('finishObject', { ...input, owner }, hooks)),
        refuseObject: (input) => run('refuse', input.object, (_, hooks) => tasks.run('refuseObject', input, hooks)),
    };
}
//# sourceMappingURL=count-object.js.map