import type { LakeObject } from '../../storage/lake';
import type { ByteRange } from '../../storage/lake';
import { compressionOf } from '../../logs/sources/object-format';

/** Largest range of an object that has at most `MAX_RANGES` of them, in bytes. */
const RANGE_BYTES = 512 * 1024 * 1024;
/** Most ranges of one object: the history of its counting stays short. */
const MAX_RANGES = 64;

/**
 * The byte ranges in which an object is counted; one only for what is small or compressed.
 * @param rangeBytes most bytes of a range, unless the object is so large that they do not suffice.
 */
export function rangesOf({ key, sizeBytes }: LakeObject, rangeBytes = RANGE_BYTES): ByteRange[] {
  if (compressionOf(key) !== '') return [{ start: 0, end: sizeBytes }];
  const count = Math.min(MAX_RANGES, Math.max(1, Math.ceil(sizeBytes / rangeBytes)));
  const borders = Array.from({ length: count + 1 }, (_, i) => Math.floor((sizeBytes * i) / count));
  return borders.slice(0, -1).map((start, i) => ({ start, end: borders[i + 1] ?? sizeBytes }));
}
