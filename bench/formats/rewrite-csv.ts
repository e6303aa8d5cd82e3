import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const LINES_PER_WRITE = 10_000;

/** Makes another line, without its end, from the cells of a row; `row` counts from 0. */
export type RewriteRow = (cells: readonly string[], row: number) => string;

/** Writes the first rows of a CSV file without quotes anew, below another header. */
export async function rewriteCsv(
  source: string,
  target: string,
  header: string,
  rows: number,
  rewrite: RewriteRow,
): Promise<void> {
  await pipeline(Readable.from(rewritten(source, header, rows, rewrite)), createWriteStream(target));
}

async function* rewritten(
  source: string,
  header: string,
  rows: number,
  rewrite: RewriteRow,
): AsyncGenerator<Buffer> {
  let written = [header];
  let rest = '';
  // The header of the source is no row.
  let row = -1;
  for await (const chunk of createReadStream(source, { highWaterMark: 1 << 20, encoding: 'latin1' })) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (row === rows) break;
      if (row >= 0) written.push(rewrite(line.split(','), row));
      row += 1;
    }
    if (written.length < LINES_PER_WRITE) continue;
    yield Buffer.from(`${written.join('\n')}\n`, 'latin1');
    written = [];
    if (row === rows) return;
  }
  if (written.length > 0) yield Buffer.from(`${written.join('\n')}\n`, 'latin1');
}
