import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import type { BigIntStats, Dirent } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { isNativeError } from 'node:util/types';
import { compareUtf8 } from '../domain/utf8-order';
import {
  LakeObjectChangedError,
  LakeObjectExistsError,
  LakeObjectMissingError,
  LakeRefusedError,
  refuseRelativeKey,
} from './lake';
import type { ByteRange, Lake, LakeObject, ReadOptions, WriteOptions } from './lake';

const READ_BUFFER_BYTES = 1 << 20;
/** Names of unfinished writes; they are no objects. */
const PART_SUFFIX = '.adtech-part';

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
      throw translate(error, this.#path(key));
    }
  }

  async *list(prefix: string): AsyncGenerator<LakeObject> {
    refuseRelativeKey(prefix);
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const keys = (await this.#keysBelow(folder)).filter((key) => key.startsWith(prefix)).sort(compareUtf8);
    for (const key of keys) {
      const object = await this.head(key);
      if (object !== undefined) yield object;
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
        if (position === range.end) await refuseChanged(opened);
        yield place.subarray(0, bytesRead);
      }
      await refuseChanged(opened);
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
      throw translate(error, this.#path(key));
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
    const part = `${target}.${randomUUID()}${PART_SUFFIX}`;
    let isNamed = false;
    try {
      const file = await openNew(part);
      try {
        for await (const chunk of body instanceof Uint8Array ? [body] : body) {
          options.signal?.throwIfAborted();
          // Unlike `write`, it never stops in the middle of a chunk without an error.
          await file.writeFile(chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      // A hard link fails when the name is taken; a rename would replace it.
      if (options.onlyIfAbsent === true) await linkNew(part, target, key);
      else {
        await rename(part, target);
        isNamed = true;
      }
    } catch (error) {
      throw translate(error, target);
    } finally {
      if (!isNamed) await rm(part, { force: true });
    }
    const written = await this.head(key);
    if (written === undefined) throw new LakeObjectChangedError(key, 'removed right after it was written');
    return written;
  }

  close(): void {
    // A folder holds no connection.
  }

  async #keysBelow(folder: string): Promise<string[]> {
    let entries: Dirent[];
    try {
      entries = await readdir(this.#path(folder), { recursive: true, withFileTypes: true });
    } catch (error) {
      if (isMissing(error)) return [];
      throw translate(error, this.#path(folder));
    }
    return entries
      .filter((entry) => !entry.isDirectory() && !entry.name.endsWith(PART_SUFFIX))
      .map((entry) =>
        path.relative(this.#root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
      );
  }

  #path(key: string): string {
    refuseRelativeKey(key);
    const absolute = path.join(this.#root, key);
    if (absolute !== this.#root && !absolute.startsWith(this.#root + path.sep)) {
      throw new LakeRefusedError(`${key}: lies outside the lake`);
    }
    return absolute;
  }
}

/** A file that is being read, as it was when it was opened. */
interface OpenedFile {
  readonly file: FileHandle;
  readonly begun: LakeObject;
  readonly range: ByteRange;
}

/** Replacing a file by rename leaves the handle on the old bytes; writing into it in place does not. */
async function refuseChanged({ file, begun }: OpenedFile): Promise<void> {
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
      await refuseChanged(opened);
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

async function linkNew(part: string, target: string, key: string): Promise<void> {
  try {
    await link(part, target);
  } catch (error) {
    throw hasCode(error, 'EEXIST') ? new LakeObjectExistsError(key) : error;
  }
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

function translate(error: unknown, file: string): unknown {
  if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM') || hasCode(error, 'EROFS')) {
    return new LakeRefusedError(
      `${file}: this user may not read or write here; check the folder's owner and mode`,
    );
  }
  return error;
}
