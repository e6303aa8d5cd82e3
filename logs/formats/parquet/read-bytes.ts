import { buffer } from 'node:stream/consumers';
import type { ByteRange, Lake, LakeObject } from '../../../storage/lake';
import type { LogBytesOptions } from '../../log-bytes';

/** Reads a range of an object's bytes. */
export type ReadBytes = (range: ByteRange) => Promise<Buffer>;

/** Reads ranges of one object, as long as it is the one that was listed. */
export function createReadBytes(
  lake: Lake,
  { key, etag }: LakeObject,
  { signal, onBytes }: LogBytesOptions,
): ReadBytes {
  return async (range) => {
    const options = { ifMatch: etag, range, ...(signal !== undefined && { signal }) };
    const bytes = await buffer(await lake.read(key, options));
    onBytes?.(bytes.length);
    return bytes;
  };
}

/** Bytes that are read at once from a column of a row group, at least. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** The bytes of a column of a row group, from its beginning to its end, of which only the next ones are in memory. */
export class ColumnBytes {
  readonly #read: ReadBytes;
  readonly #end: number;
  #bytes: Buffer = Buffer.alloc(0);
  /** Of the object, behind `#bytes`. */
  #readTo: number;
  #next: Promise<Buffer> | undefined;

  constructor(read: ReadBytes, { start, end }: ByteRange) {
    this.#read = read;
    this.#readTo = start;
    this.#end = end;
  }

  /** Bytes up to the end of the column. */
  get left(): number {
    return this.#bytes.length + this.#end - this.#readTo;
  }

  /** Bytes that are in memory. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Begins to read, so that the first bytes are there when they are wanted. Returns how many bytes these are. */
  begin(): number {
    if (this.#next !== undefined || this.#readTo >= this.#end) return 0;
    const end = Math.min(this.#end, this.#readTo + PIECE_BYTES);
    this.#next = this.#read({ start: this.#readTo, end });
    // It is awaited later, or never if the object turns out to be unreadable before.
    this.#next.catch(() => undefined);
    return end - this.#readTo;
  }

  /** Makes at least `count` bytes available, or all that are left. */
  async load(count: number): Promise<void> {
    while (this.#bytes.length < count && this.#readTo < this.#end) {
      const missing = Math.max(PIECE_BYTES, count - this.#bytes.length);
      const end = Math.min(this.#end, this.#readTo + missing);
      const read = await (this.#next ?? this.#read({ start: this.#readTo, end }));
      this.#next = undefined;
      this.#readTo += read.length;
      this.#bytes = this.#bytes.length === 0 ? read : Buffer.concat([this.#bytes, read]);
    }
  }

  /** Takes bytes that are in memory. They stay as they are. */
  take(count: number): Buffer {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }
}
