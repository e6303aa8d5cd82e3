import { Readable } from 'node:stream';
import type { Lake, ReadOptions } from './lake';
import { PassingLake } from './passing-lake';

/** A lake of which one object has been read: its bytes come from memory, all else from the lake. */
export class HeldLake extends PassingLake {
  readonly #key: string;
  readonly #bytes: Uint8Array;

  constructor(lake: Lake, key: string, bytes: Uint8Array) {
    super(lake);
    this.#key = key;
    this.#bytes = bytes;
  }

  override read(key: string, options: ReadOptions = {}): Promise<Readable> {
    if (key !== this.#key) return super.read(key, options);
    return Promise.resolve(Readable.from([this.#part(options)], { objectMode: false }));
  }

  override async *readPieces(
    key: string,
    space: () => Uint8Array,
    options: ReadOptions = {},
  ): AsyncGenerator<Uint8Array> {
    if (key === this.#key) yield await Promise.resolve(this.#part(options));
    else yield* this.lake.readPieces(key, space, options);
  }

  #part({ range }: ReadOptions): Uint8Array {
    return range === undefined ? this.#bytes : this.#bytes.subarray(range.start, range.end);
  }
}
