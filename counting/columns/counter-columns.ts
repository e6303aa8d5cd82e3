import { allocateHere } from '../../domain/allocate';
import type { Allocate } from '../../domain/allocate';
import type { NumberColumn } from '../../domain/product-counts';

/** The largest count: up to here every whole number is exact. */
export const MAX_COUNT = Number.MAX_SAFE_INTEGER;
/** The largest count of a narrow column. */
export const MAX_NARROW = 2 ** 31 - 1;

/** A sum of events beyond `MAX_COUNT`, which no longer tells one event more or less. */
export class CountTooLargeError extends Error {
  override readonly name = 'CountTooLargeError';

  /** @param what the events that are counted, and of what. */
  constructor(what: string) {
    super(
      `${what} add up to more than 2^53 - 1 (${String(MAX_COUNT)}), up to which counts are exact. ` +
        'A log that was written wrongly is the likely cause: correct it, and upload it again',
    );
  }
}

/** @throws CountTooLargeError when a sum of counts is beyond `MAX_COUNT`. */
export function exact(sum: number, what: string): number {
  if (sum > MAX_COUNT) throw new CountTooLargeError(what);
  return sum;
}

/** The same counts in a column for all counts. */
export function widen(column: NumberColumn, allocate: Allocate = allocateHere): Float64Array {
  const wide = new Float64Array(allocate(column.length * Float64Array.BYTES_PER_ELEMENT));
  wide.set(column);
  return wide;
}

/** The largest count that a column holds. */
export function largestIn(column: NumberColumn): number {
  return column instanceof Int32Array ? MAX_NARROW : MAX_COUNT;
}

/**
 * Adds to the sums of a column, which is replaced by a wider one as soon as a sum needs that.
 *
 * @param addFrom adds rows from the given one on up to the first whose sum passes the limit; returns that, or the end.
 * @param tooLarge the error for the row whose sum passes `MAX_COUNT`.
 * @returns the sums.
 */
export function addWidening(
  sums: NumberColumn,
  rows: { readonly start: number; readonly end: number },
  addFrom: (sums: NumberColumn, start: number, limit: number) => number,
  tooLarge: (row: number) => Error,
): NumberColumn {
  const stopped = addFrom(sums, rows.start, largestIn(sums));
  if (stopped >= rows.end) return sums;
  if (!(sums instanceof Int32Array)) throw tooLarge(stopped);
  return addWidening(widen(sums), { start: stopped, end: rows.end }, addFrom, tooLarge);
}
