import type { Readable } from 'node:stream';
import type { Lake, LakeObject, ListedObject, ReadOptions, WriteOptions } from './lake';

/** A lake that passes all calls on to another one, for those that answer some calls differently. */
export class PassingLake implements Lake {
  constructor(protected readonly lake: Lake) {}

  get url(): string {
    return this.lake.url;
  }

  head(key: string, options?: { signal?: AbortSignal }): Promise<LakeObject | undefined> {
    return this.lake.head(key, options);
  }

  list(prefix: string, options?: { signal?: AbortSignal }): AsyncIterable<ListedObject> {
    return this.lake.list(prefix, options);
  }

  read(key: string, options?: ReadOptions): Promise<Readable> {
    return this.lake.read(key, options);
  }

  readPieces(key: string, space: () => Uint8Array, options?: ReadOptions): AsyncIterable<Uint8Array> {
    return this.lake.readPieces(key, space, options);
  }

  write(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ): Promise<LakeObject> {
    return this.lake.write(key, body, options);
  }

  close(): void {
    this.lake.close();
  }
}
