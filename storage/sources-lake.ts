import type { Readable } from 'node:stream';
import { LakeObjectMissingError } from './lake';
import type { Lake, ReadOptions } from './lake';
import { SOURCES_KEY } from './lake-keys';
import { PassingLake } from './passing-lake';

/** A lake whose descriptions of logs, `input/sources.json`, are an object of another one. */
export class SourcesLake extends PassingLake {
  readonly #other: Lake;
  readonly #key: string;

  /** @param key of the descriptions in the other lake. */
  constructor(lake: Lake, other: Lake, key: string) {
    super(lake);
    this.#other = other;
    this.#key = key;
  }

  /** @throws Error when the descriptions are not where they should be: logs are never read without them then. */
  override async read(key: string, options?: ReadOptions): Promise<Readable> {
    if (key !== SOURCES_KEY) return super.read(key, options);
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

  override close(): void {
    super.close();
    this.#other.close();
  }
}
