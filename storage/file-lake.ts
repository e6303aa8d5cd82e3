import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { isNativeError } from 'node:util/types';
import { findFiles } from './folder-files';
import { faultInKey, PART_SUFFIX, assertKey, assertPrefix, shownKey } from './key-rule';
import {
  LakeObjectChangedError,
  LakeObjectExistsError,
  LakeObjectMissingError,
  LakeRefusedError,
} from './lake';
import type { ByteRange, Lake, LakeObject, ListedObject, ReadOptions, WriteOptions } from './lake';

const READ_BUFFER_BYTES = 1 << 20;

/** A lake in a folder of this machine, which is made when first written to. */
export class FileLake implements Lake {
  readonly url: string;
  readonly #root: string;

  /** @param root absolute path of the folder. */
  constructor(root: string) {
    this.#root = root;
    this.url = pathToFileURL(root).href;
  }

  async head(key: string): Promise<LakeObject | undefined> {
    try {
      const stats = await stat(this.#path(key), { bigint: true });
      return stats.isFile() ? describe(key, stats) : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw translate(error, key, this.#path(key));
    }
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    assertPrefix(prefix);
    try {
      for await (const { key, stats, fault = faultInKey(key) } of findFiles(this.#root, prefix)) {
        const object = stats === undefined ? { key, sizeBytes: 0, etag: '' } : describe(key, stats);
        yield fault === undefined ? object : { ...object, fault };
      }
    } catch (error) {
      throw translate(error, prefix, this.#root);
    }
  }

  async read(key: string, options: ReadOptions = {}): Promise<Readable> {
    const opened = await this.#open(key, options);
    return readBytes(opened, options.signal);
  }

  async *readPieces(
    key: string,
    space: () => Uint8Array,
    options: ReadOptions = {},
  ): AsyncGenerator<Uint8Array> {
    const opened = await this.#open(key, options);
    const { file, range } = opened;
    try {
      for (let position = range.start; position < range.end;) {
        options.signal?.throwIfAborted();
        const place = space();
        const { bytesRead } = await file.read(
          place,
          0,
          Math.min(place.length, range.end - position),
          position,
        );
        if (bytesRead === 0) break;
        position += bytesRead;
        if (position === range.end) await assertUnchanged(opened);
        yield place.subarray(0, bytesRead);
      }
      await assertUnchanged(opened);
    } finally {
      await file.close();
    }
  }

  async #open(key: string, { ifMatch, range }: ReadOptions): Promise<OpenedFile> {
    let file: FileHandle;
    try {
      file = await open(this.#path(key), constants.O_RDONLY);
    } catch (error) {
      if (isMissing(error)) throw new LakeObjectMissingError(key);
      throw translate(error, key, this.#path(key));
    }
    try {
      const stats = await file.stat({ bigint: true });
      if (!stats.isFile()) throw new LakeObjectMissingError(key);
      const begun = describe(key, stats);
      if (ifMatch !== undefined && ifMatch !== begun.etag) {
        throw new LakeObjectChangedError(key, `ETag ${begun.etag}, expected ${ifMatch}`);
      }
      return { file, begun, range: range ?? { start: 0, end: begun.sizeBytes } };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async write(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<LakeObject> {
    const target = this.#path(key);
    // Another name: the object's may be as long as a name can be.
    const part = path.join(path.dirname(target), `.${randomUUID()}${PART_SUFFIX}`);
    try {
      const file = await openNew(part);
      let isNamed = false;
      try {
        await fill(file, body, options.signal);
        // A hard link fails when the name is taken; a rename would replace it.
        if (options.onlyIfAbsent === true) await linkNew(part, target, key);
        else {
          await rename(part, target);
          isNamed = true;
        }
      } finally {
        if (!isNamed) await rm(part, { force: true });
      }
    } catch (error) {
      throw (await refusedParent(error, this.#root, key)) ?? translate(error, key, target);
    }
    const written = await this.head(key);
    if (written === undefined) throw new LakeObjectChangedError(key, 'removed right after it was written');
    return written;
  }

  close(): void {
    // A folder holds no connection.
  }

  #path(key: string): string {
    assertKey(key);
    return path.join(this.#root, key);
  }
}

/** A file that is being read, as it was when it was opened. */
interface OpenedFile {
  readonly file: FileHandle;
  readonly begun: LakeObject;
  readonly range: ByteRange;
}

/** Replacing a file by rename leaves the handle on the old bytes; writing into it in place does not. */
async function assertUnchanged({ file, begun }: OpenedFile): Promise<void> {
  const ended = describe(begun.key, await file.stat({ bigint: true }));
  if (ended.etag !== begun.etag) throw new LakeObjectChangedError(begun.key, 'its file was written to');
}

/** Bytes of the file; closes it at the end, and also when the stream is destroyed unread. */
function readBytes(opened: OpenedFile, signal: AbortSignal | undefined): Readable {
  const { file, range } = opened;
  let position = range.start;
  const next = async (): Promise<Buffer | null> => {
    const block = Buffer.allocUnsafe(Math.min(READ_BUFFER_BYTES, range.end - position));
    const { bytesRead } =
      block.length === 0 ? { bytesRead: 0 } : await file.read(block, 0, block.length, position);
    if (bytesRead === 0) {
      await assertUnchanged(opened);
      return null;
    }
    position += bytesRead;
    return block.subarray(0, bytesRead);
  };
  return new Readable({
    highWaterMark: READ_BUFFER_BYTES,
    ...(signal === undefined ? {} : { signal }),
    read() {
      next().then(
        (bytes) => this.push(bytes),
        (error: unknown) => this.destroy(error as Error),
      );
    },
    destroy(error, done) {
      file.close().then(
        () => {
          done(error);
        },
        (closing: unknown) => {
          done(error ?? (closing as Error));
        },
      );
    },
  });
}

/** Opens a file that is not there, and makes its folder where that is missing too: most often it is not. */
async function openNew(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    await mkdir(path.dirname(file), { recursive: true });
    return open(file, 'wx');
  }
}

/** Writes all of `body`, and closes the file. */
async function fill(
  file: FileHandle,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    for await (const chunk of body instanceof Uint8Array ? [body] : body) {
      signal?.throwIfAborted();
      // Unlike `write`, it never stops in the middle of a chunk without an error.
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function linkNew(part: string, target: string, key: string): Promise<void> {
  try {
    await link(part, target);
  } catch (error) {
    if (!hasCode(error, 'EEXIST') || (await isFolder(target))) throw error;
    throw new LakeObjectExistsError(key);
  }
}

async function isFolder(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.isDirectory() === true;
}

/** The refusal of a key that cannot be kept beside another one, if that is why writing it failed. */
async function refusedParent(
  error: unknown,
  root: string,
  key: string,
): Promise<LakeRefusedError | undefined> {
  if (!['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY'].some((code) => hasCode(error, code))) return undefined;
  if (await isFolder(path.join(root, key))) {
    return new LakeRefusedError(
      `${key}: objects lie below ${key}/, and a folder is no object; use another key`,
    );
  }
  const segments = key.split('/');
  for (let end = 1; end < segments.length; end++) {
    const parent = segments.slice(0, end).join('/');
    const stats = await stat(path.join(root, parent)).catch(() => undefined);
    if (stats?.isFile() === true) {
      return new LakeRefusedError(
        `${key}: ${parent} is an object, and none can lie below it; use another key`,
      );
    }
  }
  return undefined;
}

function describe(key: string, stats: BigIntStats): LakeObject {
  const etag = [stats.ino, stats.size, stats.mtimeNs].map((part) => part.toString(16)).join('-');
  return { key, sizeBytes: Number(stats.size), etag };
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}

function hasCode(error: unknown, code: string): boolean {
  return isNativeError(error) && 'code' in error && error.code === code;
}

function translate(error: unknown, key: string, file: string): unknown {
  if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM') || hasCode(error, 'EROFS')) {
    return new LakeRefusedError(
      `${file}: this user may not read or write here; check the folder's owner and mode`,
    );
  }
  if (hasCode(error, 'ENAMETOOLONG')) {
    return new LakeRefusedError(`${shownKey(key)}: too long for a name in ${file}; use a shorter key`);
  }
  return error;
}
