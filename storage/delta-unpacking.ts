/** Cursor over the bytes of a page. */
interface Cursor {
  readonly view: DataView;
  at: number;
}

/**
 * Unpacks a page of integers of 32 bits in DELTA_BINARY_PACKED; false where it has another number of values, or a difference
 * takes more than 32 bits, as other writers have it.
 */
export function unpackDeltas(page: Uint8Array, values: Int32Array): boolean {
  const cursor = { view: new DataView(page.buffer, page.byteOffset, page.byteLength), at: 0 };
  const blockValues = readVarInt(cursor);
  const miniblocks = readVarInt(cursor);
  if (readVarInt(cursor) !== values.length) return false;
  let value = unZigZag(readVarInt(cursor));
  if (values.length === 0) return true;
  values[0] = value;
  const miniblockValues = blockValues / miniblocks;
  for (let row = 1; row < values.length;) {
    const zigZag = readVarInt(cursor);
    if (zigZag > 0xffff_ffff) return false;
    const least = unZigZag(zigZag);
    const widths = cursor.at;
    cursor.at += miniblocks;
    for (let i = 0; i < miniblocks && row < values.length; i++) {
      const width = cursor.view.getUint8(widths + i);
      if (width > 32) return false;
      const end = Math.min(values.length, row + miniblockValues);
      if (width === 0) for (let at = row; at < end; at++) values[at] = value = (value + least) | 0;
      else {
        unpackMiniblock(cursor, width, values, row, end, value, least);
        value = values[end - 1] ?? 0;
        cursor.at += (miniblockValues * width) / 8;
      }
      row = end;
    }
  }
  return true;
}

/** Unpacks the values from `start` up to `end`, the first behind `before`. */
function unpackMiniblock(
  { view, at }: Cursor,
  width: number,
  values: Int32Array,
  start: number,
  end: number,
  before: number,
  least: number,
): void {
  const mask = width === 32 ? -1 : (1 << width) - 1;
  let offset = at;
  let value = before;
  /** Bits that are read and not used yet. */
  let word = 0;
  let bits = 0;
  for (let row = start; row < end; row++) {
    let delta: number;
    if (bits < width) {
      const next = view.getInt32(offset, true);
      offset += 4;
      delta = (word | (next << bits)) & mask;
      const used = width - bits;
      word = used === 32 ? 0 : next >>> used;
      bits = 32 - used;
    } else {
      delta = word & mask;
      word >>>= width;
      bits -= width;
    }
    value = (((value + least) | 0) + delta) | 0;
    values[row] = value;
  }
}

/** Reads an unsigned number; one beyond 2^53 loses its lowest bits. */
function readVarInt(cursor: Cursor): number {
  let value = 0;
  for (let factor = 1; ; factor *= 0x80) {
    const byte = cursor.view.getUint8(cursor.at++);
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
  }
}

function unZigZag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}
