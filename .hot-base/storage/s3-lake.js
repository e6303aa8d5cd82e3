"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.S3Lake = void 0;
const node_stream_1 = require("node:stream");
const types_1 = require("node:util/types");
const client_s3_1 = require("@aws-sdk/client-s3");
const lib_storage_1 = require("@aws-sdk/lib-storage");
const lake_1 = require("./lake");
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 2;
const LIST_PAGE_KEYS = 1000;
const MAX_ATTEMPTS = 5;
const CONNECT_TIMEOUT_MS = 5_000;
/** Longest silence of a socket in the middle of a request or a body. */
const SOCKET_TIMEOUT_MS = 30_000;
/** A body of which fewer bytes come in such a time, while somebody waits for them, is given up and asked for again. */
const SLOW_BODY_MS = 10_000;
const SLOW_BODY_BYTES = 64 * 1024;
const REFUSALS = new Set([
    'AccessDenied',
    'AllAccessDisabled',
    'AccountProblem',
    'AuthorizationHeaderMalformed',
    'ExpiredToken',
    'Forbidden',
    'InvalidAccessKeyId',
    'InvalidBucketName',
    'InvalidToken',
    'NoSuchBucket',
    'PermanentRedirect',
    'SignatureDoesNotMatch',
    // versitygw's InvalidAccessKeyId
    'XAdminUserNotFound',
]);
/** A lake in an S3 bucket. */
class S3Lake {
    url;
    #client;
    #bucket;
    #prefix;
    constructor(options) {
        this.#bucket = options.bucket;
        this.#prefix = options.prefix === '' ? '' : `${options.prefix}/`;
        this.url = `s3://${options.bucket}/${options.prefix}`.replace(/\/$/, '');
        this.#client = new client_s3_1.S3Client({
            maxAttempts: MAX_ATTEMPTS,
            requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SOCKET_TIMEOUT_MS },
            ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
            ...(options.region === undefined ? {} : { region: options.region }),
        });
    }
    async head(key, options = {}) {
        try {
            const answer = await this.#client.send(new client_s3_1.HeadObjectCommand(this.#at(key)), abort(options.signal));
            return { key, sizeBytes: answer.ContentLength ?? 0, etag: unquote(answer.ETag) };
        }
        catch (error) {
            if (httpStatus(error) === 404 && !hasName(error, 'NoSuchBucket'))
                return undefined;
            throw this.#translate(error);
        }
    }
    async *list(prefix, options = {}) {
        (0, lake_1.refuseRelativeKey)(prefix);
        let token;
        do {
            const command = new client_s3_1.ListObjectsV2Command({
                Bucket: this.#bucket,
                Prefix: this.#prefix + prefix,
                MaxKeys: LIST_PAGE_KEYS,
                ContinuationToken: token,
            });
            const page = await this.#client.send(command, abort(options.signal)).catch((error) => {
                throw this.#translate(error);
            });
            for (const { Key, Size, ETag } of page.Contents ?? []) {
                if (Key === undefined || Key.endsWith('/'))
                    continue;
                yield { key: Key.slice(this.#prefix.length), sizeBytes: Size ?? 0, etag: unquote(ETag) };
            }
            token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
        } while (token !== undefined);
    }
    async read(key, options = {}) {
        const { range } = options;
        const conditions = {
            ...(options.ifMatch === undefined ? {} : { IfMatch: `"${options.ifMatch}"` }),
            ...(range === undefined ? {} : { Range: `bytes=${String(range.start)}-${String(range.end - 1)}` }),
        };
        try {
            const command = new client_s3_1.GetObjectCommand({ ...this.#at(key), ...conditions });
            const answer = await this.#client.send(command, abort(options.signal));
            if (!(answer.Body instanceof node_stream_1.Readable))
                throw new Error(`${key}: the answer has no body`);
            if (range !== undefined && answer.ContentLength !== range.end - range.start) {
                answer.Body.destroy();
                throw new lake_1.LakeObjectChangedError(key, `it no longer has the bytes ${conditions.Range ?? ''}`);
            }
            return wholeBody(key, answer.Body, answer.ContentLength, options.signal);
        }
        catch (error) {
            if (httpStatus(error) === 412)
                throw new lake_1.LakeObjectChangedError(key, `it no longer has ETag ${options.ifMatch ?? ''}`);
            if (hasName(error, 'NoSuchKey'))
                throw new lake_1.LakeObjectMissingError(key);
            throw this.#translate(error);
        }
    }
    async *readPieces(key, _space, options = {}) {
        yield* (await this.read(key, options));
    }
    async write(key, body, options = {}) {
        const condition = options.onlyIfAbsent === true ? { IfNoneMatch: '*' } : {};
        try {
            if (body instanceof Uint8Array) {
                const command = new client_s3_1.PutObjectCommand({ ...this.#at(key), ...condition, Body: body });
                const answer = await this.#client.send(command, abort(options.signal));
                return { key, sizeBytes: body.byteLength, etag: unquote(answer.ETag) };
            }
            return await this.#upload(key, body, condition, options.signal);
        }
        catch (error) {
            if (httpStatus(error) === 412)
                throw new lake_1.LakeObjectExistsError(key);
            throw this.#translate(error);
        }
    }
    close() {
        this.#client.destroy();
    }
    async #upload(key, body, condition, signal) {
        signal?.throwIfAborted();
        let sizeBytes = 0;
        const counted = new node_stream_1.Transform({
            transform(chunk, _encoding, done) {
                sizeBytes += chunk.byteLength;
                done(null, chunk);
            },
        });
        // Either end takes the other with it: a failed source ends the upload, a failed upload lets go of its source.
        (0, node_stream_1.pipeline)(node_stream_1.Readable.from(body, { objectMode: false }), counted, () => undefined);
        const upload = new lib_storage_1.Upload({
            client: this.#client,
            params: { ...this.#at(key), ...condition, Body: counted },
            partSize: PART_BYTES,
            queueSize: PARTS_IN_FLIGHT,
        });
        const onAbort = () => void upload.abort();
        signal?.addEventListener('abort', onAbort, { once: true });
        try {
            const answer = await upload.done();
            return { key, sizeBytes, etag: unquote(answer.ETag) };
        }
        finally {
            signal?.removeEventListener('abort', onAbort);
            // An aborted upload takes back the parts that it has sent only when its body ends, which a source that stands still never does.
            counted.destroy();
        }
    }
    #at(key) {
        (0, lake_1.refuseRelativeKey)(key);
        return { Bucket: this.#bucket, Key: this.#prefix + key };
    }
    #translate(error) {
        if (hasName(error, 'CredentialsProviderError')) {
            return new lake_1.LakeRefusedError(`${this.url}: no AWS credentials found; give the process a role, or set AWS_PROFILE or AWS_* variables`);
        }
        if (error instanceof Error && error.message === 'Region is missing') {
            return new lake_1.LakeRefusedError(`${this.url}: no AWS region is configured; set AWS_REGION, or a region in the AWS profile`);
        }
        const fault = networkFault(error);
        if (fault !== undefined)
            return new lake_1.LakeUnreachableError(`${this.url}: cannot be reached (${fault})`);
        const name = error instanceof client_s3_1.S3ServiceException ? error.name : undefined;
        if (name !== undefined && (REFUSALS.has(name) || httpStatus(error) === 403)) {
            return new lake_1.LakeRefusedError(`${this.url}: refused with ${name}; check that the bucket exists and that this role may list, read and write it`);
        }
        return error;
    }
}
exports.S3Lake = S3Lake;
/** Fails a body that ends before its announced length: a cut connection must not look like a short object. */
function wholeBody(key, body, lengthBytes, signal) {
    if (lengthBytes === undefined) {
        body.destroy();
        throw new Error(`${key}: the answer has no Content-Length, without which a cut body looks like a whole one`);
    }
    let seenBytes = 0;
    const cut = (cause) => new lake_1.LakeObjectChangedError(key, `${String(seenBytes)} of ${String(lengthBytes)} bytes came${cause}`);
    const counted = new node_stream_1.Transform({
        transform(chunk, _encoding, done) {
            seenBytes += chunk.byteLength;
            done(null, chunk);
        },
        flush(done) {
            done(seenBytes === lengthBytes ? null : cut(''));
        },
    });
    let bytesBefore = 0;
    const watch = setInterval(() => {
        // Bytes that nobody has taken yet say that the reader is the slow one.
        const awaited = counted.readableLength === 0 && seenBytes < lengthBytes;
        if (awaited && seenBytes - bytesBefore < SLOW_BODY_BYTES) {
            counted.destroy(new lake_1.LakeUnreachableError(`${key}: only ${String(seenBytes - bytesBefore)} bytes came in ${String(SLOW_BODY_MS / 1000)} s`));
        }
        bytesBefore = seenBytes;
    }, SLOW_BODY_MS);
    body.on('error', (error) => {
        counted.destroy(signal?.aborted === true ? signal.reason : cut(`: ${error.message}`));
    });
    counted.on('close', () => {
        clearInterval(watch);
        body.destroy();
    });
    return body.pipe(counted);
}
function abort(signal) {
    return signal === undefined ? {} : { abortSignal: signal };
}
function unquote(etag) {
    return (etag ?? '').replace(/^"|"$/g, '');
}
function httpStatus(error) {
    return error instanceof client_s3_1.S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
/** What the network said; a host with several addresses has failed at each of them. */
function networkFault(error) {
    if (!(0, types_1.isNativeError)(error))
        return undefined;
    if ('errors' in error && Array.isArray(error.errors)) {
        const faults = error.errors.flatMap((inner) => networkFault(inner) ?? []);
        return faults.length === 0 ? undefined : faults.join('; ');
    }
    return 'syscall' in error ? error.message : undefined;
}
function hasName(error, name) {
    return error instanceof Error && error.name === name;
}
//# sourceMappingURL=s3-lake.js.map