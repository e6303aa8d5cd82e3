"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createWriteLists = createWriteLists;
const activity_1 = require("@temporalio/activity");
const models_1 = require("../domain/models");
const list_files_1 = require("../counting/list-files");
const publication_1 = require("../db/publication");
const parquet_1 = require("../storage/parquet");
const step_1 = require("./step");
/** The last step of a run: replaces everything published for its execution date in one transaction. */
function createWriteLists(deps) {
    return (input) => (0, step_1.runStep)('write', input.executionDate, async ({ owner: { runId }, signal, progress }) => {
        const { executionDate, filtered, ranked } = input;
        const rowsPublished = ranked.reduce((sum, { entries }) => sum + entries, 0);
        const result = ({ publishedAt, token }) => ({
            executionDate,
            publishedAt: publishedAt.toISOString(),
            rowsPublished,
            fence: token,
        });
        // An earlier attempt may have committed and lost its answer: a run publishes once.
        const earlier = await (0, publication_1.findPublishedDate)(deps.db, executionDate);
        if (earlier?.runId === runId)
            return result(earlier);
        const fence = await (0, publication_1.claimFence)(deps.db, executionDate, runId);
        progress({ fence: fence.token, rows: rowsPublished });
        const [active, inputs, lists] = await Promise.all([
            (0, parquet_1.readParquet)(deps.lake, filtered.activeAdvertisers, { signal }),
            (0, parquet_1.readParquet)(deps.lake, filtered.inputs, { signal }),
            Promise.all(ranked.map(async (rank) => {
                const model = modelOf(rank);
                const read = (file) => (0, list_files_1.readLists)(deps.lake, file, model, { signal });
                return { model, lists: await Promise.all(rank.lists.map(read)) };
            })),
        ]);
        signal.throwIfAborted();
        const published = await (0, publication_1.publish)(deps.db, fence, {
            activeAdvertisers: active.map((row) => row.advertiser_id),
            lists,
            report: {
                rowsRead: filtered.rowsRead,
                rowsKept: filtered.rowsKept,
                rowsRejected: filtered.rowsRejected,
                rejects: filtered.rejects,
                quality: filtered.quality,
                totals: filtered.totals ?? null,
                inputs: inputs.map(describeInput),
            },
        });
        activity_1.log.info(`published ${executionDate}`, { rows: rowsPublished, fence: fence.token });
        return result(published);
    });
}
function modelOf({ model: name }) {
    const model = (0, models_1.findModel)(name);
    if (model !== undefined)
        return model;
    throw activity_1.ApplicationFailure.nonRetryable(`this worker does not know the model ${name}; deploy the version that began the run`, 'UnknownModel');
}
function describeInput({ log: name, key, etag, size_bytes, first_day, last_day }) {
    const object = { key, etag, size_bytes };
    return name === 'advertiser_ids'
        ? object
        : { ...object, first_day: first_day || null, last_day: last_day || null };
}
//# sourceMappingURL=write-lists.js.map