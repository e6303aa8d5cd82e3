import { pipeline, Readable, Transform } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { compareUtf8 } from '../domain/utf8-order';
import { listPages } from './list-pages';
import type { ListPage, PageRequest } from './list-pages';
import { faultInBucketKey, assertBucketKey, assertKey, assertPrefix } from './key-rule';
import {
  LakeObjectChangedError,
  LakeObjectExistsError,
  LakeObjectMissingError,
  LakeRefusedError,
} from './lake';
import type { Lake, LakeObject, LakeProbe, ListedObject, ReadOptions, WriteOptions } from './lake';
import { hasName, httpStatus, notOfS3, toLakeError } from './s3-faults';
import type { S3Call } from './s3-faults';
import { explainMismatch } from './s3-checksums';
import { probeServer } from './s3-probe';
import { COMMAND_RETRIES, RetryEachCall, STEP_RETRIES } from './s3-retries';
import { wholeBody } from './whole-body';

const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 2;
const LIST_PAGE_KEYS = 1000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Longest silence of a socket in the middle of a request or a body. */
const SOCKET_TIMEOUT_MS = 30_000;

/** Where the bucket is reached; credentials come from the SDK's default provider chain and are never passed here. */
export interface S3LakeOptions {
  readonly bucket: string;
  /** Prefix of all keys, without slashes at its ends; empty for none. */
  readonly prefix: string;
  /** A server other than AWS, addressed by path. */
  readonly endpoint?: string;
  /** Region for servers other than AWS where none is configured; AWS itself needs the configured one. */
  readonly region?: string;
  /** For a caller that waits: calls are tried again for 20 s, and it is told why they take so long. */
  readonly onWaiting?: (message: string) => void;
}

/** A lake in an S3 bucket. */
export class S3Lake implements Lake {
  readonly url: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(options: S3LakeOptions) {
    this.#bucket = options.bucket;
    this.#prefix = options.prefix === '' ? '' : `${options.prefix}/`;
    this.url = `s3://${options.bucket}/${options.prefix}`.replace(/\/$/, '');
    const { onWaiting } = options;
    this.#client = new S3Client({
      retryStrategy:
        onWaiting === undefined
          ? new RetryEachCall(STEP_RETRIES)
          : new RetryEachCall(COMMAND_RETRIES, (fault) => {
              onWaiting(
                `${this.url}: ${fault}; trying again for up to ${String(COMMAND_RETRIES.forMs / 1000)} s`,
              );
            }),
      requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SOCKET_TIMEOUT_MS },
      ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
      ...(options.region === undefined ? {} : { region: options.region }),
    });
  }

  async head(key: string, options: { signal?: AbortSignal } = {}): Promise<LakeObject | undefined> {
    const call = this.#call('HEAD', key);
    try {
      const answer = await this.#client.send(new HeadObjectCommand(this.#at(key)), abort(options.signal));
      return { key, sizeBytes: answer.ContentLength ?? 0, etag: etagOf(answer, call) };
    } catch (error) {
      if (httpStatus(error) === 404 && !hasName(error, 'NoSuchBucket')) return undefined;
      throw toLakeError(error, call);
    }
  }

  list(prefix: string, { signal }: { signal?: AbortSignal } = {}): AsyncIterable<ListedObject> {
    assertPrefix(prefix);
    return listPages(prefix, (request) => this.#listPage(request, this.#call('LIST', prefix), signal));
  }

  async #listPage(
    { prefix, after, token, byFolder }: PageRequest,
    call: S3Call,
    signal: AbortSignal | undefined,
  ): Promise<ListPage> {
    const command = new ListObjectsV2Command({
      Bucket: this.#bucket,
      Prefix: this.#prefix + prefix,
      MaxKeys: LIST_PAGE_KEYS,
      ...(byFolder === true && { Delimiter: '/' }),
      ...(token !== undefined && { ContinuationToken: token }),
      ...(token === undefined && after !== undefined && { StartAfter: this.#prefix + after }),
    });
    const page = await this.#client.send(command, abort(signal)).catch((error: unknown) => {
      throw toLakeError(error, call);
    });
    // What a proxy sends in place of a list would read as an empty one.
    if (page.Name === undefined && page.KeyCount === undefined && page.IsTruncated === undefined) {
      throw notOfS3(call, 'a list');
    }
    const keyOf = (full: string) => full.slice(this.#prefix.length);
    const objects: ListedObject[] = [];
    for (const { Key, Size, ETag } of page.Contents ?? []) {
      if (Key === undefined || Key === this.#prefix) continue;
      const key = keyOf(Key);
      const fault = faultInBucketKey(key);
      const object = { key, sizeBytes: Size ?? 0, etag: unquote(ETag) };
      objects.push(fault === undefined ? object : { ...object, fault });
    }
    const [first] = objects;
    if (after !== undefined && first !== undefined && compareUtf8(first.key, after) <= 0)
      throw notListed(call, this.url, 'keys that were not asked for, so that start-after is not known');
    const last = page.IsTruncated === true ? page.Contents?.at(-1)?.Key : undefined;
    const next = page.NextContinuationToken;
    if (page.IsTruncated === true && next === undefined)
      throw notListed(call, this.url, 'there are more keys, and no NextContinuationToken for them');
    return {
      objects,
      folders: (page.CommonPrefixes ?? []).flatMap(({ Prefix }) =>
        Prefix === undefined ? [] : keyOf(Prefix),
      ),
      next: last === undefined || next === undefined ? undefined : { key: keyOf(last), token: next },
    };
  }

  async read(key: string, options: ReadOptions = {}): Promise<Readable> {
    const { range, ifMatch, signal } = options;
    const call = this.#call('GET', key);
    const bytes = range === undefined ? undefined : `bytes=${String(range.start)}-${String(range.end - 1)}`;
    const place = { ...this.#at(key), ...(ifMatch === undefined ? {} : { IfMatch: `"${ifMatch}"` }) };
    try {
      const command = new GetObjectCommand({ ...place, ...(bytes === undefined ? {} : { Range: bytes }) });
      const answer = await this.#client.send(command, abort(signal));
      const { Body: body, ContentLength: lengthBytes } = answer;
      if (!(body instanceof Readable)) throw notOfS3(call, 'a body');
      try {
        // Not every server knows If-Match; no answer may be of another object than the one asked for.
        const etag = etagOf(answer, call);
        if (ifMatch !== undefined && etag !== ifMatch)
          throw changed(key, `it has the ETag ${etag}, no longer ${ifMatch}`);
        if (range !== undefined && lengthBytes !== range.end - range.start) {
          if (answer.ContentRange === undefined) throw ignoresRanges(call);
          throw changed(key, `it no longer has the bytes ${bytes ?? ''}`);
        }
      } catch (error) {
        body.destroy();
        throw error;
      }
      const onMismatch = (error: Error) =>
        explainMismatch(this.#client, { call, place, range, of: answer.ContentRange, error, signal });
      return wholeBody(call, body, { lengthBytes, signal, onMismatch });
    } catch (error) {
      if (httpStatus(error) === 412) throw changed(key, `it no longer has the ETag ${ifMatch ?? ''}`);
      if (httpStatus(error) === 416) throw changed(key, `it no longer has the bytes ${bytes ?? ''}`);
      if (hasName(error, 'NoSuchKey')) throw new LakeObjectMissingError(key);
      throw toLakeError(error, call);
    }
  }

  async *readPieces(
    key: string,
    _space: () => Uint8Array,
    options: ReadOptions = {},
  ): AsyncGenerator<Uint8Array> {
    yield* (await this.read(key, options)) as AsyncIterable<Uint8Array>;
  }

  async write(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<LakeObject> {
    assertKey(key);
    const call = this.#call('PUT', key);
    const condition = options.onlyIfAbsent === true ? { IfNoneMatch: '*' } : {};
    try {
      if (body instanceof Uint8Array) {
        const command = new PutObjectCommand({ ...this.#at(key), ...condition, Body: body });
        const answer = await this.#client.send(command, abort(options.signal));
        return { key, sizeBytes: body.byteLength, etag: etagOf(answer, call) };
      }
      return await this.#upload(key, body, condition, options.signal);
    } catch (error) {
      if (httpStatus(error) === 412) throw new LakeObjectExistsError(key);
      if (isBesideAnother(error)) {
        throw new LakeRefusedError(
          `${key}: no object can lie below another one in ${this.url}; use another key`,
        );
      }
      throw toLakeError(error, call);
    }
  }

  probe(options: { signal?: AbortSignal } = {}): Promise<LakeProbe> {
    return probeServer(this.#client, {
      url: this.url,
      bucket: this.#bucket,
      prefix: this.#prefix,
      ...options,
    });
  }

  close(): void {
    this.#client.destroy();
  }

  async #upload(
    key: string,
    body: AsyncIterable<Uint8Array>,
    condition: { IfNoneMatch?: string },
    signal: AbortSignal | undefined,
  ): Promise<LakeObject> {
    signal?.throwIfAborted();
    let sizeBytes = 0;
    const counted = new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        sizeBytes += chunk.byteLength;
        done(null, chunk);
      },
    });
    // Either end takes the other with it: a failed source ends the upload, a failed upload lets go of its source.
    pipeline(Readable.from(body, { objectMode: false }), counted, () => undefined);
    const upload = new Upload({
      client: this.#client,
      params: { ...this.#at(key), ...condition, Body: counted },
      partSize: PART_BYTES,
      queueSize: PARTS_IN_FLIGHT,
    });
    const onAbort = () => void upload.abort();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const answer = await upload.done();
      return { key, sizeBytes, etag: etagOf(answer, this.#call('PUT', key)) };
    } finally {
      signal?.removeEventListener('abort', onAbort);
      // An aborted upload deletes its sent parts only when its body ends, which a stalled source never does.
      counted.destroy();
    }
  }

  #at(key: string): { Bucket: string; Key: string } {
    assertBucketKey(key, this.#prefix);
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  #call(method: string, key: string): S3Call {
    return { url: this.url, call: `${method} ${key}` };
  }
}

function notListed({ call }: S3Call, url: string, why: string): LakeRefusedError {
  return new LakeRefusedError(
    `${url}: cannot be listed (${call}: ${why}); the server must know ListObjectsV2`,
  );
}

function changed(key: string, detail: string): LakeObjectChangedError {
  return new LakeObjectChangedError(key, detail);
}

function ignoresRanges({ url, call }: S3Call): LakeRefusedError {
  return new LakeRefusedError(
    `${url}: ignores ranges (${call}: a range was answered with the whole object); a server or proxy that knows \`Range\` is needed`,
  );
}

function abort(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** The ETag of an answer; every S3 server sends one, and other servers most often do not. */
function etagOf({ ETag: etag }: { readonly ETag?: string | undefined }, call: S3Call): string {
  if (etag === undefined) throw notOfS3(call, 'an ETag');
  return unquote(etag);
}

function unquote(etag: string | undefined): string {
  return (etag ?? '').replace(/^"|"$/g, '');
}

/** What servers say that keep objects as files. */
function isBesideAnother(error: unknown): boolean {
  return hasName(error, 'ObjectParentIsFile') || hasName(error, 'ExistingObjectIsDirectory');
}
