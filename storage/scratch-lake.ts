import type { Readable } from 'node:stream';
import type { Lake, LakeObject, ListedObject, ReadOptions, WriteOptions } from './lake';
import { LakeRefusedError } from './lake';
import { INPUT_PREFIX } from './lake-keys';

/** A lake whose logs are read where they are, and in which all else is kept somewhere else: the lake itself is never written to. */
export class ScratchLake implements Lake {
  readonly #lake: Lake;
  readonly #scratch: Lake;

  constructor(lake: Lake, scratch: Lake) {
    this.#lake = lake;
    this.#scratch = scratch;
  }

  get url(): string {
    return this.#lake.url;
  }

  head(key: string, options?: { signal?: AbortSignal }): Promise<LakeObject | undefined> {
    return this.#of(key).head(key, options);
  }

  list(prefix: string, options?: { signal?: AbortSignal }): AsyncIterable<ListedObject> {
    return this.#of(prefix).list(prefix, options);
  }

  read(key: string, options?: ReadOptions): Promise<Readable> {
    return this.#of(key).read(key, options);
  }

  readPieces(key: string, space: () => Uint8Array, options?: ReadOptions): AsyncIterable<Uint8Array> {
    return this.#of(key).readPieces(key, space, options);
  }

  async write(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ): Promise<LakeObject> {
    if (key.startsWith(INPUT_PREFIX)) throw new LakeRefusedError(`${key}: this lake is only read`);
    return this.#scratch.write(key, body, options);
  }

  close(): void {
    this.#lake.close();
    this.#scratch.close();
  }

  #of(key: string): Lake {
    return key.startsWith(INPUT_PREFIX) ? this.#lake : this.#scratch;
  }
}
