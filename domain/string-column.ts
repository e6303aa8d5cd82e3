import { allocateHere, zeros } from './allocate';
import type { Allocate } from './allocate';

/**
 * Strings as UTF-8 in Arrow's layout: string `i` is `bytes` from `offsets[i]` up to `offsets[i + 1]`.
 *
 * @see https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-layout
 */
export interface StringColumn {
  readonly bytes: Uint8Array;
  /** Ascending, one more than there are strings; the first need not be 0. */
  readonly offsets: Int32Array;
}

/** A column without strings. */
export const NO_STRINGS: StringColumn = { bytes: new Uint8Array(), offsets: new Int32Array(1) };

/** Returns the number of strings in a column. */
export function stringCount({ offsets }: StringColumn): number {
  return offsets.length - 1;
}

/** Returns the bytes of all strings together. */
export function stringBytes({ offsets }: StringColumn): number {
  return (offsets.at(-1) ?? 0) - (offsets[0] ?? 0);
}

/** Returns the memory that a column takes, in bytes. */
export function columnBytes({ bytes, offsets }: StringColumn): number {
  return bytes.byteLength + offsets.byteLength;
}

/** Encodes strings as a column. */
export function encodeStrings(strings: readonly string[], allocate: Allocate = allocateHere): StringColumn {
  const length = strings.reduce((sum, string) => sum + Buffer.byteLength(string), 0);
  const bytes = Buffer.from(allocate(length));
  const offsets = zeros(strings.length + 1, allocate);
  let filled = 0;
  strings.forEach((string, i) => {
    filled += bytes.write(string, filled);
    offsets[i + 1] = filled;
  });
  return { bytes: new Uint8Array(bytes.buffer), offsets };
}

/** Decodes all strings of a column. */
export function decodeStrings(column: StringColumn): string[] {
  const decode = stringDecoder(column);
  return Array.from({ length: stringCount(column) }, (_, i) => decode(i));
}

/** Decodes one string of a column. */
export function decodeString({ bytes, offsets }: StringColumn, i: number): string {
  // A copy, since shared memory cannot be decoded.
  return Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString();
}

/** Returns a function that decodes single strings of a column. */
export function stringDecoder({ bytes, offsets }: StringColumn): (i: number) => string {
  const start = offsets[0] ?? 0;
  // A copy, since shared memory cannot be decoded.
  const copy = Buffer.from(bytes.subarray(start, offsets.at(-1)));
  const whole = copy.toString();
  const isAscii = whole.length === copy.length;
  return (i) => {
    const [from, to] = [(offsets[i] ?? 0) - start, (offsets[i + 1] ?? 0) - start];
    // A slice takes a fraction of the time of decoding.
    return isAscii ? whole.slice(from, to) : copy.toString('utf8', from, to);
  };
}

/** Compares two strings of a column by their bytes, as `Array.sort` expects it. */
export function compareStrings({ bytes, offsets }: StringColumn, left: number, right: number): number {
  let a = offsets[left] ?? 0;
  let b = offsets[right] ?? 0;
  const endA = offsets[left + 1] ?? 0;
  const endB = offsets[right + 1] ?? 0;
  for (; a < endA && b < endB; a++, b++) {
    const difference = (bytes[a] ?? 0) - (bytes[b] ?? 0);
    if (difference !== 0) return difference;
  }
  return endA - a - (endB - b);
}

/** Returns the strings from ordinal `from` up to `to`, in the same memory. */
export function sliceStrings({ bytes, offsets }: StringColumn, from: number, to: number): StringColumn {
  return { bytes, offsets: offsets.subarray(from, to + 1) };
}

/** Copies a column to other memory. */
export function copyStrings({ bytes, offsets }: StringColumn, allocate: Allocate): StringColumn {
  const start = offsets[0] ?? 0;
  const length = (offsets.at(-1) ?? 0) - start;
  const copy = { bytes: new Uint8Array(allocate(length)), offsets: zeros(offsets.length, allocate) };
  copy.bytes.set(bytes.subarray(start, start + length));
  for (let i = 0; i < offsets.length; i++) copy.offsets[i] = (offsets[i] ?? 0) - start;
  return copy;
}

/** Returns the strings at these ordinals, as a column. */
export function pickStrings(
  { bytes, offsets }: StringColumn,
  ordinals: Int32Array,
  allocate: Allocate = allocateHere,
): StringColumn {
  let length = 0;
  for (const ordinal of ordinals) length += (offsets[ordinal + 1] ?? 0) - (offsets[ordinal] ?? 0);
  const picked = new Uint8Array(allocate(length));
  const pickedOffsets = zeros(ordinals.length + 1, allocate);
  let filled = 0;
  for (let i = 0; i < ordinals.length; i++) {
    const ordinal = ordinals[i] ?? 0;
    const end = offsets[ordinal + 1] ?? 0;
    // Ids are short: a call for each of them would take longer than its bytes.
    for (let at = offsets[ordinal] ?? 0; at < end; at++) picked[filled++] = bytes[at] ?? 0;
    pickedOffsets[i + 1] = filled;
  }
  return { bytes: picked, offsets: pickedOffsets };
}

/** A column that strings are appended to; `offsets` and `bytes` are longer than what is filled. */
export class StringColumnBuilder implements StringColumn {
  bytes: Uint8Array;
  offsets: Int32Array;
  /** The number of strings so far. */
  count = 0;

  /** @param room for so many bytes and strings at first; it grows when needed. */
  constructor(room: { readonly bytes: number; readonly strings: number }) {
    this.bytes = new Uint8Array(room.bytes);
    this.offsets = new Int32Array(room.strings + 1);
  }

  /** Appends the bytes from `start` up to `end` as one string; returns its ordinal. */
  append(bytes: Uint8Array, start: number, end: number): number {
    let filled = this.offsets[this.count] ?? 0;
    this.#makeRoom(filled + end - start);
    const target = this.bytes;
    for (let at = start; at < end; at++) target[filled++] = bytes[at] ?? 0;
    this.offsets[this.count + 1] = filled;
    return this.count++;
  }

  /** Returns the column, in the builder's memory. */
  finish(): StringColumn {
    return { bytes: this.bytes, offsets: this.offsets.subarray(0, this.count + 1) };
  }

  #makeRoom(bytes: number): void {
    if (bytes > this.bytes.length) {
      const larger = new Uint8Array(2 * bytes);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    if (this.count + 1 === this.offsets.length) {
      const larger = new Int32Array(2 * this.offsets.length);
      larger.set(this.offsets);
      this.offsets = larger;
    }
  }
}
