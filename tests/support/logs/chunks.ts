/** Yields what it is given: a byte stream that arrives in just these pieces. */
// eslint-disable-next-line @typescript-eslint/require-await -- it imitates a stream, which is asynchronous.
export async function* chunksOf(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** Copies bytes into pieces of one size, each in separate memory. */
export function piecesOf(bytes: Uint8Array, sizeBytes: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += sizeBytes) {
    pieces.push(Uint8Array.from(bytes.subarray(start, start + sizeBytes)));
  }
  return pieces;
}

/** Every way to cut bytes in two, the whole in one piece included. */
export function* everySplit(bytes: Uint8Array): Generator<Uint8Array[]> {
  for (let at = 0; at <= bytes.length; at++) yield [bytes.slice(0, at), bytes.slice(at)];
}

/** Bytes of a text of characters U+0000 to U+00FF, one byte each. */
export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
