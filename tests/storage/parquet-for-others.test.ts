import { buffer } from 'node:stream/consumers';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { readParquet as readWithArrow } from 'parquet-wasm';
import { readCountRows } from '../../counting/counts/counts-files';
import { loadParquetEncoder } from '../../storage/parquet';
import { productColumns } from '../../counting/columns/product-files';
import { NO_STRINGS } from '../../domain/string-column';
import type { ParquetColumn, ParquetEncoder } from '../../storage/parquet';
import { countRows, rankDate } from '../support/reference/dated-lists';
import type { LogRow } from '../support/reference/dated-lists';
import { MemoryLake } from '../support/lake/memory-lake';

/*
 * What other programs make of the files: parquet-wasm has the reader of DataFusion, the Parquet crate of Arrow. Must fail when
 * a file without rows has no row group, and when a day is annotated in one of the two ways only.
 */
jest.setTimeout(30_000);

let encode: ParquetEncoder;

beforeAll(async () => {
  encode = await loadParquetEncoder();
});

const none = new Int32Array();

// Every way in which the product lays columns out.
const LAYOUTS: [layout: string, columns: ParquetColumn[]][] = [
  ['numbers', [{ name: 'share', type: 'DOUBLE', data: new Float64Array() }]],
  ['packed numbers', [{ name: 'views', type: 'INTEGER', data: none, packed: true }]],
  ['days', [{ name: 'day', type: 'DATE', data: none, packed: true }]],
  ['texts', [{ name: 'key', type: 'STRING', data: [] }]],
  [
    'texts and numbers',
    [
      { name: 'line', type: 'INTEGER', data: [] },
      { name: 'text', type: 'STRING', data: [] },
    ],
  ],
  [
    'texts in bytes, and those that several rows share',
    productColumns({ advertiserIds: NO_STRINGS, productIds: NO_STRINGS, firstProducts: none }),
  ],
];

/** The number of rows that each reader finds. */
async function rowsOf(bytes: Uint8Array): Promise<{ arrow: number; hyparquet: number; groups: number }> {
  const file = Uint8Array.from(bytes).buffer;
  const batches = readWithArrow(bytes).recordBatches();
  return {
    arrow: batches.reduce((sum, { numRows }) => sum + numRows, 0),
    hyparquet: (await parquetReadObjects({ file })).length,
    groups: parquetMetadata(file).row_groups.length,
  };
}

it.each(LAYOUTS)('gives a file without rows one row group without rows: %s', async (_, columns) => {
  expect(await rowsOf(encode(columns))).toEqual({ arrow: 0, hyparquet: 0, groups: 1 });
});

it.each([
  ['a day with events', '2024-01-02', 4],
  ['a date before all events', '2023-12-31', 0],
])('every file of the lake is a table to other readers: %s', async (_, date, kept) => {
  const lake = new MemoryLake();
  const rows = (['view', 'impression', 'click', 'view'] as const).map((type, i): LogRow => ({
    advertiserId: 'A',
    productId: `p${String(i)}`,
    type,
    date: '2024-01-02',
  }));
  const lists = await rankDate(lake, await countRows(lake, rows, 2), date, ['A']);
  expect(lists.rowsKept).toBe(kept);
  let files = 0;
  for await (const { key } of lake.list('')) {
    if (/^input\/|\.json$/.test(key)) continue;
    const found = await rowsOf(await buffer(await lake.read(key)));
    expect({ key, ...found }).toMatchObject({ key, arrow: found.hyparquet, groups: 1 });
    files++;
  }
  expect(files).toBeGreaterThan(10);
});

it('annotates days in both ways: a reader that knows one of them finds a day', async () => {
  const day = Date.parse('2026-11-22') / 86_400_000;
  for (const packed of [false, true]) {
    const file = encode([{ name: 'day', type: 'DATE', data: Int32Array.of(day), packed }]).slice().buffer;
    // hyparquet and DuckDB look at the older annotation, Arrow at the newer one.
    expect(await parquetReadObjects({ file })).toEqual([{ day: new Date('2026-11-22T00:00:00Z') }]);
    expect(parquetMetadata(file).schema[1]).toMatchObject({
      converted_type: 'DATE',
      logical_type: { type: 'DATE' },
    });
  }
});

// The counts of a lake are kept for years.
it.each([0, 3])('reads counts of %i rows as earlier versions wrote them', async (rows) => {
  const lake = new MemoryLake();
  const column = (...values: number[]) => Int32Array.from(values.slice(0, rows));
  const written = {
    day: column(20_779, 20_780, 20_780),
    product: column(1, 0, 1),
    views: column(1, 2 ** 31 - 1, 7),
  };
  const bytes = parquetWriteBuffer({
    schema: [
      { name: 'root', num_children: 3 },
      { name: 'day', type: 'INT32', repetition_type: 'REQUIRED', logical_type: { type: 'DATE' } },
      { name: 'product', type: 'INT32', repetition_type: 'REQUIRED' },
      { name: 'views', type: 'INT32', repetition_type: 'REQUIRED' },
    ],
    columnData: Object.entries(written).map(([name, data]) => ({
      name,
      data,
      encoding: 'DELTA_BINARY_PACKED',
    })),
    codec: 'UNCOMPRESSED',
    statistics: false,
    pageSize: 0,
    rowGroupSize: 2,
  });
  const { key, etag } = await lake.write('counts-0.parquet', new Uint8Array(bytes));
  const counts = { key, etag, rows };
  // Only whether there is a table of products matters here.
  expect(await readCountRows(lake, 'product_views', { products: counts, counts })).toEqual({
    day: written.day,
    product: written.product,
    counters: [written.views],
  });
});
