import { buffer } from 'node:stream/consumers';
import type { ByteRange, Lake, LakeObject } from '../storage/lake';

/** How far beyond its range a read goes at once: there the last record ends, as a rule. */
const OVERLAP_BYTES = 64 * 1024;
const NEXT_PIECE_BYTES = 1024 * 1024;

/** Length of a byte order mark of UTF-8. */
export const BYTE_ORDER_MARK_BYTES = 3;

const LF = 0x0a;
const CR = 0x0d;

/** Whether an object begins with a byte order mark of UTF-8. */
export async function hasByteOrderMark(
  lake: Lake,
  { key, etag, sizeBytes }: LakeObject,
  options: { signal?: AbortSignal } = {},
): Promise<boolean> {
  if (sizeBytes < BYTE_ORDER_MARK_BYTES) return false;
  const range = { start: 0, end: BYTE_ORDER_MARK_BYTES };
  const start = await buffer(await lake.read(key, { ifMatch: etag, range, ...options }));
  return start.toString('hex') === 'efbbbf';
}

/**
 * Yields the bytes of an object from `start` on. The caller needs them up to `end` and a few more, and stops when it has
 * enough. Each piece is valid only until the next one is requested.
 *
 * @param space where the next piece may be put.
 */
export async function* readFrom(
  lake: Lake,
  object: LakeObject,
  { start, end }: ByteRange,
  space: () => Uint8Array,
  options: { signal?: AbortSignal; onBytes?: (count: number) => void } = {},
): AsyncGenerator<Uint8Array> {
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  let from = start;
  let to = Math.min(object.sizeBytes, Math.max(start, end) + OVERLAP_BYTES);
  while (from < object.sizeBytes) {
    const range = { start: from, end: to };
    for await (const piece of lake.readPieces(object.key, space, {
      ifMatch: object.etag,
      range,
      ...signal,
    })) {
      options.onBytes?.(piece.byteLength);
      yield piece;
    }
    from = to;
    to = Math.min(object.sizeBytes, to + NEXT_PIECE_BYTES);
  }
}

/** Finds where the first line begins in a byte stream. */
export interface LineFinder {
  /** Bytes up to the start of the line, which is known once it has been found. */
  readonly passedBytes: number;
  /** The rest of the chunk from the line's start on; undefined while there is none. */
  push(chunk: Uint8Array): Uint8Array | undefined;
}

/** Finds the first line after an LF. */
export class LineEndFinder implements LineFinder {
  #passedBytes = 0;

  get passedBytes(): number {
    return this.#passedBytes;
  }

  push(chunk: Uint8Array): Uint8Array | undefined {
    const start = chunk.indexOf(LF) + 1;
    this.#passedBytes += start === 0 ? chunk.byteLength : start;
    return start === 0 ? undefined : chunk.subarray(start);
  }
}

/** Finds the first line after a line end: LF, CRLF or a lone CR. */
export class LineStartFinder implements LineFinder {
  #afterCr = false;
  #passedBytes = 0;

  get passedBytes(): number {
    return this.#passedBytes;
  }

  push(chunk: Uint8Array): Uint8Array | undefined {
    for (let i = 0; i < chunk.byteLength; i++) {
      const byte = chunk[i];
      if (this.#afterCr && byte !== LF) return chunk.subarray(i);
      this.#passedBytes++;
      if (byte === LF) return chunk.subarray(i + 1);
      this.#afterCr = byte === CR;
    }
    return undefined;
  }
}
