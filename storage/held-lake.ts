import { Readable } from 'node:stream';
import type { Lake, LakeObject, ListedObject, ReadOptions, WriteOptions } from './lake';

/** A lake of which one object has been read: its bytes come from memory, all else from the lake. */
export class HeldLake implements Lake {
  readonly #lake: Lake;
  readonly #key: string;
  readonly #bytes: Uint8Array;

  constructor(lake: Lake, key: string, bytes: Uint8Array) {
    this.#lake = lake;
    this.#key = key;
    this.#bytes = bytes;
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

  read(key: string, options: ReadOptions = {}): Promise<Readable> {
    if (key !== this.#key) return this.#lake.read(key, options);
    return Promise.resolve(Readable.from([this.#part(options)], { objectMode: false }));
  }

  async *readPieces(
    key: string,
    space: () => Uint8Array,
    options: ReadOptions = {},
  ): AsyncGenerator<Uint8Array> {
    if (key === this.#key) yield await Promise.resolve(this.#part(options));
    else yield* this.#lake.readPieces(key, space, options);
  }

  write(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ): Promise<LakeObject> {
    return this.#lake.write(key, body, options);
  }

  close(): void {
    this.#lake.close();
  }

  #part({ range }: ReadOptions): Uint8Array {
    return range === undefined ? this.#bytes : this.#bytes.subarray(range.start, range.end);
  }
}
