import { readProductColumns, writeProductColumns } from '../../../counting/daily/product-columns';
import { readParquetColumns } from '../../../storage/parquet';
import { MemoryLake } from '../../support/lake/memory-lake';

/* Must fail when a product's figures come back for another product, or not at all. */

const TYPES = { clicks: 'INTEGER', share: 'DOUBLE' } as const;

// Up to half of all: those that have any. Beyond: all.
it.each([
  ['no products', [], [], 0],
  ['one product without figures', [0], [0], 0],
  ['one product', [3], [0], 1],
  ['products without figures', [0, 0, 0], [0, 0, 0], 0],
  ['figures of half the products', [0, 5, 0, 0], [0, 0, 0, 0.25], 2],
  ['figures of more than half', [0, 5, 0, 7], [0.5, 0, 0, 0.25], 4],
  ['figures of all', [-1, 5], [0.5, 0], 2],
])('gives back %s, one for each product', async (_, clicks: number[], share: number[], rows) => {
  const lake = new MemoryLake();
  const file = await writeProductColumns(lake, 'a.parquet', [
    { name: 'clicks', type: 'INTEGER', data: Int32Array.from(clicks) },
    { name: 'share', type: 'DOUBLE', data: Float64Array.from(share) },
  ]);
  expect(file.rows).toBe(rows);
  expect(await readProductColumns(lake, file, clicks.length, TYPES)).toEqual({
    clicks: Int32Array.from(clicks),
    share: Float64Array.from(share),
  });
  expect(await readProductColumns(lake, file, clicks.length, { share: 'DOUBLE' })).toEqual({
    share: Float64Array.from(share),
  });
});

it.each([
  [
    [0, 0, 0, 9, 0, 8],
    [3, 5],
    [9, 8],
  ],
  [
    [1, 0, 0, 9, 7, 8],
    [0, 1, 2, 3, 4, 5],
    [1, 0, 0, 9, 7, 8],
  ],
])('says in the file which products have figures: of %j only %j', async (views, product, written) => {
  const lake = new MemoryLake();
  const data = Int32Array.from(views);
  const file = await writeProductColumns(lake, 'a.parquet', [{ name: 'views', type: 'INTEGER', data }]);
  expect(await readParquetColumns(lake, file, { product: 'INT32', views: 'INTEGER' })).toEqual({
    product: Int32Array.from(product),
    views: Int32Array.from(written),
  });
});
