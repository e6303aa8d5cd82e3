"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.FileLake = void 0;
const node_crypto_1 = require("node:crypto");
const node_fs_1 = require("node:fs");
const promises_1 = require("node:fs/promises");
const node_path_1 = __importDefault(require("node:path"));
const node_stream_1 = require("node:stream");
const node_url_1 = require("node:url");
const types_1 = require("node:util/types");
const utf8_order_1 = require("../domain/utf8-order");
const lake_1 = require("./lake");
const READ_BUFFER_BYTES = 1 << 20;
/** Names of unfinished writes; they are no objects. */
const PART_SUFFIX = '.adtech-part';
/** A lake in a folder of this machine, which is made when first written to. */
class FileLake {
    url;
    #root;
    /** @param root absolute path of the folder. */
    constructor(root) {
        this.#root = root;
        this.url = (0, node_url_1.pathToFileURL)(root).href;
    }
    async head(key) {
        try {
            const stats = await (0, promises_1.stat)(this.#path(key), { bigint: true });
            return stats.isFile() ? describe(key, stats) : undefined;
        }
        catch (error) {
            if (isMissing(error))
                return undefined;
            throw translate(error, this.#path(key));
        }
    }
    async *list(prefix) {
        (0, lake_1.refuseRelativeKey)(prefix);
        const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
        const keys = (await this.#keysBelow(folder)).filter((key) => key.startsWith(prefix)).sort(utf8_order_1.compareUtf8);
        for (const key of keys) {
            const object = await this.head(key);
            if (object !== undefined)
                yield object;
        }
    }
    async read(key, options = {}) {
        const opened = await this.#open(key, options);
        return readBytes(opened, options.signal);
    }
    async *readPieces(key, space, options = {}) {
        const opened = await this.#open(key, options);
        const { file, range } = opened;
        try {
            for (let position = range.start; position < range.end;) {
                options.signal?.throwIfAborted();
                const place = space();
                const { bytesRead } = await file.read(place, 0, Math.min(place.length, range.end - position), position);
                if (bytesRead === 0)
                    break;
                position += bytesRead;
                if (position === range.end)
                    await refuseChanged(opened);
                yield place.subarray(0, bytesRead);
            }
            await refuseChanged(opened);
        }
        finally {
            await file.close();
        }
    }
    async #open(key, { ifMatch, range }) {
        let file;
        try {
            file = await (0, promises_1.open)(this.#path(key), node_fs_1.constants.O_RDONLY);
        }
        catch (error) {
            if (isMissing(error))
                throw new lake_1.LakeObjectMissingError(key);
            throw translate(error, this.#path(key));
        }
        try {
            const stats = await file.stat({ bigint: true });
            if (!stats.isFile())
                throw new lake_1.LakeObjectMissingError(key);
            const begun = describe(key, stats);
            if (ifMatch !== undefined && ifMatch !== begun.etag) {
                throw new lake_1.LakeObjectChangedError(key, `ETag ${begun.etag}, expected ${ifMatch}`);
            }
            return { file, begun, range: range ?? { start: 0, end: begun.sizeBytes } };
        }
        catch (error) {
            await file.close();
            throw error;
        }
    }
    async write(key, body, options = {}) {
        const target = this.#path(key);
        const part = `${target}.${(0, node_crypto_1.randomUUID)()}${PART_SUFFIX}`;
        try {
            await (0, promises_1.mkdir)(node_path_1.default.dirname(target), { recursive: true });
            const file = await (0, promises_1.open)(part, 'wx');
            try {
                for await (const chunk of body instanceof Uint8Array ? [body] : body) {
                    options.signal?.throwIfAborted();
                    // Unlike `write`, it never stops in the middle of a chunk without an error.
                    await file.writeFile(chunk);
                }
                await file.sync();
            }
            finally {
                await file.close();
            }
            // A hard link fails when the name is taken; a rename would replace it.
            if (options.onlyIfAbsent === true)
                await linkNew(part, target, key);
            else
                await (0, promises_1.rename)(part, target);
        }
        catch (error) {
            throw translate(error, target);
        }
        finally {
            await (0, promises_1.rm)(part, { force: true });
        }
        const written = await this.head(key);
        if (written === undefined)
            throw new lake_1.LakeObjectChangedError(key, 'removed right after it was written');
        return written;
    }
    close() {
        // A folder holds no connection.
    }
    async #keysBelow(folder) {
        let entries;
        try {
            entries = await (0, promises_1.readdir)(this.#path(folder), { recursive: true, withFileTypes: true });
        }
        catch (error) {
            if (isMissing(error))
                return [];
            throw translate(error, this.#path(folder));
        }
        return entries
            .filter((entry) => !entry.isDirectory() && !entry.name.endsWith(PART_SUFFIX))
            .map((entry) => node_path_1.default.relative(this.#root, node_path_1.default.join(entry.parentPath, entry.name)).split(node_path_1.default.sep).join('/'));
    }
    #path(key) {
        (0, lake_1.refuseRelativeKey)(key);
        const absolute = node_path_1.default.join(this.#root, key);
        if (absolute !== this.#root && !absolute.startsWith(this.#root + node_path_1.default.sep)) {
            throw new lake_1.LakeRefusedError(`${key}: lies outside the lake`);
        }
        return absolute;
    }
}
exports.FileLake = FileLake;
/** Replacing a file by rename leaves the handle on the old bytes; writing into it in place does not. */
async function refuseChanged({ file, begun }) {
    const ended = describe(begun.key, await file.stat({ bigint: true }));
    if (ended.etag !== begun.etag)
        throw new lake_1.LakeObjectChangedError(begun.key, 'its file was written to');
}
/** Bytes of the file; closes it at the end, and also when the stream is destroyed unread. */
function readBytes(opened, signal) {
    const { file, range } = opened;
    let position = range.start;
    const next = async () => {
        const block = Buffer.allocUnsafe(Math.min(READ_BUFFER_BYTES, range.end - position));
        const { bytesRead } = block.length === 0 ? { bytesRead: 0 } : await file.read(block, 0, block.length, position);
        if (bytesRead === 0) {
            await refuseChanged(opened);
            return null;
        }
        position += bytesRead;
        return block.subarray(0, bytesRead);
    };
    return new node_stream_1.Readable({
        highWaterMark: READ_BUFFER_BYTES,
        ...(signal === undefined ? {} : { signal }),
        read() {
            next().then((bytes) => this.push(bytes), (error) => this.destroy(error));
        },
        destroy(error, done) {
            file.close().then(() => {
                done(error);
            }, (closing) => {
                done(error ?? closing);
            });
        },
    });
}
async function linkNew(part, target, key) {
    try {
        await (0, promises_1.link)(part, target);
    }
    catch (error) {
        throw hasCode(error, 'EEXIST') ? new lake_1.LakeObjectExistsError(key) : error;
    }
}
function describe(key, stats) {
    const etag = [stats.ino, stats.size, stats.mtimeNs].map((part) => part.toString(16)).join('-');
    return { key, sizeBytes: Number(stats.size), etag };
}
function isMissing(error) {
    return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}
function hasCode(error, code) {
    return (0, types_1.isNativeError)(error) && 'code' in error && error.code === code;
}
function translate(error, file) {
    if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM') || hasCode(error, 'EROFS')) {
        return new lake_1.LakeRefusedError(`${file}: this user may not read or write here; check the folder's owner and mode`);
    }
    return error;
}
//# sourceMappingURL=file-lake.js.map