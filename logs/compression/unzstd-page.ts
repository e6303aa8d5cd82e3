import { ZstdError } from './zstd-decoder';
import { createZstd } from './zstd-module';

/** Unpacks zstd, of one frame or several, to `length` bytes at most. @throws ZstdError */
export type UnzstdPage = (bytes: Uint8Array, length: number) => Uint8Array;

/** Makes a function that unpacks small data as a whole, such as pages; it keeps the memory that its largest one took. */
export async function createPageUnzstd(): Promise<UnzstdPage> {
  const zstd = await createZstd();
  let space = 0;
  let spaceBytes = 0;
  return (bytes, length) => {
    const needed = bytes.byteLength + length;
    if (needed > spaceBytes) {
      zstd.free(space);
      space = zstd.malloc(needed);
      spaceBytes = space === 0 ? 0 : needed;
      if (space === 0) throw new RangeError(`no memory for ${String(needed)} bytes`);
    }
    new Uint8Array(zstd.memory.buffer).set(bytes, space);
    const unpacked = space + bytes.byteLength;
    const unpackedBytes = zstd.ZSTD_decompress(unpacked, length, space, bytes.byteLength);
    if (unpackedBytes < 0) throw new ZstdError(-unpackedBytes);
    return new Uint8Array(zstd.memory.buffer).slice(unpacked, unpacked + unpackedBytes);
  };
}
