"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SampleInTheWayError = exports.MAX_PARTS = void 0;
exports.writeSampleLogs = writeSampleLogs;
const node_stream_1 = require("node:stream");
const node_zlib_1 = require("node:zlib");
const lake_keys_1 = require("../storage/lake-keys");
const event_rows_1 = require("./event-rows");
const sample_logs_1 = require("./sample-logs");
/** Most parts of an event log: each is an object that a run lists and opens. */
exports.MAX_PARTS = 10_000;
// The fastest: the logs are made to be read, not to be kept.
const GZIP_LEVEL = 1;
/** A log of the lake has an object that the sample must not replace, or cannot. */
class SampleInTheWayError extends Error {
    key;
    replaceable;
    name = 'SampleInTheWayError';
    /** @param replaceable whether `overwrite` would replace it. */
    constructor(key, replaceable) {
        super(`${key}: exists already`);
        this.key = key;
        this.replaceable = replaceable;
    }
}
exports.SampleInTheWayError = SampleInTheWayError;
/**
 * Writes the logs of a sample into a lake, in bounded memory.
 *
 * @throws RangeError when an option is out of range.
 * @throws SampleInTheWayError, with nothing written, when the lake's logs would not be those of the sample alone.
 */
async function writeSampleLogs(lake, options, how) {
    const summary = (0, sample_logs_1.sampleSummary)(options);
    if (!Number.isInteger(how.parts) || how.parts < 1 || how.parts > exports.MAX_PARTS) {
        throw new RangeError(`parts must be a whole number from 1 to ${exports.MAX_PARTS}, not ${how.parts}`);
    }
    const signal = how.signal === undefined ? {} : { signal: how.signal };
    for (const log of Object.keys(summary.rows))
        await checkPlace(lake, log, how);
    const bytes = { advertiser_ids: 0, product_views: 0, ads_views: 0 };
    for (const log of (0, sample_logs_1.sampleLogs)(options)) {
        for (const { key, chunks } of objectsOf(log, how)) {
            const body = counted(chunks, (count) => how.onBytes?.(key, count));
            const packed = how.gzip && log.name !== 'advertiser_ids' ? gzipped(body) : body;
            const object = await lake.write(key, packed, { onlyIfAbsent: !how.overwrite, ...signal });
            bytes[log.name] += object.sizeBytes;
        }
    }
    return { ...summary, bytes };
}
/** Reads keys only. An object of another form would stay, and its rows would count with the sample's. */
async function checkPlace(lake, log, how) {
    const own = new Set(keysOf(log, how));
    const signal = how.signal === undefined ? {} : { signal: how.signal };
    for await (const { key } of lake.list((0, lake_keys_1.logPrefix)(log), signal)) {
        if (!(0, lake_keys_1.isLogObject)(log, key))
            continue;
        if (!own.has(key))
            throw new SampleInTheWayError(key, false);
        if (!how.overwrite)
            throw new SampleInTheWayError(key, true);
    }
}
function keysOf(log, { parts, gzip }) {
    if (log === 'advertiser_ids' || (parts === 1 && !gzip))
        return [(0, lake_keys_1.logKey)(log)];
    return Array.from({ length: parts }, (_, index) => (0, lake_keys_1.logPartKey)(log, index + 1, gzip));
}
function* objectsOf(log, form) {
    const keys = keysOf(log.name, form);
    let part = 0;
    for (const chunks of 'inParts' in log ? log.inParts(keys.length) : [log.chunks]) {
        yield { key: keys[part] ?? '', chunks };
        part += 1;
    }
}
async function* counted(chunks, onBytes) {
    let total = 0;
    for (const chunk of chunks) {
        total += chunk.length;
        onBytes(total);
        yield await Promise.resolve(chunk);
    }
}
function gzipped(chunks) {
    const packed = (0, node_zlib_1.createGzip)({ level: GZIP_LEVEL, chunkSize: event_rows_1.CHUNK_BYTES });
    // An error reaches the reader through `packed`, which the pipeline destroys with it.
    (0, node_stream_1.pipeline)(chunks, packed, () => undefined);
    return packed;
}
//# sourceMappingURL=write-sample.js.map