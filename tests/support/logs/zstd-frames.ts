import { piecesOf } from './chunks';

/** The largest block of a frame. */
export const BLOCK_MAX_BYTES = 128 * 1024;

/** A frame of these bytes in blocks that are not compressed, as zstd writes what it cannot shorten; without a checksum. */
export function rawFrame(bytes: Uint8Array, blockBytes = BLOCK_MAX_BYTES): Buffer {
  const pieces = bytes.byteLength === 0 ? [bytes] : piecesOf(bytes, blockBytes);
  const blocks = pieces.flatMap((piece, i) => [
    blockHeader(piece.byteLength, 0, i === pieces.length - 1),
    Buffer.from(piece),
  ]);
  return Buffer.concat([FRAME_START, ...blocks]);
}

/** A frame of `blocks` blocks of 128 KiB, each of one byte that repeats: 4 bytes for each. */
export function repeatedFrame(byte: number, blocks: number): Buffer {
  return Buffer.concat([
    FRAME_START,
    ...Array.from({ length: blocks }, (_, i) =>
      Buffer.concat([blockHeader(BLOCK_MAX_BYTES, 1, i === blocks - 1), Buffer.from([byte])]),
    ),
  ]);
}

/** A frame that a reader skips, as tools write for what is not content; `kind` is 0 to 15. */
export function skippableFrame(bytes: Uint8Array, kind = 0): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt32LE(0x184d2a50 + kind, 0);
  start.writeUInt32LE(bytes.byteLength, 4);
  return Buffer.concat([start, bytes]);
}

/** The magic number, no content size and no checksum, a window of 2^20 bytes. */
const FRAME_START = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]);

/** @param type 0: as it is, 1: one byte that repeats. */
function blockHeader(sizeBytes: number, type: 0 | 1, isLast: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((sizeBytes << 3) | (type << 1) | (isLast ? 1 : 0), 0, 3);
  return header;
}
