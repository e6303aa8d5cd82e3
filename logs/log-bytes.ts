import type { Lake, LakeObject } from '../storage/lake';
import { BadLogError } from './bad-log';
import { gunzip } from './compression/gunzip';
import { unzstd } from './compression/unzstd';
import { compressionOf } from './sources/object-format';
import type { Compression } from './sources/source-types';

/** Bytes by which zstd is known; the other marks are shorter. */
const LONGEST_MARK_BYTES = 4;

/** How a log's bytes are read. */
export interface LogBytesOptions {
  readonly signal?: AbortSignal;
  /** Told of the bytes that came from the lake, before they are unpacked. */
  readonly onBytes?: (count: number) => void;
  /** Where the next bytes may be put, if that saves a copy; what is read is then valid only until more is asked for. */
  readonly space?: () => Uint8Array;
  /** What an object without rows still has, for the error of an empty one. */
  readonly emptyHint?: string;
}

/**
 * The text of one object of a log as bytes of UTF-8: unpacked, without a byte order mark.
 *
 * @throws BadLogError when it is empty, UTF-16, or its compression is broken.
 * @throws LakeObjectChangedError when the object is no longer `object`, or ends early.
 */
export async function* readLogBytes(
  lake: Lake,
  object: LakeObject,
  options: LogBytesOptions = {},
): AsyncGenerator<Uint8Array> {
  assertNotEmpty(object, options.emptyHint);
  const compression = compressionOf(object.key);
  const space = compression === '' ? options.space : undefined;
  const source = readObject(lake, object, options.signal, space);
  const chunks = counted(source, options.onBytes ?? (() => undefined));
  yield* withoutMark(object.key, UNPACK[compression](chunks, object));
}

async function* readObject(
  lake: Lake,
  { key, etag }: LakeObject,
  signal: AbortSignal | undefined,
  space: (() => Uint8Array) | undefined,
): AsyncGenerator<Uint8Array> {
  const options = { ifMatch: etag, ...(signal !== undefined && { signal }) };
  if (space !== undefined) {
    yield* lake.readPieces(key, space, options);
    return;
  }
  const source = await lake.read(key, options);
  try {
    yield* source as AsyncIterable<Uint8Array>;
  } finally {
    source.destroy();
  }
}

const UNPACK: Readonly<
  Record<Compression, (chunks: AsyncIterable<Uint8Array>, object: LakeObject) => AsyncIterable<Uint8Array>>
> = { '': (chunks) => chunks, gz: gunzip, zst: unzstd };

function assertNotEmpty({ key, sizeBytes }: LakeObject, hint: string | undefined): void {
  if (sizeBytes > 0) return;
  throw new BadLogError(
    key,
    `0 bytes, as an upload in progress leaves it; upload it whole${hint === undefined ? '' : ` (${hint})`}`,
  );
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    onBytes(chunk.byteLength);
    yield chunk;
  }
}

/** Drops a UTF-8 byte order mark; refuses UTF-16 by its own, and what is compressed under another name. */
async function* withoutMark(key: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (start === undefined) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < LONGEST_MARK_BYTES) continue;
    yield afterMark(key, start);
    start = undefined;
  }
  if (start !== undefined && start.length > 0) yield afterMark(key, start);
}

function afterMark(key: string, start: Buffer): Buffer {
  const mark = start.toString('hex', 0, LONGEST_MARK_BYTES);
  if (/^(fffe|feff)/.test(mark)) throw new BadLogError(key, 'is UTF-16; save it as UTF-8');
  if (mark.startsWith('1f8b'))
    throw new BadLogError(key, 'is gzip-compressed; compress it once, and let its name end in .gz');
  if (mark === '28b52ffd')
    throw new BadLogError(key, 'is zstd-compressed; compress it once, and let its name end in .zst');
  return mark.startsWith('efbbbf') ? start.subarray(3) : start;
}
