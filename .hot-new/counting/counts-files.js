"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.encodeCounts = encodeCounts;
exports.productColumns = productColumns;
exports.writeCountsPart = writeCountsPart;
exports.readProducts = readProducts;
exports.numberProducts = numberProducts;
exports.readCountRows = readCountRows;
exports.readSums = readSums;
exports.writeRejects = writeRejects;
const logs_1 = require("../domain/logs");
const lake_keys_1 = require("../storage/lake-keys");
const parquet_1 = require("../storage/parquet");
const count_rows_1 = require("./count-rows");
/** Lays a table of counts out. */
function encodeCounts(encode, log, table) {
    const { advertiserIds, productIds, rows } = table;
    return {
        products: { bytes: encode(productColumns({ advertiserIds, productIds })), rows: productIds.length },
        counts: { bytes: encode(countColumns(log, rows)), rows: rows.day.length },
        events: rows.counters.reduce((total, counter) => total + (0, count_rows_1.sumOf)(counter), 0),
        firstDay: rows.day[0] ?? 0,
        lastDay: rows.day.at(-1) ?? 0,
    };
}
/** The columns of a table of products. */
function productColumns(products) {
    return [
        { name: 'advertiser_id', type: 'STRING', data: products.advertiserIds },
        { name: 'product_id', type: 'STRING', data: products.productIds },
    ];
}
function countColumns(log, rows) {
    return [
        { name: 'day', type: 'DATE', data: rows.day },
        { name: 'product', type: 'INT32', data: rows.product },
        ...logs_1.LOG_COUNTERS[log].map((counter, i) => ({
            name: counter,
            type: 'INT32',
            data: rows.counters[i] ?? [],
        })),
    ];
}
/** Writes a part of an object's counts; `name` tells it apart from the owner's others. */
async function writeCountsPart(lake, object, owner, name, encoded, shard) {
    const write = async (kind) => {
        const { bytes, rows } = encoded[kind];
        const key = (0, lake_keys_1.countsFileKey)(object, owner, `${kind}-${name}`);
        const { etag } = await lake.write(key, bytes);
        return { key, etag, rows };
    };
    const { events, firstDay, lastDay } = encoded;
    const products = await write('products');
    return { ...shard, products, counts: await write('counts'), events, firstDay, lastDay };
}
/** Reads a table of products. */
async function readProducts(lake, file) {
    const columns = await (0, parquet_1.readParquetColumns)(lake, file, { advertiser_id: 'STRING', product_id: 'STRING' });
    return { advertiserIds: columns.advertiser_id, productIds: columns.product_id };
}
/** Numbers the products of a file in an index, portion by portion: its texts do not all stay in memory. */
async function numberProducts(lake, file, index) {
    const numbers = new Int32Array(file.rows);
    const columns = { advertiser_id: 'STRING', product_id: 'STRING' };
    await (0, parquet_1.readParquetPortions)(lake, file, columns, (portion, start) => {
        const { advertiser_id: advertiserIds, product_id: productIds } = portion;
        index.number({ advertiserIds, productIds }, numbers.subarray(start, start + productIds.length));
    });
    return numbers;
}
/** Reads the rows of a part. */
async function readCountRows(lake, log, file) {
    const { day, ...sums } = await readColumns(lake, log, file, { day: 'DATE' });
    return { day: day ?? new Int32Array(), ...sums };
}
/** Reads sums over days: products, and the counters of the log in their order. */
async function readSums(lake, log, file) {
    return readColumns(lake, log, file, {});
}
async function readColumns(lake, log, file, more) {
    const counters = logs_1.LOG_COUNTERS[log];
    const types = Object.fromEntries(['product', ...counters].map((name) => [name, 'INT32']));
    const { day, product, ...rest } = await (0, parquet_1.readParquetColumns)(lake, file, {
        ...types,
        ...more,
    });
    return {
        ...(day === undefined ? {} : { day }),
        product: product ?? new Int32Array(),
        counters: counters.map((counter) => rest[counter] ?? new Int32Array()),
    };
}
/** Writes rejected rows; null when there are none. */
async function writeRejects(lake, object, owner, rejects) {
    if (rejects.length === 0)
        return null;
    return (0, parquet_1.writeParquet)(lake, (0, lake_keys_1.countsFileKey)(object, owner, 'rejects'), [
        { name: 'line', type: 'INT32', data: rejects.map(({ line }) => line) },
        { name: 'reason', type: 'STRING', data: rejects.map(({ reason }) => reason) },
        { name: 'text', type: 'STRING', data: rejects.map(({ text }) => text) },
    ]);
}
//# sourceMappingURL=counts-files.js.map