/** Literals up to this length are copied byte by byte: a call takes longer. */
const SHORT_LENGTH = 24;
/** Lengths of literals above it are in the bytes behind: one for each that it is above. */
const MAX_TAG_LENGTH = 60;

/** Decompresses Snappy's format of blocks. @throws RangeError when they are broken or of another length. */
export function decompressSnappy(bytes: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  const end = bytes.length;
  let at = behindLength(bytes);
  let filled = 0;
  while (at < end) {
    const tag = bytes[at++] ?? 0;
    let count = (tag >>> 2) + 1;
    if ((tag & 3) === 0) {
      if (count > MAX_TAG_LENGTH) {
        const size = count - MAX_TAG_LENGTH;
        count = numberAt(bytes, at, size) + 1;
        at += size;
      }
      if (at + count > end || filled + count > length) throw new RangeError('Snappy data is broken');
      if (count > SHORT_LENGTH) output.set(bytes.subarray(at, at + count), filled);
      else for (let i = 0; i < count; i++) output[filled + i] = bytes[at + i] ?? 0;
      at += count;
      filled += count;
      continue;
    }
    let offset: number;
    if ((tag & 3) === 1) {
      count = ((tag >>> 2) & 7) + 4;
      offset = ((tag >>> 5) << 8) | (bytes[at++] ?? 0);
    } else {
      const size = (tag & 3) === 2 ? 2 : 4;
      offset = numberAt(bytes, at, size);
      at += size;
    }
    if (at > end || offset === 0 || offset > filled || filled + count > length) {
      throw new RangeError('Snappy data is broken');
    }
    // What is copied may begin with what is copied: byte by byte.
    for (const copied = filled + count; filled < copied; filled++)
      output[filled] = output[filled - offset] ?? 0;
  }
  if (filled !== length) throw new RangeError('Snappy data has another length than its page');
  return output;
}

/** Where the length of the data ends, which comes first. */
function behindLength(bytes: Uint8Array): number {
  let at = 0;
  while ((bytes[at] ?? 0) >= 0x80) at++;
  return at + 1;
}

/** A number of so many bytes, the lowest first. */
function numberAt(bytes: Uint8Array, at: number, size: number): number {
  let number = 0;
  for (let i = size - 1; i >= 0; i--) number = number * 256 + (bytes[at + i] ?? 0);
  return number;
}
