import { rangesOf } from '../../../counting/scan/object-ranges';

/** How often `block` must follow `header` so that an object of that is counted in so many ranges. */
export function repetitionsFor(header: string, block: Buffer, ranges: number): number {
  const sizeOf = (repetitions: number) => header.length + repetitions * block.length;
  let repetitions = 1;
  while (rangesOf({ key: '', etag: '', sizeBytes: sizeOf(repetitions) }).length < ranges) repetitions++;
  return repetitions;
}

/** An object that repeats `block` behind `header`: of any size, and what it holds is known without reading it. */
export async function* repeated(
  header: string,
  block: Buffer,
  repetitions: number,
): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(header));
  for (let i = 0; i < repetitions; i++) yield block;
}
