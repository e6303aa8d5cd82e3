/** DELTA_BINARY_PACKED, an encoding of Parquet, of integers of 32 bits: their differences modulo 2^32, in as few bits as they need. */

const BLOCK_VALUES = 128;
const MINIBLOCKS = 4;
const MINIBLOCK_VALUES = BLOCK_VALUES / MINIBLOCKS;
/** Most bytes of the header: three figures and the first value. */
const HEADER_BYTES = 14;
/** Most bytes of a block: its least difference, the widths, and all other differences in 32 bits. */
const BLOCK_BYTES = 5 + MINIBLOCKS + 4 * BLOCK_VALUES;

/** Packs values into the bytes of a page. */
export function packDeltas(values: Int32Array): Uint8Array {
  const blocks = Math.ceil(Math.max(0, values.length - 1) / BLOCK_VALUES);
  const bytes = new Uint8Array(HEADER_BYTES + blocks * BLOCK_BYTES);
  let filled = writeVarInt(bytes, 0, BLOCK_VALUES);
  filled = writeVarInt(bytes, filled, MINIBLOCKS);
  filled = writeVarInt(bytes, filled, values.length);
  let previous = values[0] ?? 0;
  filled = writeVarInt(bytes, filled, zigZag(previous));
  const deltas = new Int32Array(BLOCK_VALUES);
  for (let start = 1; start < values.length; start += BLOCK_VALUES) {
    const count = Math.min(BLOCK_VALUES, values.length - start);
    let least = 0x7fff_ffff;
    let most = -0x8000_0000;
    for (let i = 0; i < count; i++) {
      const value = values[start + i] ?? 0;
      const delta = (value - previous) | 0;
      previous = value;
      deltas[i] = delta;
      if (delta < least) least = delta;
      if (delta > most) most = delta;
    }
    filled = writeVarInt(bytes, filled, zigZag(least));
    const widths = filled;
    filled += MINIBLOCKS;
    if (least === most) continue;
    // What lies behind the last value of a miniblock is 0.
    deltas.fill(least, count);
    for (let i = 0; i < MINIBLOCKS; i++) {
      const from = i * MINIBLOCK_VALUES;
      let bits = 0;
      for (let at = from; at < from + MINIBLOCK_VALUES; at++) bits |= (deltas[at] ?? 0) - least;
      const width = 32 - Math.clz32(bits);
      bytes[widths + i] = width;
      if (width > 0) filled = packMiniblock(bytes, filled, { deltas, from, least, width });
    }
  }
  return bytes.subarray(0, filled);
}

interface Miniblock {
  readonly deltas: Int32Array;
  readonly from: number;
  readonly least: number;
  readonly width: number;
}

/** Writes the differences less the least one, the first in the lowest bits; returns where they end. */
function packMiniblock(bytes: Uint8Array, start: number, { deltas, from, least, width }: Miniblock): number {
  let filled = start;
  let word = 0;
  let bits = 0;
  for (let at = from; at < from + MINIBLOCK_VALUES; at++) {
    const value = (deltas[at] ?? 0) - least;
    word |= value << bits;
    bits += width;
    if (bits < 32) continue;
    bytes[filled] = word;
    bytes[filled + 1] = word >>> 8;
    bytes[filled + 2] = word >>> 16;
    bytes[filled + 3] = word >>> 24;
    filled += 4;
    bits -= 32;
    word = bits === 0 ? 0 : value >>> (width - bits);
  }
  return filled;
}

/** Writes an unsigned number of 32 bits, seven bits a byte; returns where it ends. */
function writeVarInt(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
  bytes[at++] = rest;
  return at;
}

/** A number whose sign is its lowest bit. */
function zigZag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}
