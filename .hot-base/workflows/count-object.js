"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.countObject = countObject;
const workflow_1 = require("@temporalio/workflow");
const range_chain_1 = require("../counting/range-chain");
const shards_1 = require("../counting/shards");
const run_identity_1 = require("../domain/run-identity");
const steps = (0, workflow_1.proxyActivities)({
    // Of its own: long counting does not take the slots of the dates that wait for it.
    taskQueue: run_identity_1.COUNTING_TASK_QUEUE,
    startToCloseTimeout: '1 hour',
    heartbeatTimeout: '15 seconds',
    retry: {
        initialInterval: '1 second',
        backoffCoefficient: 2,
        maximumInterval: '1 minute',
        maximumAttempts: 60,
    },
});
/**
 * Counts one object of an event log by day and product, for all dates: a small one at once, a large one in byte ranges
 * side by side, which are then added up. Its id names the object's key and ETag, so that whoever needs the counts waits
 * for one and the same run.
 *
 * @throws ApplicationFailure `BadLog` when the object cannot be read, `LakeObjectChanged` when it is no longer there.
 */
async function countObject(input) {
    const { log, object } = input;
    const opened = await steps.openObject.executeWithOptions({ summary: `open ${object.key}` }, [
        { log, object },
    ]);
    if ('counted' in opened)
        return report(opened.counted);
    const { plan } = opened;
    (0, workflow_1.setCurrentDetails)(`counting **${object.key}** in ${String(plan.ranges.length)} ranges`);
    const counted = await Promise.all(plan.ranges.map((_, i) => countRange(input, plan, i)));
    const chain = await (0, range_chain_1.chainRanges)(plan, counted, (i, from) => countRange(input, plan, i, from));
    if ('fault' in chain)
        return refuse(input, chain.fault);
    const { ranges } = chain;
    const parts = ranges.flatMap((range) => range.parts);
    const merged = await (0, shards_1.mergeInShards)(parts, (shards) => Promise.all(shards.map((shard) => steps.mergeCounts.executeWithOptions({ summary: `add up ${String(parts.length)} parts of ${object.key}` }, [{ log, object, parts, shard }]))));
    const finished = await steps.finishObject.executeWithOptions({ summary: `make ${object.key} known` }, [
        {
            log,
            object,
            headerLines: plan.headerLines,
            // The parts travel once, added up.
            ranges: ranges.map((range) => ({ ...range, parts: [] })),
            parts: merged,
        },
    ]);
    return report(finished);
}
function countRange({ log, object }, { columns, ranges }, index, from) {
    const planned = ranges[index] ?? { start: 0, end: 0 };
    const range = { start: from ?? planned.start, end: planned.end };
    const summary = `${object.key}: range ${String(index + 1)} of ${String(ranges.length)}`;
    return steps.countRange.executeWithOptions({ summary: from === undefined ? summary : `${summary}, again` }, [{ log, object, columns, range, startsAtRecord: index === 0 || from !== undefined }]);
}
async function refuse(input, fault) {
    return steps.refuseObject.executeWithOptions({ summary: `${input.object.key} cannot be read` }, [
        { ...input, fault },
    ]);
}
function report(counts) {
    const { object, accepted, rejected, firstDay, lastDay } = counts;
    const days = firstDay === null ? 'no days' : `${firstDay} to ${String(lastDay)}`;
    (0, workflow_1.setCurrentDetails)(`**${object.key}** counted: ${String(accepted)} rows, ${String(rejected)} rejected, ${days}`);
    return counts;
}
//# sourceMappingURL=count-object.js.map