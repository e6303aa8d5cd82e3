"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.readLogBytes = readLogBytes;
exports.refuseEmpty = refuseEmpty;
const node_stream_1 = require("node:stream");
const types_1 = require("node:util/types");
const node_zlib_1 = require("node:zlib");
const lake_keys_1 = require("./lake-keys");
const log_header_1 = require("./log-header");
/**
 * The text of one object of a log as bytes of UTF-8: unpacked, without a byte order mark.
 *
 * @throws BadLogError when it is empty, UTF-16, or its compression is broken.
 * @throws LakeObjectChangedError when the object is no longer `object`, or ends early.
 */
async function* readLogBytes(lake, log, object, options = {}) {
    refuseEmpty(log, object);
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    const source = await lake.read(object.key, { ifMatch: object.etag, ...signal });
    const chunks = counted(source, options.onBytes ?? (() => undefined));
    try {
        yield* withoutMark(object.key, (0, lake_keys_1.isGzip)(object.key) ? gunzip(chunks, object) : chunks);
    }
    finally {
        source.destroy();
    }
}
/** @throws BadLogError when the object has no bytes at all. */
function refuseEmpty(log, object) {
    if (object.sizeBytes > 0)
        return;
    throw new log_header_1.BadLogError(object.key, `0 bytes, as an upload in progress leaves it; upload it whole (a log without rows still has its header ${(0, log_header_1.headerOf)(log)})`);
}
async function* counted(source, onBytes) {
    for await (const chunk of source) {
        onBytes(chunk.byteLength);
        yield chunk;
    }
}
/** Drops a UTF-8 byte order mark; refuses UTF-16 by its own, and what is compressed under another name. */
async function* withoutMark(key, chunks) {
    let start = Buffer.alloc(0);
    for await (const chunk of chunks) {
        if (start === undefined) {
            yield chunk;
            continue;
        }
        start = Buffer.concat([start, chunk]);
        if (start.length < 3)
            continue;
        yield afterMark(key, start);
        start = undefined;
    }
    if (start !== undefined && start.length > 0)
        yield afterMark(key, start);
}
function afterMark(key, start) {
    const mark = start.subarray(0, 2).toString('hex');
    if (mark === 'fffe' || mark === 'feff')
        throw new log_header_1.BadLogError(key, 'is UTF-16; save it as UTF-8');
    if (mark === '1f8b')
        throw new log_header_1.BadLogError(key, 'is gzip-compressed; compress it once, and name it .csv.gz');
    return start.subarray(0, 3).toString('hex') === 'efbbbf' ? start.subarray(3) : start;
}
async function* gunzip(chunks, object) {
    const unpacked = (0, node_zlib_1.createGunzip)();
    // The error reaches this generator through `unpacked`, which the pipeline destroys with it.
    (0, node_stream_1.pipeline)(chunks, unpacked, () => undefined);
    try {
        yield* unpacked;
    }
    catch (error) {
        if ((0, types_1.isNativeError)(error) && 'code' in error && String(error.code).startsWith('Z_')) {
            throw new log_header_1.BadLogError(object.key, `its gzip data is broken or cut short (${error.message}); upload it again`);
        }
        throw error;
    }
    if (unpacked.bytesWritten !== object.sizeBytes) {
        const rest = object.sizeBytes - unpacked.bytesWritten;
        throw new log_header_1.BadLogError(object.key, `${String(rest)} bytes follow its gzip data; upload it again`);
    }
}
//# sourceMappingURL=log-bytes.js.map