/** Returns memory of so many bytes, all 0. */
export type Allocate = (bytes: number) => ArrayBufferLike;

/** Memory of this thread alone. */
export const allocateHere: Allocate = (bytes) => new ArrayBuffer(bytes);

/** Memory that all threads share. */
export const allocateShared: Allocate = (bytes) => new SharedArrayBuffer(bytes);

/** Returns a column of integers, all 0. */
export function zeros(length: number, allocate: Allocate = allocateHere): Int32Array {
  return new Int32Array(allocate(length * Int32Array.BYTES_PER_ELEMENT));
}
