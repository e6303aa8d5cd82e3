import { pipeline } from 'node:stream';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** The compressions of a sample's objects. */
export type SampleCompression = 'gz' | 'zst';

// The fastest level: sample logs are not kept for long.
const GZIP_LEVEL = 1;

/** Undefined before Node 22.15. */
const { createZstdCompress } = zlib as { createZstdCompress?: (options: { chunkSize: number }) => Transform };

/** Whether this version of Node writes zstd. */
export const HAS_ZSTD = createZstdCompress !== undefined;

/** Compresses a stream; gives pieces of at most `chunkSize` bytes. */
export function compress(
  chunks: AsyncIterable<Uint8Array>,
  compression: SampleCompression,
  chunkSize: number,
): AsyncIterable<Uint8Array> {
  const packed =
    compression === 'zst' && createZstdCompress !== undefined
      ? createZstdCompress({ chunkSize })
      : zlib.createGzip({ level: GZIP_LEVEL, chunkSize });
  // An error reaches the reader through `packed`, which the pipeline destroys with it.
  pipeline(chunks, packed, () => undefined);
  return packed;
}
