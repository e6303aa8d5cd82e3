/** The bits that a number up to `largest` takes. */
export function bitWidth(largest: number): number {
  return 32 - Math.clz32(largest);
}

/** The most bits of a value that are in four bytes, wherever its first one is in the first byte. */
const MAX_WORD_BITS = 25;

/**
 * Reads Parquet's hybrid of runs of one value and runs of values in `width` bits each: levels and dictionary codes. Only
 * the values that are asked for are in memory, however long a run is.
 */
export class HybridReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  readonly #width: number;
  /** The next byte that is not read yet. */
  #at: number;
  #left = 0;
  /** The value of a run of one value. */
  #value = 0;
  /** The next bit of a run of values; -1 in a run of one value. */
  #bit = -1;

  constructor(bytes: Uint8Array, { start, end, width }: { start: number; end: number; width: number }) {
    if (width > 32 || end > bytes.length) throw new RangeError('a page has lengths beyond its end');
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#end = end;
    this.#width = width;
  }

  /** Reads the next `count` values. @throws RangeError when there are fewer. */
  fill(values: Int32Array, count: number): void {
    if (this.#width === 0) {
      values.fill(0, 0, count);
      return;
    }
    for (let filled = 0; filled < count;) {
      this.#beginRuns();
      const taken = Math.min(this.#left, count - filled);
      if (this.#bit < 0) values.fill(this.#value, filled, filled + taken);
      else this.#unpack(values, filled, taken);
      filled += taken;
      this.#left -= taken;
    }
  }

  /** Passes the next `count` values if a run of this value has them all. */
  skip(value: number, count: number): boolean {
    this.#beginRuns();
    if (this.#bit >= 0 || this.#value !== value || this.#left < count) return false;
    this.#left -= count;
    return true;
  }

  /** Begins the next run where one has ended; DuckDB writes empty ones as well. */
  #beginRuns(): void {
    while (this.#left === 0) this.#beginRun();
  }

  #beginRun(): void {
    const header = this.#varInt();
    const count = header >>> 1;
    if ((header & 1) === 0) {
      this.#left = count;
      this.#bit = -1;
      this.#value = 0;
      for (let shift = 0; shift < this.#width; shift += 8) this.#value |= this.#byte() << shift;
      return;
    }
    this.#left = count * 8;
    this.#bit = this.#at * 8;
    this.#at += count * this.#width;
  }

  #varInt(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError('a page has a run without an end');
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new RangeError('a page has fewer values than it says');
    return this.#bytes[this.#at++] ?? 0;
  }

  #unpack(values: Int32Array, from: number, count: number): void {
    const bytes = this.#bytes;
    const width = this.#width;
    const mask = width === 32 ? -1 : (1 << width) - 1;
    let bit = this.#bit;
    // The last group of eight may be cut behind its last value.
    if (bit + count * width > this.#end * 8) throw new RangeError('a page has fewer values than it says');
    let i = from;
    if (width <= MAX_WORD_BITS) {
      const view = this.#view;
      const lastWordAt = bytes.length - 4;
      for (; i < from + count; i++) {
        const at = bit >>> 3;
        if (at > lastWordAt) break;
        values[i] = (view.getUint32(at, true) >>> (bit & 7)) & mask;
        bit += width;
      }
    }
    for (; i < from + count; i++) {
      const at = bit >>> 3;
      const shift = bit & 7;
      let word = (bytes[at] ?? 0) >>> shift;
      for (let read = 8 - shift, next = at + 1; read < width; read += 8) {
        word |= (bytes[next++] ?? 0) << read;
      }
      values[i] = word & mask;
      bit += width;
    }
    this.#bit = bit;
  }
}
