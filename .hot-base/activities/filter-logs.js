"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createFilterLogs = createFilterLogs;
const logs_1 = require("../domain/logs");
const models_1 = require("../domain/models");
const rejects_1 = require("../counting/rejects");
const runs_1 = require("../db/runs");
const lake_keys_1 = require("../storage/lake-keys");
const log_objects_1 = require("../storage/log-objects");
const parquet_1 = require("../storage/parquet");
const active_advertisers_1 = require("./active-advertisers");
const reject_limit_1 = require("./reject-limit");
const step_1 = require("./step");
/**
 * The first step of a run: waits for the counts of all inputs, keeps those of active advertisers up to and including
 * the execution date, and writes them to the lake, summed by product, with a list of the objects read.
 */
function createFilterLogs(deps) {
    return (input) => (0, step_1.runStep)('filter', input.executionDate, async ({ workflowId, owner, signal, progress }) => {
        const { executionDate } = input;
        await (0, runs_1.registerRun)(deps.db, { date: executionDate, workflowId, runId: owner.runId });
        const active = await (0, active_advertisers_1.readActiveAdvertisers)(deps.lake, { signal });
        (0, reject_limit_1.refuseTooManyRejects)('advertiser_ids', active.objects, deps.maxRejectedFraction);
        const objects = await deps.countObjects(await (0, log_objects_1.findEventObjects)(deps.lake, { signal }), {
            signal,
            onProgress: progress,
        });
        (0, reject_limit_1.refuseTooManyRejects)(logs_1.EVENT_LOGS.join(' and '), objects, deps.maxRejectedFraction);
        const keyOf = (name) => (0, lake_keys_1.intermediateKey)({ executionDate, ...owner }, name);
        const write = (name, columns) => (0, parquet_1.writeParquet)(deps.lake, keyOf(name), columns, { signal });
        progress({ filtering: executionDate });
        const { days, shards } = await filterShards(deps, objects, [...active.ids], executionDate, keyOf, signal);
        const sum = (figure) => days.reduce((total, day) => total + figure(day), 0);
        const [activeAdvertisers, inputs] = await Promise.all([
            write('advertiser_ids', [{ name: 'advertiser_id', type: 'STRING', data: [...active.ids] }]),
            write('inputs', inputColumns([
                ...active.objects.map((one) => ({ log: 'advertiser_ids', ...one })),
                ...objects,
            ])),
        ]);
        return {
            rowsRead: objects.reduce((total, { records }) => total + records, 0),
            rowsKept: sum(({ rowsKept }) => rowsKept),
            totals: {
                views: sum(({ totals }) => totals.views),
                impressions: sum(({ totals }) => totals.impressions),
                clicks: sum(({ totals }) => totals.clicks),
            },
            rowsRejected: objects.reduce((total, { rejected }) => total + rejected, 0),
            rejects: (0, rejects_1.addRejects)(objects.map(({ rejects }) => rejects)),
            quality: {
                ctr_above_1: sum(({ ctrAbove1 }) => ctrAbove1),
                clicks_without_impression: sum(({ clicksWithoutImpression }) => clicksWithoutImpression),
                advertisers_without_rows: active.ids.size - sum(({ advertisersWithRows }) => advertisersWithRows),
            },
            models: models_1.MODELS.map(({ name }) => name),
            shards,
            activeAdvertisers,
            inputs,
        };
    });
}
async function filterShards(deps, objects, activeAdvertisers, date, keyOf, signal) {
    const days = [];
    const shards = [];
    await deps.counts.eachShard(objects, async ({ counts, products }, shard) => {
        const suffix = shard === 0 ? '' : `-${String(shard)}`;
        const keys = {
            product_views: keyOf(`product_views${suffix}`),
            ads_views: keyOf(`ads_views${suffix}`),
        };
        const day = await deps.tasks.run('filterDay', { counts, date, activeAdvertisers, keys }, { signal });
        days.push(day);
        shards.push({ products, sums: day.sums });
    });
    return { days, shards };
}
function inputColumns(objects) {
    const rows = objects.map(({ log, object, records, rejected, rejectedRows, firstDay, lastDay }) => ({
        log,
        key: object.key,
        etag: object.etag,
        size_bytes: object.sizeBytes,
        records,
        rejected,
        // Empty where there is none: the columns have no nulls.
        first_day: firstDay ?? '',
        last_day: lastDay ?? '',
        rejects_key: rejectedRows?.key ?? '',
    }));
    return (0, parquet_1.toColumns)(rows, [
        { name: 'log', type: 'STRING' },
        { name: 'key', type: 'STRING' },
        { name: 'etag', type: 'STRING' },
        { name: 'size_bytes', type: 'DOUBLE' },
        { name: 'records', type: 'INT32' },
        { name: 'rejected', type: 'INT32' },
        { name: 'first_day', type: 'STRING' },
        { name: 'last_day', type: 'STRING' },
        { name: 'rejects_key', type: 'STRING' },
    ]);
}
//# sourceMappingURL=filter-logs.js.map