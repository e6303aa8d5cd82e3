/** Bytes of the two lengths before each block that Hadoop writes. */
const HADOOP_HEAD_BYTES = 8;
const MIN_MATCH = 4;

/** Decompresses one block of LZ4. @throws RangeError when it is broken or of another length. */
export function decompressLz4Block(bytes: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let at = 0;
  let filled = 0;
  const byte = () => {
    if (at >= bytes.length) throw new RangeError('LZ4 data is cut short');
    return bytes[at++] ?? 0;
  };
  /** A length of 15 goes on in the next bytes, up to one that is not 255. */
  const lengthFrom = (start: number) => {
    if (start < 15) return start;
    let sum = start;
    for (let more = 255; more === 255; sum += more) more = byte();
    return sum;
  };
  while (at < bytes.length) {
    const token = byte();
    const literals = lengthFrom(token >>> 4);
    if (at + literals > bytes.length || filled + literals > length)
      throw new RangeError('LZ4 data is broken');
    output.set(bytes.subarray(at, at + literals), filled);
    at += literals;
    filled += literals;
    if (at === bytes.length) break;
    const offset = byte() | (byte() << 8);
    const match = lengthFrom(token & 15) + MIN_MATCH;
    if (offset === 0 || offset > filled || filled + match > length)
      throw new RangeError('LZ4 data is broken');
    // What is copied may begin with what is copied: byte by byte.
    for (const end = filled + match; filled < end; filled++) output[filled] = output[filled - offset] ?? 0;
  }
  if (filled !== length) throw new RangeError('LZ4 data has another length than its page');
  return output;
}

/** Decompresses the codec `LZ4`, under which old writers left blocks as Hadoop frames them, or one block. */
export function decompressLz4(bytes: Uint8Array, length: number): Uint8Array {
  return decompressHadoop(bytes, length) ?? decompressLz4Block(bytes, length);
}

function decompressHadoop(bytes: Uint8Array, length: number): Uint8Array | undefined {
  const output = new Uint8Array(length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let filled = 0;
  let at = 0;
  while (at + HADOOP_HEAD_BYTES <= bytes.length) {
    const blockLength = view.getUint32(at);
    const end = at + HADOOP_HEAD_BYTES + view.getUint32(at + 4);
    if (end > bytes.length || filled + blockLength > length) return undefined;
    try {
      output.set(decompressLz4Block(bytes.subarray(at + HADOOP_HEAD_BYTES, end), blockLength), filled);
    } catch {
      return undefined;
    }
    filled += blockLength;
    at = end;
  }
  return at === bytes.length && filled === length ? output : undefined;
}
