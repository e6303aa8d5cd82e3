import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { digestOfLines } from '../../../bench/formats/counts-digest';
import { rewriteCsv } from '../../../bench/formats/rewrite-csv';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-formats-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function written(text: string): string {
  const file = path.join(folder, 'counts.csv');
  writeFileSync(file, text);
  return file;
}

describe('the digest of counts', () => {
  const digest = (...lines: string[]) => digestOfLines(written(lines.map((line) => `${line}\n`).join('')));

  it('does not depend on the order of lines', async () => {
    expect(await digest('a,p,1', 'b,p,2', 'c,q,3')).toBe(await digest('c,q,3', 'a,p,1', 'b,p,2'));
  });

  it.each([[['a,p,1']], [['a,p,1', 'b,p,3']], [['a,p,2', 'b,p,1']], [['a,p,1', 'b,p,2', 'b,p,2']], [[]]])(
    'differs when a line does: %j',
    async (lines) => {
      expect(await digest(...lines)).not.toBe(await digest('a,p,1', 'b,p,2'));
    },
  );

  it('is of whole lines only', async () => {
    await expect(digestOfLines(written('a,p,1\nb'))).rejects.toThrow('the last line has no end');
  });
});

describe('CSV written anew', () => {
  it.each([
    [Infinity, 20_000],
    [3, 3],
  ])('has the first rows of its source, without its header: %d', async (rows, expected) => {
    const lines = Array.from({ length: 20_000 }, (_, row) => `a,p${row}`);
    const target = path.join(folder, 'target.csv');
    const source = written(`advertiser_id,product_id\n${lines.join('\n')}\n`);
    await rewriteCsv(source, target, 'product;row', rows, ([, product = ''], row) => `${product};${row}`);
    const wanted = ['product;row', ...lines.slice(0, expected).map((_, row) => `p${row};${row}`)];
    expect(await digestOfLines(target)).toBe(
      await digestOfLines(written(wanted.map((line) => `${line}\n`).join(''))),
    );
  });
});
