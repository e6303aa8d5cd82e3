import { LakeObjectChangedError, LakeObjectMissingError } from '../../storage/lake';
import type { ReadOptions } from '../../storage/lake';
import { readNumberGroups } from '../../storage/number-groups';
import { writeParquet } from '../../storage/parquet';
import type { ParquetColumn, ParquetFile } from '../../storage/parquet';
import { MemoryLake } from '../support/lake/memory-lake';

/** Remembers which bytes are read. */
class WatchedLake extends MemoryLake {
  readonly ranges: ReadOptions['range'][] = [];

  override read(key: string, options: ReadOptions = {}) {
    this.ranges.push(options.range);
    return super.read(key, options);
  }
}

let lake: WatchedLake;

beforeEach(() => {
  lake = new WatchedLake();
});

async function readAll(file: ParquetFile, names: readonly string[]) {
  const columns: number[][] = names.map(() => []);
  const groups: number[] = [];
  for await (const group of readNumberGroups(lake, file, names)) {
    groups.push(group[0]!.length);
    group.forEach((column, i) => {
      for (const value of column) columns[i]!.push(value);
    });
  }
  return { columns, groups };
}

const numbers = (rows: number, valueAt: (row: number) => number) =>
  Array.from({ length: rows }, (_, row) => valueAt(row));

it.each([
  ['no rows', 0, []],
  ['one row group', 131_072, [131_072]],
  ['two, read at once', 131_073, [131_072, 1]],
  ['more than are read at once', 400_000, [131_072, 131_072, 131_072, 6_784]],
])('reads packed columns a row group at a time: %s', async (_, rows, groups) => {
  const [days, products] = [
    numbers(rows, (row) => row >> 12),
    numbers(rows, (row) => (row * 7_919) % 50_021),
  ];
  const file = await writeParquet(lake, 'a.parquet', [
    { name: 'day', type: 'DATE', data: Int32Array.from(days), packed: true },
    { name: 'product', type: 'INT32', data: Int32Array.from(products), packed: true },
  ]);
  const read = await readAll(file, ['product', 'day']);
  expect(read.groups).toEqual(groups);
  expect(read.columns[0]!.every((value, row) => value === products[row])).toBe(true);
  expect(read.columns[1]!.every((value, row) => value === days[row])).toBe(true);
  expect(read.columns.map(({ length }) => length)).toEqual([rows, rows]);
});

it('asks for the bytes of a large file in pieces of at most 2 MiB', async () => {
  const random = (seed: number) =>
    Int32Array.from(numbers(400_000, (row) => Math.imul(Math.imul(row, row), seed)));
  const file = await writeParquet(lake, 'a.parquet', [
    { name: 'before', type: 'INT32', data: random(0x9e3779b1), packed: true },
    { name: 'wanted', type: 'INT32', data: random(0x7feb352d), packed: true },
  ]);
  await readAll(file, ['wanted']);
  const [, ...pieces] = lake.ranges.map((range) => range!.end - range!.start);
  expect(pieces.length).toBeGreaterThan(1);
  expect(Math.max(...pieces)).toBeLessThanOrEqual(2 * 1024 * 1024);
});

// Other writers, and counts above 2^31, are read by the library.
it.each<[string, ParquetColumn]>([
  ['long ones', { name: 'n', type: 'INTEGER', data: [1, 2 ** 31, 2 ** 53 - 1], packed: true }],
  ['long ones of small values', { name: 'n', type: 'INTEGER', data: [1, 2, 3], packed: true, wide: true }],
  ['plain ones', { name: 'n', type: 'INT32', data: [-(2 ** 31), 0, 2 ** 31 - 1] }],
])('reads columns that it does not unpack: %s', async (_, column) => {
  const file = await writeParquet(lake, 'a.parquet', [column]);
  expect((await readAll(file, ['n'])).columns).toEqual([
    [...(column as { readonly data: readonly number[] }).data],
  ]);
});

it.each([3, 300_000])(
  'refuses a file of %i rows that was replaced or removed, or has other rows',
  async (rows) => {
    const write = (seed: number) =>
      writeParquet(lake, 'a.parquet', [
        { name: 'n', type: 'INT32', data: numbers(rows, (row) => row * seed), packed: true },
      ]);
    const first = await write(1);
    const second = await write(2);
    await expect(readAll(first, ['n'])).rejects.toThrow(LakeObjectChangedError);
    await expect(readAll({ ...second, rows: rows + 1 }, ['n'])).rejects.toThrow('a.parquet: has');
    await expect(readAll({ ...second, key: 'b.parquet' }, ['n'])).rejects.toThrow(LakeObjectMissingError);
  },
);
