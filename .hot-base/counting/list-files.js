"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.writeLists = writeLists;
exports.readLists = readLists;
const parquet_1 = require("../storage/parquet");
/** Writes lists, one row each: advertiser_id, product_ids and the model's metrics, all but the first as JSON arrays by rank. */
function writeLists(lake, key, model, lists) {
    const texts = (name, textOf) => ({
        name,
        type: 'STRING',
        distinct: true,
        data: lists.map(textOf),
    });
    return (0, parquet_1.writeParquet)(lake, key, [
        texts('advertiser_id', ({ advertiserId }) => advertiserId),
        texts('product_ids', ({ productIds }) => JSON.stringify(productIds)),
        ...model.metrics.map(({ name }) => texts(name, ({ metrics }) => `[${(metrics[name] ?? []).join(',')}]`)),
    ]);
}
/**
 * Reads what `writeLists` wrote, as it was written.
 * @throws Error when an advertiser has two lists.
 */
async function readLists(lake, file, model, options = {}) {
    const names = ['advertiser_id', 'product_ids', ...model.metrics.map(({ name }) => name)];
    const types = Object.fromEntries(names.map((name) => [name, 'STRING']));
    const { advertiser_id: advertiserIds = [], product_ids: productIds = [], ...metrics } = await (0, parquet_1.readParquetColumns)(lake, file, types, options);
    if (new Set(advertiserIds).size !== advertiserIds.length) {
        throw new Error(`${file.key}: an advertiser has two lists`);
    }
    return { advertiserIds, productIds, metrics };
}
//# sourceMappingURL=list-files.js.map