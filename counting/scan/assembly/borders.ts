/** Where fields end: looks for the bytes that may end one in many bytes together. */

export const QUOTE: u8 = 0x22;
export const LF: u8 = 0x0a;
export const CR: u8 = 0x0d;
/** Bytes that are looked at together. */
export const BLOCK_BYTES: u32 = 64;

/** A bit for each byte of a block, the first in the lowest: set where that is the delimiter or below 0x20. */
export function bordersOf(block: u32, delimiter: u8): u64 {
  return (
    (<u64>bordersOf16(block, delimiter)) |
    ((<u64>bordersOf16(block + 16, delimiter)) << 16) |
    ((<u64>bordersOf16(block + 32, delimiter)) << 32) |
    ((<u64>bordersOf16(block + 48, delimiter)) << 48)
  );
}

function bordersOf16(address: u32, delimiter: u8): u32 {
  const bytes = v128.load(address);
  const delimiters = i8x16.eq(bytes, i8x16.splat(delimiter));
  const controls = i8x16.eq(i8x16.min_u(bytes, i8x16.splat(0x1f)), bytes);
  return i8x16.bitmask(v128.or(delimiters, controls));
}
