import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { readEarlierLists } from '../../../counting/daily/earlier-list-files';
import { readLists, writeLists } from '../../../counting/daily/list-files';
import { nameProducts } from '../../../counting/columns/flat-products';
import { topCtr } from '../../../domain/models/top-ctr';
import { FileLake } from '../../../storage/file-lake';
import { writeParquet } from '../../../storage/parquet';
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

it('reads what an earlier version ranked: one row for each list, with JSON arrays', async () => {
  const column = (name: string, data: string[]) => ({ name, type: 'STRING' as const, data });
  const file = await writeParquet(lake, 'earlier.parquet', [
    column('advertiser_id', ['A', '__proto__']),
    column('product_ids', ['["p2","p\\"1"]', '["p2"]']),
    column('clicks', ['[3,1]', '[1]']),
    column('impressions', ['[2,3]', '[4]']),
    column('ctr', [`[1.5,${String(1 / 3)}]`, '[0.25]']),
  ]);
  const { ids, product, metrics } = await readEarlierLists(lake, file, topCtr);
  expect(nameProducts(ids)).toEqual({
    advertiserIds: ['A', '__proto__'],
    productIds: ['p2', 'p"1', 'p2'],
    firstProducts: Int32Array.of(0, 2),
  });
  expect(product).toEqual(Int32Array.of(0, 1, 2));
  expect(metrics).toEqual({
    clicks: Float64Array.of(3, 1, 1),
    impressions: Float64Array.of(2, 3, 4),
    ctr: Float64Array.of(1.5, 1 / 3, 0.25),
  });
});
