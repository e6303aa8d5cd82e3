import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import type { BigIntStats, Dirent } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { compareUtf8 } from '../domain/utf8-order';
import {
  LakeObjectChangedError,
  LakeObjectExistsError,
  LakeObjectMissingError,
  LakeRefusedError,
} from './lake';
import type { Lake, LakeObject, ReadOptions, WriteOptions } from './lake';

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
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const keys = (await this.#keysBelow(folder)).filter((key) => key.startsWith(prefix)).sort(compareUtf8);
    for (const key of keys) {
      const object = await this.head(key);
      if (object !== undefined) yield object;
    }
  }

  async read(key: string, options: ReadOptions = {}): Promise<Readable> {
    let file: FileHandle;
    try {
      file = await open(this.#path(key), constants.O_RDONLY);
    } catch (error) {
      if (isMissing(error)) throw new LakeObjectMissingError(key);
      throw translate(error, this.#path(key));
    }
    const begun = describe(key, await file.stat({ bigint: true }));
    if (options.ifMatch !== undefined && options.ifMatch !== begun.etag) {
      await file.close();
      throw new LakeObjectChangedError(key, `ETag ${begun.etag}, expected ${options.ifMatch}`);
    }
    return Readable.from(readWhole(file, begun, options.signal), { objectMode: false });
  }

  async write(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<LakeObject> {
    const target = this.#path(key);
    const part = `${target}.${randomUUID()}${PART_SUFFIX}`;
    try {
      await mkdir(path.dirname(target), { recursive: true });
      const file = await open(part, 'wx');
      try {
        for await (const chunk of body instanceof Uint8Array ? [body] : body) {
          options.signal?.throwIfAborted();
          await file.write(chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      // A hard link fails when the name is taken; a rename would replace it.
      if (options.onlyIfAbsent === true) await link(part, target);
      else await rename(part, target);
    } catch (error) {
      if (hasCode(error, 'EEXIST')) throw new LakeObjectExistsError(key);
      throw translate(error, target);
    } finally {
      await rm(part, { force: true });
    }
    const written = await this.head(key);
    if (written === undefined) throw new LakeObjectChangedError(key, 'removed right after it was written');
    return written;
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  async check(): Promise<void> {
    try {
      await mkdir(this.#root, { recursive: true });
      await readdir(this.#root);
    } catch (error) {
      throw translate(error, this.#root);
    }
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
    const absolute = path.join(this.#root, key);
    if (absolute !== this.#root && !absolute.startsWith(this.#root + path.sep)) {
      throw new LakeRefusedError(`${key}: lies outside the lake`);
    }
    return absolute;
  }
}

async function* readWhole(
  file: FileHandle,
  begun: LakeObject,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  try {
    let position = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead, buffer } = await file.read(
        Buffer.allocUnsafe(READ_BUFFER_BYTES),
        0,
        READ_BUFFER_BYTES,
        position,
      );
      if (bytesRead === 0) break;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    // Replacing a file by rename leaves this handle on the old bytes; writing into it in place does not.
    const ended = describe(begun.key, await file.stat({ bigint: true }));
    if (ended.etag !== begun.etag) throw new LakeObjectChangedError(begun.key, 'its file was written to');
  } finally {
    await file.close();
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
  return error instanceof Error && 'code' in error && error.code === code;
}

function translate(error: unknown, file: string): unknown {
  if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM') || hasCode(error, 'EROFS')) {
    return new LakeRefusedError(
      `${file}: this user may not read or write here; check the folder's owner and mode`,
    );
  }
  return error;
}
