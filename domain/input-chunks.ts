import { compareUtf8 } from './utf8-order';

/** Fewest objects of a chunk, unless there are no more. */
const MIN_CHUNK_OBJECTS = 64;
/** Most objects of a chunk. */
const MAX_CHUNK_OBJECTS = 1_024;
/** Behind the fewest, a chunk ends at one object in so many. */
const OBJECTS_PER_BORDER = 192;

/** FNV-1a, 32 bits. @see https://datatracker.ietf.org/doc/draft-eastlake-fnv/ */
const [FNV_OFFSET, FNV_PRIME] = [0x811c9dc5, 0x01000193];

/**
 * Cuts objects, in byte order of their keys, into chunks of about 250. Where a chunk ends depends on the keys near its end
 * only, so two lists that differ in few objects have most chunks in common.
 */
export function chunkInputs<Input extends { readonly key: string }>(inputs: readonly Input[]): Input[][] {
  const chunks: Input[][] = [];
  let chunk: Input[] = [];
  for (const input of [...inputs].sort((one, other) => compareUtf8(one.key, other.key))) {
    chunk.push(input);
    const ends = chunk.length >= MIN_CHUNK_OBJECTS && hash(input.key) % OBJECTS_PER_BORDER === 0;
    if (ends || chunk.length === MAX_CHUNK_OBJECTS) {
      chunks.push(chunk);
      chunk = [];
    }
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}

function hash(key: string): number {
  let sum = FNV_OFFSET;
  for (let at = 0; at < key.length; at++) sum = Math.imul(sum ^ key.charCodeAt(at), FNV_PRIME);
  // The low bits of FNV depend on the low bits of its input only.
  return (sum ^ (sum >>> 15)) >>> 0;
}
