import type { Readable } from 'node:stream';
import { LakeObjectMissingError } from './lake';
import type { Lake, LakeObject, ListedObject, ReadOptions, WriteOptions } from './lake';
import { SOURCES_KEY } from './lake-keys';

/** A lake whose descriptions of logs, `input/sources.json`, are an object of another one. */
export class SourcesLake implements Lake {
  readonly #lake: Lake;
  readonly #other: Lake;
  readonly #key: string;

  /** @param key of the descriptions in the other lake. */
  constructor(lake: Lake, other: Lake, key: string) {
    this.#lake = lake;
    this.#other = other;
    this.#key = key;
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

  /** @throws Error when the descriptions are not where they should be: logs are never read without them then. */
  async read(key: string, options?: ReadOptions): Promise<Readable> {
    if (key !== SOURCES_KEY) return this.#lake.read(key, options);
    try {
      return await this.#other.read(this.#key, options);
    } catch (error) {
      if (!(error instanceof LakeObjectMissingError)) throw error;
      throw new Error(
        `LOG_SOURCES: there is no ${this.#key} in ${this.#other.url}; put it there, or correct the setting`,
        { cause: error },
      );
    }
  }

  readPieces(key: string, space: () => Uint8Array, options?: ReadOptions): AsyncIterable<Uint8Array> {
    return this.#lake.readPieces(key, space, options);
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
    this.#other.close();
  }
}
