import type { FileMetaData } from 'hyparquet';
import type { LakeObject } from '../../../storage/lake';
import { BadLogError } from '../../bad-log';
import type { ParquetLibrary } from './parquet-library';
import type { ReadBytes } from './read-bytes';

/** Bytes at the end of an object that are read at once: most footers are in them. */
const TAIL_BYTES = 256 * 1024;
/** Largest footer that is read; in memory it takes many times as much. */
const MAX_FOOTER_BYTES = 16 * 1024 * 1024;
/** The footer's length and `PAR1`. */
const END_BYTES = 8;
/** `PAR1` at the beginning, a footer's length and `PAR1`. */
const MIN_BYTES = 12;

/** What the footer of a Parquet object says. */
export interface Footer {
  readonly metadata: FileMetaData;
  /** Byte at which it begins: no column goes beyond. */
  readonly startsAt: number;
}

/** Reads the footer of a Parquet object. @throws BadLogError when the object is no whole Parquet file. */
export async function readFooter(
  { parquetMetadata }: ParquetLibrary,
  { key, sizeBytes }: LakeObject,
  read: ReadBytes,
): Promise<Footer> {
  const refuse = (fault: string) => new BadLogError(key, fault);
  if (sizeBytes < MIN_BYTES) {
    throw refuse(`${String(sizeBytes)} bytes, which is no Parquet file; upload it whole`);
  }
  const tailAt = Math.max(0, sizeBytes - TAIL_BYTES);
  const tail = await read({ start: tailAt, end: sizeBytes });
  const magic = tail.toString('latin1', tail.length - 4);
  if (magic === 'PARE') throw refuse('its footer is encrypted; write it without encryption');
  if (magic !== 'PAR1') {
    throw refuse('does not end as a Parquet file does (PAR1); upload it whole, or name it by its format');
  }
  const length = tail.readUInt32LE(tail.length - END_BYTES);
  const startsAt = sizeBytes - END_BYTES - length;
  if (startsAt < 4) {
    throw refuse(`its footer of ${String(length)} bytes is longer than the object; upload it whole`);
  }
  if (length > MAX_FOOTER_BYTES) {
    throw refuse(
      `its footer has ${String(length)} bytes, over ${String(MAX_FOOTER_BYTES)}; write it with larger row groups or in several files`,
    );
  }
  const footer =
    startsAt >= tailAt
      ? tail.subarray(startsAt - tailAt)
      : Buffer.concat([await read({ start: startsAt, end: tailAt }), tail]);
  try {
    // Statistics are not needed: they are left as they are.
    const metadata = parquetMetadata(footer, { geoparquet: false, parsers: NO_STATISTICS });
    return { metadata, startsAt };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw refuse(`its footer cannot be read (${detail}); write and upload it again`);
  }
}

const NO_STATISTICS = {
  stringFromBytes: () => '',
  dateFromDays: () => NaN,
  timestampFromMilliseconds: () => NaN,
  timestampFromMicroseconds: () => NaN,
  timestampFromNanoseconds: () => NaN,
};
