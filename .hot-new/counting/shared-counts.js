"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.inputShards = inputShards;
exports.nameInputs = nameInputs;
exports.loadCounts = loadCounts;
exports.sizeOfCounts = sizeOfCounts;
exports.sizeOfProducts = sizeOfProducts;
exports.shareProducts = shareProducts;
exports.nameProducts = nameProducts;
const node_crypto_1 = require("node:crypto");
const logs_1 = require("../domain/logs");
const lake_1 = require("../storage/lake");
const parquet_1 = require("../storage/parquet");
const counts_files_1 = require("./counts-files");
const product_index_1 = require("./product-index");
const shards_1 = require("./shards");
const row_merger_1 = require("./row-merger");
/** Rows of a shard of a date's inputs, about. */
const SHARD_ROWS = 12_000_000;
/** The fewest shards that the counts of these objects can be worked through in. */
function inputShards(objects) {
    const rows = objects.flatMap(({ parts }) => parts).reduce((sum, { counts }) => sum + counts.rows, 0);
    return (0, shards_1.shardsFor)(rows, SHARD_ROWS);
}
/** A short name for a set of inputs: equal for equal counts, whatever their order. */
function nameInputs(objects) {
    const files = objects.flatMap(({ parts }) => parts.map(({ counts }) => `${counts.key}\n${counts.etag}`));
    return (0, node_crypto_1.createHash)('sha256').update(files.sort().join('\n')).digest('hex').slice(0, 32);
}
/**
 * Adds up the counts of all inputs, and writes their products down where nobody has done so yet; null where the first
 * shard has too many products.
 */
async function loadCounts(lake, { objects, shard, productsKey }) {
    const index = new product_index_1.ProductIndex(shard);
    const numbered = [];
    for (const { log, parts } of objects) {
        for (const { products, counts } of parts.filter((one) => overlap(one, shard))) {
            numbered.push({ log, counts, numbers: await (0, counts_files_1.numberProducts)(lake, products, index) });
            // The first shard speaks for all: advertisers are spread evenly.
            if (index.size > shards_1.MERGE_PRODUCTS && shard.shard === 0 && shard.shards < shards_1.MAX_SHARDS)
                return null;
        }
    }
    const { products, positions } = index.sort();
    // One log after the other: what is read of the first is forgotten when the second is read.
    const rowsOf = async (log) => {
        const merger = new row_merger_1.RowMerger(logs_1.LOG_COUNTERS[log].length);
        for (const part of numbered.filter((one) => one.log === log)) {
            merger.add(await (0, counts_files_1.readCountRows)(lake, log, part.counts), part.numbers);
        }
        return merger.merge(positions, sharedInts);
    };
    return {
        products: await writeProducts(lake, productsKey, products),
        counts: {
            products: shareProducts(productsKey, products),
            rows: { product_views: await rowsOf('product_views'), ads_views: await rowsOf('ads_views') },
        },
    };
}
/** Equal inputs give equal products, so whoever comes first writes them. */
async function writeProducts(lake, key, products) {
    const rows = products.productIds.length;
    const known = await lake.head(key);
    if (known !== undefined)
        return { key, etag: known.etag, rows };
    const encode = await (0, parquet_1.loadParquetEncoder)();
    try {
        const { etag } = await lake.write(key, encode((0, counts_files_1.productColumns)(products)), { onlyIfAbsent: true });
        return { key, etag, rows };
    }
    catch (error) {
        if (error instanceof lake_1.LakeObjectExistsError)
            return writeProducts(lake, key, products);
        throw error;
    }
}
/** Bytes of memory that counts take. */
function sizeOfCounts({ products, rows }) {
    const columns = logs_1.EVENT_LOGS.flatMap((log) => [rows[log].day, rows[log].product, ...rows[log].counters]);
    return sizeOfProducts(products) + columns.reduce((sum, column) => sum + column.byteLength, 0);
}
/** Bytes of memory that products take. */
function sizeOfProducts(products) {
    const { bytes, advertiserEnds, productEnds, firstProducts } = products;
    return bytes.byteLength + advertiserEnds.byteLength + productEnds.byteLength + firstProducts.byteLength;
}
/** Puts products, which stand in order, into shared memory. */
function shareProducts(id, { advertiserIds, productIds }) {
    const firsts = advertiserIds.flatMap((advertiserId, i) => advertiserId === advertiserIds[i - 1] ? [] : [i]);
    const advertisers = firsts.map((first) => advertiserIds[first] ?? '');
    const lengthOf = (ids) => ids.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const bytes = Buffer.from(new SharedArrayBuffer(lengthOf(advertisers) + lengthOf(productIds)));
    let filled = 0;
    const put = (ids) => {
        const ends = sharedInts(ids.length);
        ids.forEach((text, i) => {
            filled += bytes.write(text, filled);
            ends[i] = filled;
        });
        return ends;
    };
    const advertiserEnds = put(advertisers);
    const productEnds = put(productIds);
    const firstProducts = sharedInts(firsts.length);
    firstProducts.set(firsts);
    return { id, bytes: new Uint8Array(bytes.buffer), advertiserEnds, productEnds, firstProducts };
}
/** The texts of shared products. */
function nameProducts(products) {
    const { advertiserEnds, productEnds, firstProducts } = products;
    // A copy: shared memory cannot be decoded.
    const bytes = Buffer.from(products.bytes.slice());
    let from = 0;
    const texts = (ends) => Array.from(ends, (end) => {
        const text = bytes.toString('utf8', from, end);
        from = end;
        return text;
    });
    return { advertiserIds: texts(advertiserEnds), productIds: texts(productEnds), firstProducts };
}
function sharedInts(length) {
    return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
}
/** Whether a part may have advertisers of a shard. */
function overlap(part, { shard, shards }) {
    const fewer = Math.min(part.shards, shards);
    return (part.shard & (fewer - 1)) === (shard & (fewer - 1));
}
//# sourceMappingURL=shared-counts.js.map