import * as zlib from 'node:zlib';
import type { CompressionCodec } from 'hyparquet';
import type { UnzstdPage } from '../../compression/unzstd-page';
import { decompressLz4, decompressLz4Block } from './lz4';
import type { ParquetLibrary } from './parquet-library';
import { decompressSnappy } from './snappy';

/** Decompresses a page to the length that its header says. @throws Error when it has another length or is broken. */
export type Decompress = (bytes: Uint8Array, length: number) => Uint8Array;

/** Since Node 22.15. */
const { zstdDecompressSync } = zlib as {
  zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer;
};

/** The decompression of a codec; undefined for one that no writer of today has. */
export function decompressionOf(codec: CompressionCodec, { unzstd }: ParquetLibrary): Decompress | undefined {
  switch (codec) {
    case 'UNCOMPRESSED':
      return checked((bytes) => bytes);
    case 'SNAPPY':
      return checked(decompressSnappy);
    case 'GZIP':
      return checked((bytes, length) => zlib.gunzipSync(bytes, { maxOutputLength: length }));
    case 'BROTLI':
      return checked((bytes, length) => zlib.brotliDecompressSync(bytes, { maxOutputLength: length }));
    case 'ZSTD':
      return checked((bytes, length) => decompressZstd(bytes, length, unzstd));
    case 'LZ4_RAW':
      return checked(decompressLz4Block);
    case 'LZ4':
      return checked(decompressLz4);
    case 'LZO':
      return undefined;
  }
}

function checked(decompress: Decompress): Decompress {
  return (bytes, length) => {
    if (length === 0) return new Uint8Array();
    const page = decompress(bytes, length);
    if (page.length !== length) {
      throw new RangeError(`a page has ${String(page.length)} bytes where its header says ${String(length)}`);
    }
    return page;
  };
}

function decompressZstd(bytes: Uint8Array, length: number, unzstd: UnzstdPage): Uint8Array {
  const page = zstdDecompressSync?.(bytes, { maxOutputLength: length });
  // Node before 26 reads the first frame only.
  return page?.length === length ? page : unzstd(bytes, length);
}
