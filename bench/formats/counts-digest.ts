import { createReadStream } from 'node:fs';

const LINE_FEED = 0x0a;
/** FNV-1a, and the same with another start. */
const [START, OTHER_START, PRIME] = [0x811c9dc5, 0x01234567, 0x01000193];

/** A digest of a file's lines that does not depend on their order: their number, and two sums of their hashes. */
export async function digestOfLines(file: string): Promise<string> {
  let [lines, sum, otherSum] = [0, 0, 0];
  let [hash, otherHash] = [START, OTHER_START];
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    for (const byte of chunk as Buffer) {
      if (byte !== LINE_FEED) {
        hash = Math.imul(hash ^ byte, PRIME);
        otherHash = Math.imul(otherHash ^ byte, PRIME);
        continue;
      }
      lines += 1;
      sum = (sum + hash) >>> 0;
      otherSum = (otherSum + (otherHash ^ (otherHash >>> 15))) >>> 0;
      [hash, otherHash] = [START, OTHER_START];
    }
  }
  if (hash !== START) throw new Error(`${file}: the last line has no end`);
  return `${lines} rows, ${sum.toString(16)}-${otherSum.toString(16)}`;
}
