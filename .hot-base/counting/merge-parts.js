"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.mergeParts = mergeParts;
exports.mergeShard = mergeShard;
const logs_1 = require("../domain/logs");
const parquet_1 = require("../storage/parquet");
const counts_files_1 = require("./counts-files");
const product_index_1 = require("./product-index");
const shards_1 = require("./shards");
const row_merger_1 = require("./row-merger");
/** Adds parts up, one shard after the other. */
function mergeParts(lake, owned, parts) {
    return (0, shards_1.mergeInShards)(parts, async (shards) => {
        const merged = [];
        for (const shard of shards)
            merged.push(await mergeShard(lake, { ...owned, parts, shard }));
        return merged;
    });
}
/** Adds the counts of one shard's advertisers up; null where they have too many products for one. */
async function mergeShard(lake, { log, object, owner, parts, shard, }) {
    const index = new product_index_1.ProductIndex(shard);
    const merger = new row_merger_1.RowMerger(logs_1.LOG_COUNTERS[log].length);
    for (const part of parts) {
        const numbers = await (0, counts_files_1.numberProducts)(lake, part.products, index);
        if (index.size > shards_1.MERGE_PRODUCTS && shard.shards < shards_1.MAX_SHARDS)
            return null;
        merger.add(await (0, counts_files_1.readCountRows)(lake, log, part.counts), numbers);
    }
    const { products, positions } = index.sort();
    const encoded = (0, counts_files_1.encodeCounts)(await (0, parquet_1.loadParquetEncoder)(), log, {
        ...products,
        rows: merger.merge(positions),
    });
    const name = `${String(shard.shard)}-of-${String(shard.shards)}`;
    return (0, counts_files_1.writeCountsPart)(lake, object, owner, name, encoded, shard);
}
//# sourceMappingURL=merge-parts.js.map