"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.COUNTS_PREFIX = exports.INTERMEDIATE_PREFIX = exports.INPUT_PREFIX = void 0;
exports.logKey = logKey;
exports.logPartKey = logPartKey;
exports.logPrefix = logPrefix;
exports.isLogObject = isLogObject;
exports.isGzip = isGzip;
exports.intermediateKey = intermediateKey;
exports.parseIntermediateKey = parseIntermediateKey;
exports.objectCountsKey = objectCountsKey;
exports.countsFileKey = countsFileKey;
exports.productsKey = productsKey;
const execution_date_1 = require("../domain/execution-date");
/** Where the logs lie. */
exports.INPUT_PREFIX = 'input/';
/** Where intermediate results go; nothing below it is ever an input. */
exports.INTERMEDIATE_PREFIX = 'intermediate/';
/** Where the counts of the logs' objects lie; they outlive the runs that needed them. */
exports.COUNTS_PREFIX = 'counts/';
/** Part of the counts' keys: a new layout or a new rule of reading counts everything anew. */
const COUNTS_VERSION = 1;
const LOG_OBJECT_SUFFIXES = ['.csv', '.csv.gz'];
/** Key of a log that is a single object. */
function logKey(log) {
    return `${exports.INPUT_PREFIX}${log}.csv`;
}
/** Key of one of a log's parts, `part` from 1: `input/<log>/part-00001.csv`, with `.gz` if compressed; keys sort as parts do. */
function logPartKey(log, part, gzip) {
    return `${exports.INPUT_PREFIX}${log}/part-${String(part).padStart(5, '0')}.csv${gzip ? '.gz' : ''}`;
}
/** Prefix that all keys of a log share; `isLogObject` tells which of them belong to it. */
function logPrefix(log) {
    return `${exports.INPUT_PREFIX}${log}`;
}
/** Tells whether `key` is an object of the log: `input/<log>.csv[.gz]` or a `.csv[.gz]` below `input/<log>/`. */
function isLogObject(log, key) {
    if (!key.startsWith(logPrefix(log)))
        return false;
    const rest = key.slice(logPrefix(log).length);
    if (LOG_OBJECT_SUFFIXES.includes(rest))
        return true;
    return rest.startsWith('/') && LOG_OBJECT_SUFFIXES.some((suffix) => rest.endsWith(suffix));
}
/** Tells whether the object is gzip-compressed, by its key. */
function isGzip(key) {
    return key.endsWith('.gz');
}
/** Key of a Parquet file that an attempt writes, e.g. `intermediate/date=2024-11-29/run=…/filter/attempt=1/ads_views.parquet`. */
function intermediateKey(owner, name) {
    const { executionDate, runId, step, attempt } = owner;
    return `${exports.INTERMEDIATE_PREFIX}date=${executionDate}/run=${runId}/${step}/attempt=${String(attempt)}/${name}.parquet`;
}
/** The inverse of `intermediateKey`; undefined when the key is not one that it makes. */
function parseIntermediateKey(key) {
    const match = /^intermediate\/date=([^/]+)\/run=([^/]+)\/([^/]+)\/attempt=(\d+)\/([^/]+)\.parquet$/.exec(key);
    if (match === null)
        return undefined;
    const [, executionDate = '', runId = '', step = '', attempt = '', name = ''] = match;
    const owner = { executionDate, runId, step, attempt: Number(attempt) };
    return (0, execution_date_1.isCalendarDay)(executionDate) && intermediateKey(owner, name) === key
        ? { ...owner, name }
        : undefined;
}
/** Key of what is known of an object's counts, e.g. `counts/v1/ads_views.csv/etag=5e0-3/counts.json`. */
function objectCountsKey(object) {
    return `${objectCountsPrefix(object)}/counts.json`;
}
/** Key of a file that an attempt at counting writes; each attempt has keys of its own. */
function countsFileKey(object, owner, name) {
    const { runId, step, attempt } = owner;
    return `${objectCountsPrefix(object)}/run=${runId}/${step}/attempt=${String(attempt)}/${name}.parquet`;
}
function objectCountsPrefix({ key, etag }) {
    const name = key.startsWith(exports.INPUT_PREFIX) ? key.slice(exports.INPUT_PREFIX.length) : key;
    return `${exports.COUNTS_PREFIX}v${String(COUNTS_VERSION)}/${name}/etag=${encodeURIComponent(etag)}`;
}
/** Key of the products that dates with the same inputs number alike: one file for each shard of the advertisers. */
function productsKey(inputs, shard, shards) {
    return `${exports.INTERMEDIATE_PREFIX}products/inputs=${inputs}/products-${String(shard)}-of-${String(shards)}.parquet`;
}
//# sourceMappingURL=lake-keys.js.map