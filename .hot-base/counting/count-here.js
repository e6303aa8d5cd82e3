"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.countHere = countHere;
const log_header_1 = require("../storage/log-header");
const range_chain_1 = require("./range-chain");
const shards_1 = require("./shards");
/** Whose files the counts are, where no workflow counts. */
const RUN_ID = 'here';
/**
 * Counts an object with the same tasks as the workflow `countObject`, without Temporal: nothing is tried again, and
 * nobody else waits for it.
 *
 * @throws BadLogError
 * @throws LakeObjectChangedError
 */
async function countHere(tasks, { log, object }, { signal, onBytes }) {
    const hooks = () => {
        let seen = 0;
        const onProgress = ({ bytes_read: read }) => {
            if (typeof read !== 'number')
                return;
            onBytes(read - seen);
            seen = read;
        };
        return { signal, onProgress };
    };
    const ownedBy = (step) => ({ log, object, owner: { runId: RUN_ID, step, attempt: 1 } });
    const opened = await tasks.run('openObject', ownedBy('open'), hooks());
    if ('counted' in opened)
        return opened.counted;
    const { plan } = opened;
    const countRange = (index, from) => {
        const range = rangeFrom(plan, index, from);
        const input = { ...ownedBy(`range-${String(range.start)}`), columns: plan.columns, range };
        return tasks.run('countRange', { ...input, startsAtRecord: index === 0 || from !== undefined }, hooks());
    };
    const counted = await Promise.all(plan.ranges.map((_, i) => countRange(i)));
    const chain = await (0, range_chain_1.chainRanges)(plan, counted, countRange);
    if ('fault' in chain)
        throw new log_header_1.BadLogError(object.key, chain.fault.text, chain.fault.line ?? undefined);
    const { ranges } = chain;
    const parts = ranges.flatMap((range) => range.parts);
    const merged = await (0, shards_1.mergeInShards)(parts, (shards) => Promise.all(shards.map((shard) => tasks.run('mergeShard', { ...ownedBy(`merge-${String(shard.shard)}`), parts, shard }, { signal }))));
    const finish = { ...ownedBy('finish'), headerLines: plan.headerLines, ranges, parts: merged };
    return tasks.run('finishObject', finish, { signal });
}
function rangeFrom({ ranges }, index, from) {
    const planned = ranges[index] ?? { start: 0, end: 0 };
    return { start: from ?? planned.start, end: planned.end };
}
//# sourceMappingURL=count-here.js.map