import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { readLists, writeLists } from '../../../counting/daily/list-files';
import { topCtr } from '../../../domain/models/top-ctr';
import { FileLake } from '../../../storage/file-lake';
import { holds, SEED } from '../../support/jest/property';

let folder: string;
let lake: FileLake;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-list-files-'));
  lake = new FileLake(folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it(`gives back any lists, one row for each product (seed ${String(SEED)})`, async () => {
  const count = fc.nat(2 ** 31 - 1);
  const entry = fc.record({
    product: count,
    clicks: count,
    impressions: count,
    ctr: fc.double({ noNaN: true }),
  });
  await holds(
    fc.asyncProperty(fc.array(entry, { maxLength: 100 }), async (entries) => {
      const lists = {
        product: Int32Array.from(entries, ({ product }) => product),
        metrics: {
          clicks: Int32Array.from(entries, ({ clicks }) => clicks),
          impressions: Int32Array.from(entries, ({ impressions }) => impressions),
          ctr: Float64Array.from(entries, ({ ctr }) => ctr),
        },
      };
      const file = await writeLists(lake, 'a.parquet', topCtr, lists);
      expect(file.rows).toBe(entries.length);
      expect(await readLists(lake, file, topCtr)).toEqual(lists);
    }),
    50,
  );
});
