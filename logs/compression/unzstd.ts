import type { LakeObject } from '../../storage/lake';
import { BadLogError } from '../bad-log';
import { ZstdDecoder, ZstdError } from './zstd-decoder';
import { createZstd } from './zstd-module';

/** The errors of zstd (`zstd_errors.h`) that say more than that the data is broken. */
const NO_FRAME = 10;
const WINDOW_TOO_LARGE = 16;
const CHECKSUM_DIFFERS = 22;
const NEEDS_DICTIONARY = 32;
const NO_MEMORY = 64;

/**
 * Unpacks zstd, of one frame or several; memory is a frame's window, at most 128 MiB, and a few blocks.
 * @throws BadLogError when its data is broken, cut short or followed by other bytes, or needs a larger window or a dictionary.
 */
export async function* unzstd(
  chunks: AsyncIterable<Uint8Array>,
  { key, sizeBytes }: LakeObject,
): AsyncGenerator<Uint8Array> {
  const decoder = new ZstdDecoder(await createZstd());
  const followed = () =>
    `${String(sizeBytes - decoder.framesEndAt)} bytes follow its zstd data; upload it again`;
  try {
    for await (const chunk of chunks) yield* decoder.push(chunk);
  } catch (error) {
    if (!(error instanceof ZstdError) || error.code === NO_MEMORY) throw error;
    const isBehindFrames = error.code === NO_FRAME && decoder.framesEndAt > 0;
    throw new BadLogError(key, isBehindFrames ? followed() : faultOf(error.code));
  }
  if (decoder.isInFrame) throw new BadLogError(key, 'its zstd data is cut short; upload it again');
}

function faultOf(code: number): string {
  switch (code) {
    case NO_FRAME:
      return 'is not zstd, as its name says; upload it again, or take .zst off its name';
    case WINDOW_TOO_LARGE:
      return 'its zstd data needs a window of more than 128 MiB; compress it with --long=27 at most';
    case NEEDS_DICTIONARY:
      return 'its zstd data needs a dictionary; compress it without one';
    case CHECKSUM_DIFFERS:
      return 'its zstd data is broken (its checksum differs); upload it again';
    default:
      return `its zstd data is broken (error ${String(code)} of zstd); upload it again`;
  }
}
