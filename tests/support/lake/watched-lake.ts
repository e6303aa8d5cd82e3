import type { Readable } from 'node:stream';
import type {
  ByteRange,
  Lake,
  LakeObject,
  ListedObject,
  ReadOptions,
  WriteOptions,
} from '../../../storage/lake';

/** One read of an object. */
export interface LakeRead {
  readonly key: string;
  readonly range?: ByteRange;
}

/** A lake of which is known what was read, and in which something can happen just before. */
export class WatchedLake implements Lake {
  /** All reads so far, also those that failed. */
  readonly reads: LakeRead[] = [];
  /** Keys written so far. */
  readonly writes: string[] = [];
  beforeRead: (read: LakeRead) => Promise<unknown> = () => Promise.resolve();
  beforeWrite: (key: string) => Promise<unknown> = () => Promise.resolve();
  readonly #lake: Lake;

  constructor(lake: Lake) {
    this.#lake = lake;
  }

  get url(): string {
    return this.#lake.url;
  }

  head(key: string, options?: { signal?: AbortSignal }): Promise<LakeObject | undefined> {
    return this.#lake.head(key, options);
  }

  list(prefix: string, options?: { signal?: AbortSignal }): AsyncIterable<ListedObject> {
    return this.#lake.list(prefix, options);
  }

  async read(key: string, options: ReadOptions = {}): Promise<Readable> {
    await this.#watch(key, options.range);
    return this.#lake.read(key, options);
  }

  async *readPieces(
    key: string,
    space: () => Uint8Array,
    options: ReadOptions = {},
  ): AsyncGenerator<Uint8Array> {
    await this.#watch(key, options.range);
    yield* this.#lake.readPieces(key, space, options);
  }

  async write(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ): Promise<LakeObject> {
    await this.beforeWrite(key);
    this.writes.push(key);
    return this.#lake.write(key, body, options);
  }

  close(): void {
    this.#lake.close();
  }

  /** How often objects were read whose key begins with `prefix`. */
  readsOf(prefix: string): number {
    return this.reads.filter(({ key }) => key.startsWith(prefix)).length;
  }

  async #watch(key: string, range: ByteRange | undefined): Promise<void> {
    const read = range === undefined ? { key } : { key, range };
    this.reads.push(read);
    await this.beforeRead(read);
  }
}
