/** Bytes behind the packed ones that may be read along. */
const SLACK_BYTES = 8;
const MAX_VARINT_BITS = 70;

/**
 * Unpacks differences of 64 bits (DELTA_BINARY_PACKED), as two halves of 32 bits: a BigInt for each takes twenty times as long.
 * @param count how many values there are at least.
 * @throws RangeError when there are fewer, or lengths that cannot be.
 */
export function unpackDelta64(bytes: Uint8Array, count: number): BigInt64Array {
  const values = new BigInt64Array(count);
  if (count > 0) new DeltaReader(bytes).fill(new Int32Array(values.buffer), count);
  return values;
}

class DeltaReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  /** The halves of the last number that was read. */
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    const copy = new Uint8Array(bytes.length + SLACK_BYTES);
    copy.set(bytes);
    this.#bytes = bytes;
    this.#view = new DataView(copy.buffer);
  }

  /** Fills in the lower and the upper half of each value. */
  fill(halves: Int32Array, count: number): void {
    const blockValues = this.#length();
    const miniblocks = this.#length();
    const miniblockValues = blockValues / miniblocks;
    // A multiple of 32 by the format; of 8 it takes whole bytes.
    if (!(Number.isInteger(miniblockValues) && miniblockValues > 0 && miniblockValues % 8 === 0)) {
      throw new RangeError(`a page has blocks of ${String(blockValues)} values in ${String(miniblocks)}`);
    }
    if (this.#length() < count) throw new RangeError('a page has fewer values than it says');
    this.#signed();
    halves[0] = this.#low;
    halves[1] = this.#high;
    for (let filled = 1; filled < count;) {
      this.#signed();
      const widths = this.#at;
      this.#pass(miniblocks);
      for (let i = 0; i < miniblocks && filled < count; i++) {
        const width = this.#bytes[widths + i] ?? 0;
        const taken = Math.min(miniblockValues, count - filled);
        this.#add(halves, { from: filled, to: filled + taken, width });
        filled += taken;
        // The last block may end behind its last value.
        this.#at = Math.min(this.#at + (miniblockValues * width) / 8, this.#bytes.length);
      }
    }
  }

  /** Adds differences of `width` bits, and the least one, to the value before. */
  #add(halves: Int32Array, { from, to, width }: { from: number; to: number; width: number }): void {
    const view = this.#view;
    if (width > 64) throw new RangeError(`a page has differences of ${String(width)} bits`);
    let bit = this.#at * 8;
    if (bit + (to - from) * width > this.#bytes.length * 8) {
      throw new RangeError('a page has fewer values than it says');
    }
    const leastLow = this.#low >>> 0;
    const leastHigh = this.#high;
    const lowMask = width >= 32 ? -1 : (1 << width) - 1;
    const highMask = width === 64 ? -1 : (1 << (width - 32)) - 1;
    let low = (halves[from * 2 - 2] ?? 0) >>> 0;
    let high = halves[from * 2 - 1] ?? 0;
    for (let i = from; i < to; i++) {
      const partLow = width === 0 ? 0 : (bitsAt(view, bit) & lowMask) >>> 0;
      const partHigh = width <= 32 ? 0 : bitsAt(view, bit + 32) & highMask;
      const sum = low + leastLow + partLow;
      low = sum >>> 0;
      high = (high + leastHigh + partHigh + Math.floor(sum / 2 ** 32)) | 0;
      halves[i * 2] = low;
      halves[i * 2 + 1] = high;
      bit += width;
    }
  }

  /** A number below 2^32. */
  #length(): number {
    this.#varInt();
    return this.#high === 0 ? this.#low >>> 0 : Infinity;
  }

  /** Reads a number whose sign is its lowest bit. */
  #signed(): void {
    this.#varInt();
    const sign = -(this.#low & 1);
    this.#low = ((this.#low >>> 1) | (this.#high << 31)) ^ sign;
    this.#high = (this.#high >>> 1) ^ sign;
  }

  #varInt(): void {
    this.#low = 0;
    this.#high = 0;
    for (let shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
      const at = this.#at;
      this.#pass(1);
      const byte = this.#bytes[at] ?? 0;
      const bits = byte & 0x7f;
      if (shift < 32) this.#low |= bits << shift;
      if (shift > 32) this.#high |= bits << (shift - 32);
      else if (shift > 25) this.#high |= bits >>> (32 - shift);
      if (byte < 0x80) return;
    }
    throw new RangeError('a page has a number without an end');
  }

  #pass(bytes: number): void {
    this.#at += bytes;
    if (this.#at > this.#bytes.length) throw new RangeError('a page is cut short');
  }
}

/** 32 bits from one on. */
function bitsAt(view: DataView, bit: number): number {
  const at = bit >>> 3;
  const shift = bit & 7;
  const word = view.getUint32(at, true);
  return shift === 0 ? word : (word >>> shift) | (view.getUint8(at + 4) << (32 - shift));
}
