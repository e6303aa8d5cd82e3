import { pipeline, Readable, Transform } from 'node:stream';
import { isNativeError } from 'node:util/types';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { faultInBucketKey, refuseBucketKey, refuseKey, refusePrefix } from './key-rule';
import {
  LakeObjectChangedError,
  LakeObjectExistsError,
  LakeObjectMissingError,
  LakeRefusedError,
  LakeUnreachableError,
} from './lake';
import type { Lake, LakeObject, ListedObject, ReadOptions, WriteOptions } from './lake';

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

/** Where the bucket is reached; credentials come from the SDK's default provider chain and are never passed here. */
export interface S3LakeOptions {
  readonly bucket: string;
  /** Prefix of all keys, without slashes at its ends; empty for none. */
  readonly prefix: string;
  /** A server other than AWS, addressed by path. */
  readonly endpoint?: string;
  /** Region for servers other than AWS where none is configured; AWS itself needs the configured one. */
  readonly region?: string;
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
    this.#client = new S3Client({
      maxAttempts: MAX_ATTEMPTS,
      requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SOCKET_TIMEOUT_MS },
      ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
      ...(options.region === undefined ? {} : { region: options.region }),
    });
  }

  async head(key: string, options: { signal?: AbortSignal } = {}): Promise<LakeObject | undefined> {
    try {
      const answer = await this.#client.send(new HeadObjectCommand(this.#at(key)), abort(options.signal));
      return { key, sizeBytes: answer.ContentLength ?? 0, etag: unquote(answer.ETag) };
    } catch (error) {
      if (httpStatus(error) === 404 && !hasName(error, 'NoSuchBucket')) return undefined;
      throw this.#translate(error);
    }
  }

  async *list(prefix: string, options: { signal?: AbortSignal } = {}): AsyncGenerator<ListedObject> {
    refusePrefix(prefix);
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: this.#prefix + prefix,
        MaxKeys: LIST_PAGE_KEYS,
        ContinuationToken: token,
      });
      const page = await this.#client.send(command, abort(options.signal)).catch((error: unknown) => {
        throw this.#translate(error);
      });
      for (const { Key, Size, ETag } of page.Contents ?? []) {
        if (Key === undefined || Key === this.#prefix) continue;
        const key = Key.slice(this.#prefix.length);
        const fault = faultInBucketKey(key);
        const object = { key, sizeBytes: Size ?? 0, etag: unquote(ETag) };
        yield fault === undefined ? object : { ...object, fault };
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async read(key: string, options: ReadOptions = {}): Promise<Readable> {
    const { range } = options;
    const conditions = {
      ...(options.ifMatch === undefined ? {} : { IfMatch: `"${options.ifMatch}"` }),
      ...(range === undefined ? {} : { Range: `bytes=${String(range.start)}-${String(range.end - 1)}` }),
    };
    try {
      const command = new GetObjectCommand({ ...this.#at(key), ...conditions });
      const answer = await this.#client.send(command, abort(options.signal));
      if (!(answer.Body instanceof Readable)) throw new Error(`${key}: the answer has no body`);
      if (range !== undefined && answer.ContentLength !== range.end - range.start) {
        answer.Body.destroy();
        throw new LakeObjectChangedError(key, `it no longer has the bytes ${conditions.Range ?? ''}`);
      }
      return wholeBody(key, answer.Body, answer.ContentLength, options.signal);
    } catch (error) {
      if (httpStatus(error) === 412)
        throw new LakeObjectChangedError(key, `it no longer has ETag ${options.ifMatch ?? ''}`);
      if (hasName(error, 'NoSuchKey')) throw new LakeObjectMissingError(key);
      throw this.#translate(error);
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
    refuseKey(key);
    const condition = options.onlyIfAbsent === true ? { IfNoneMatch: '*' } : {};
    try {
      if (body instanceof Uint8Array) {
        const command = new PutObjectCommand({ ...this.#at(key), ...condition, Body: body });
        const answer = await this.#client.send(command, abort(options.signal));
        return { key, sizeBytes: body.byteLength, etag: unquote(answer.ETag) };
      }
      return await this.#upload(key, body, condition, options.signal);
    } catch (error) {
      if (httpStatus(error) === 412) throw new LakeObjectExistsError(key);
      if (isBesideAnother(error)) {
        throw new LakeRefusedError(
          `${key}: no object can lie below another one in ${this.url}; use another key`,
        );
      }
      throw this.#translate(error);
    }
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
      return { key, sizeBytes, etag: unquote(answer.ETag) };
    } finally {
      signal?.removeEventListener('abort', onAbort);
      // An aborted upload takes back the parts that it has sent only when its body ends, which a source that stands still never does.
      counted.destroy();
    }
  }

  #at(key: string): { Bucket: string; Key: string } {
    refuseBucketKey(key, this.#prefix);
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  #translate(error: unknown): unknown {
    if (hasName(error, 'CredentialsProviderError')) {
      return new LakeRefusedError(
        `${this.url}: no AWS credentials found; give the process a role, or set AWS_PROFILE or AWS_* variables`,
      );
    }
    if (error instanceof Error && error.message === 'Region is missing') {
      return new LakeRefusedError(
        `${this.url}: no AWS region is configured; set AWS_REGION, or a region in the AWS profile`,
      );
    }
    const fault = networkFault(error);
    if (fault !== undefined) return new LakeUnreachableError(`${this.url}: cannot be reached (${fault})`);
    const name = error instanceof S3ServiceException ? error.name : undefined;
    if (name !== undefined && (REFUSALS.has(name) || httpStatus(error) === 403)) {
      return new LakeRefusedError(
        `${this.url}: refused with ${name}; check that the bucket exists and that this role may list, read and write it`,
      );
    }
    return error;
  }
}

/** Fails a body that ends before its announced length: a cut connection must not look like a short object. */
function wholeBody(
  key: string,
  body: Readable,
  lengthBytes: number | undefined,
  signal: AbortSignal | undefined,
): Readable {
  if (lengthBytes === undefined) {
    body.destroy();
    throw new Error(
      `${key}: the answer has no Content-Length, without which a cut body looks like a whole one`,
    );
  }
  let seenBytes = 0;
  const cut = (cause: string) =>
    new LakeObjectChangedError(key, `${String(seenBytes)} of ${String(lengthBytes)} bytes came${cause}`);
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
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
      counted.destroy(
        new LakeUnreachableError(
          `${key}: only ${String(seenBytes - bytesBefore)} bytes came in ${String(SLOW_BODY_MS / 1000)} s`,
        ),
      );
    }
    bytesBefore = seenBytes;
  }, SLOW_BODY_MS);
  body.on('error', (error) => {
    counted.destroy(signal?.aborted === true ? (signal.reason as Error) : cut(`: ${error.message}`));
  });
  counted.on('close', () => {
    clearInterval(watch);
    body.destroy();
  });
  return body.pipe(counted);
}

function abort(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

function unquote(etag: string | undefined): string {
  return (etag ?? '').replace(/^"|"$/g, '');
}

function httpStatus(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** What the network said; a host with several addresses has failed at each of them. */
function networkFault(error: unknown): string | undefined {
  if (!isNativeError(error)) return undefined;
  if ('errors' in error && Array.isArray(error.errors)) {
    const faults = error.errors.flatMap((inner) => networkFault(inner) ?? []);
    return faults.length === 0 ? undefined : faults.join('; ');
  }
  // A connection that the other side drops before it answers has no system call.
  return 'syscall' in error || ('code' in error && error.code === 'ECONNRESET') ? error.message : undefined;
}

function hasName(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

/** What servers say that keep objects as files. */
function isBesideAnother(error: unknown): boolean {
  return hasName(error, 'ObjectParentIsFile') || hasName(error, 'ExistingObjectIsDirectory');
}
