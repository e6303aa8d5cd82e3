import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { readLists, writeLists } from '../../counting/list-files';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { FileLake } from '../../storage/file-lake';
import { anyText, holds, SEED } from '../support/property';
import { listColumns } from '../support/publications';

let folder: string;
let lake: FileLake;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-list-files-'));
  lake = new FileLake(folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('has one row for each list', async () => {
  const lists = [
    {
      advertiserId: 'B',
      productIds: ['p2', 'p"1'],
      metrics: { clicks: [3, 1], impressions: [2, 3], ctr: [1.5, 1 / 3] },
    },
    {
      advertiserId: '__proto__',
      productIds: ['p2'],
      metrics: { clicks: [1], impressions: [4], ctr: [0.25] },
    },
  ];
  const file = await writeLists(lake, 'a.parquet', topCtr, lists);
  expect(file.rows).toBe(2);
  expect(await readLists(lake, file, topCtr)).toEqual(listColumns(lists));
});

it('refuses two lists of one advertiser', async () => {
  const list = { advertiserId: 'A', productIds: ['p'], metrics: { views: [1] } };
  const twice = await writeLists(lake, 'b.parquet', topProducts, [list, list]);
  await expect(readLists(lake, twice, topProducts)).rejects.toThrow('two lists');
});

it(`gives back any lists (seed ${String(SEED)})`, async () => {
  const entry = fc.tuple(anyText(), fc.nat(2 ** 31 - 1));
  const list = fc.tuple(anyText(), fc.array(entry, { minLength: 1, maxLength: 20 }));
  await holds(
    fc.asyncProperty(fc.uniqueArray(list, { selector: ([id]) => id, maxLength: 5 }), async (drawn) => {
      const lists = drawn.map(([advertiserId, entries]) => ({
        advertiserId,
        productIds: entries.map(([id]) => id),
        metrics: { views: entries.map(([, views]) => views) },
      }));
      const file = await writeLists(lake, 'd.parquet', topProducts, lists);
      expect(await readLists(lake, file, topProducts)).toEqual({
        ...listColumns(lists),
        metrics: { views: lists.map(({ metrics }) => JSON.stringify(metrics.views)) },
      });
    }),
    50,
  );
});
