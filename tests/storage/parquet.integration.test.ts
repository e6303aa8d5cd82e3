import { decodeStrings } from '../../domain/string-column';
import { LakeObjectChangedError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import {
  readParquet,
  readParquetColumns,
  readParquetStrings,
  toColumns,
  writeParquet,
} from '../../storage/parquet';
import type { ParquetFile } from '../../storage/parquet';
import { createFolderLake, createS3Lake } from '../support/lake/test-lake';
import type { TestLake } from '../support/lake/test-lake';

interface Row extends Record<string, string | number> {
  id: string;
  count: number;
  share: number;
}
const COLUMNS = [
  { name: 'id', type: 'STRING' },
  { name: 'count', type: 'INT32' },
  { name: 'share', type: 'DOUBLE' },
] as const;

/** The strings of a column, read by rows and by runs, which must not follow an equal one. */
async function textsOf(lake: Lake, file: ParquetFile, name: string): Promise<string[]> {
  const { [name]: rows } = await readParquetStrings(lake, file, { [name]: 'ROWS' as const });
  const { [name]: runs } = await readParquetStrings(lake, file, { [name]: 'RUNS' as const });
  const texts = decodeStrings(rows!);
  const firstRows = [...texts.keys()].filter((row) => row === 0 || texts[row] !== texts[row - 1]);
  expect([...runs!.firstRows]).toEqual(firstRows);
  expect(decodeStrings(runs!.strings)).toEqual(firstRows.map((row) => texts[row]));
  return texts;
}

describe.each([
  { backend: 'a folder', create: () => Promise.resolve(createFolderLake()) },
  { backend: 'S3', create: createS3Lake },
])('Parquet in $backend', ({ create }) => {
  let testLake: TestLake;
  let lake: Lake;

  beforeEach(async () => {
    testLake = await create();
    lake = testLake.lake;
  });

  afterEach(() => {
    testLake.remove();
  });

  it.each([
    ['an empty table', []],
    [
      'strings of any script and the edges of numbers',
      ['', ' ', 'a,"b"\n', 'NULL', 'Ä日本😀', 'e\u0301', '0001', 'x'.repeat(128)].map((id, i) => ({
        id,
        count: [0, -1, 2_147_483_647, -2_147_483_648][i % 4]!,
        share: [0.1 + 0.2, 5e-324, Number.MAX_VALUE, 1 / 3, -0.5, 2 ** 53 + 2, 0, 1][i]!,
      })),
    ],
    [
      '100,000 rows',
      Array.from({ length: 100_000 }, (_, i) => ({
        id: `p${String(i % 317)}`,
        count: i,
        share: i / 100_000,
      })),
    ],
  ])('gives back %s', async (_, rows: Row[]) => {
    const file = await writeParquet(lake, 'intermediate/a.parquet', toColumns(rows, COLUMNS));
    expect(file).toEqual({
      key: 'intermediate/a.parquet',
      etag: (await lake.head(file.key))!.etag,
      rows: rows.length,
    });
    expect(await readParquet<Row>(lake, file)).toEqual(rows);
  });

  // Fails when the ETag is not handed on to the read.
  it('refuses a file that is no longer the one handed over', async () => {
    const file = await writeParquet(lake, 'a.parquet', toColumns([{ id: 'a', count: 1, share: 1 }], COLUMNS));
    await writeParquet(lake, 'a.parquet', toColumns([{ id: 'b', count: 1, share: 1 }], COLUMNS));
    await expect(readParquet(lake, file)).rejects.toThrow(LakeObjectChangedError);
  });

  it('refuses a file with another number of rows than was said', async () => {
    const file = await writeParquet(lake, 'a.parquet', toColumns([{ id: 'a', count: 1, share: 1 }], COLUMNS));
    await expect(readParquet(lake, { ...file, rows: 2 })).rejects.toThrow(
      'a.parquet: has 1 rows, expected 2',
    );
  });

  describe('by column', () => {
    const TEXTS = ['', 'a,"b"\n', 'Ä日本😀', '0001', '\uffee', 'x'.repeat(128)];

    it('gives back those that are asked for, each as its type', async () => {
      const days = [-719_162, -1, 0, 2_932_896, 19_723, 19_723];
      const file = await writeParquet(lake, 'a.parquet', [
        { name: 'text', type: 'STRING', data: TEXTS },
        { name: 'day', type: 'DATE', data: Int32Array.from(days) },
        { name: 'count', type: 'INT32', data: [0, 1, -1, 2_147_483_647, -2_147_483_648, 7] },
        { name: 'share', type: 'DOUBLE', data: [0.1, 5e-324, -0.5, 2 ** 53 + 2, 0, 1] },
      ]);
      expect(file.rows).toBe(6);
      const columns = await readParquetColumns(lake, file, {
        share: 'DOUBLE',
        day: 'DATE',
        text: 'STRING',
        count: 'INT32',
      });
      expect(columns).toEqual({
        text: TEXTS,
        day: Int32Array.from(days),
        count: Int32Array.of(0, 1, -1, 2_147_483_647, -2_147_483_648, 7),
        share: Float64Array.of(0.1, 5e-324, -0.5, 2 ** 53 + 2, 0, 1),
      });
      expect(Object.keys(await readParquetColumns(lake, file, { day: 'DATE' }))).toEqual(['day']);
    });

    // Tables without texts have another layout: fails when a column is cut short, shifted, or read from its neighbour.
    it.each([
      ['as they lie in memory', false],
      ['by their differences', true],
    ])('gives back tables of numbers, laid out %s', async (_, packed) => {
      const ints = [0, 1, -1, 2_147_483_647, -2_147_483_648, 7];
      const doubles = [0.1, 5e-324, -0.5, 2 ** 53 + 2, -0, Infinity];
      const shared = new Int32Array(new SharedArrayBuffer(4 * (ints.length + 2))).subarray(
        1,
        1 + ints.length,
      );
      shared.set(ints.map((value) => ~value));
      const file = await writeParquet(lake, 'a.parquet', [
        { name: 'day', type: 'DATE', data: [...ints].reverse(), packed },
        { name: 'share', type: 'DOUBLE', data: doubles },
        { name: 'whole', type: 'DOUBLE', data: Float64Array.from([9, ...doubles, 9]).subarray(1, -1) },
        { name: 'count', type: 'INT32', data: ints, packed },
        { name: 'shared', type: 'INT32', data: shared, packed },
      ]);
      expect(file).toEqual({ key: 'a.parquet', etag: (await lake.head('a.parquet'))!.etag, rows: 6 });
      const types = {
        count: 'INT32',
        day: 'DATE',
        share: 'DOUBLE',
        shared: 'INT32',
        whole: 'DOUBLE',
      } as const;
      expect(await readParquetColumns(lake, file, types)).toEqual({
        count: Int32Array.from(ints),
        day: Int32Array.from(ints).reverse(),
        share: Float64Array.from(doubles),
        shared: Int32Array.from(ints, (value) => ~value),
        whole: Float64Array.from(doubles),
      });
    });

    // Fails when a run that goes on in the next portion is lost there, or a length of more than a byte is cut.
    it.each([0, 1, 2, 19_999, 20_000, 20_001, 45_000])(
      'keeps %i rows of texts that are bytes, some of them for many rows',
      async (rows) => {
        const texts = Array.from(
          { length: rows },
          (_, i) => ['p', 'Ä日本😀', '', 'x'.repeat(300)][i % 4]! + String(i % 7),
        );
        const firstRows = [0, 1, 3, 300, 19_998, 20_000, 41_000].filter((first) => first < rows);
        const owners = firstRows.map((first) => `owner ${String(first)} ${'y'.repeat(first % 200)}`);
        const flat = Buffer.from(`left out${owners.join('')}${texts.join('')}`);
        const offsetsFrom = (start: number, all: readonly string[]) => {
          let end = start;
          return Int32Array.of(start, ...all.map((text) => (end += Buffer.byteLength(text))));
        };
        const ownerOffsets = offsetsFrom('left out'.length, owners);
        const file = await writeParquet(lake, 'a.parquet', [
          {
            name: 'owner',
            type: 'STRING',
            strings: { bytes: flat, offsets: ownerOffsets },
            firstRows: Int32Array.from(firstRows),
          },
          {
            name: 'text',
            type: 'STRING',
            strings: { bytes: flat, offsets: offsetsFrom(ownerOffsets.at(-1)!, texts) },
          },
          { name: 'number', type: 'INT32', data: Int32Array.from(texts, (_, i) => i) },
        ]);
        expect(file.rows).toBe(rows);
        const columns = { number: 'INT32', owner: 'STRING', text: 'STRING' } as const;
        const read = await readParquetColumns(lake, file, columns);
        expect(read.text).toEqual(texts);
        expect(read.owner).toEqual(
          texts.map((_, row) => owners[firstRows.findLastIndex((first) => first <= row)]),
        );
        expect(read.number).toEqual(Int32Array.from(texts, (_, i) => i));
        expect(await textsOf(lake, file, 'text')).toEqual(read.text);
        expect(await textsOf(lake, file, 'owner')).toEqual(read.owner);
      },
    );

    it('takes a table of numbers without rows', async () => {
      const file = await writeParquet(lake, 'a.parquet', [
        { name: 'count', type: 'INT32', data: [] },
        { name: 'share', type: 'DOUBLE', data: new Float64Array() },
      ]);
      expect(await readParquetColumns(lake, file, { share: 'DOUBLE', count: 'INT32' })).toEqual({
        count: new Int32Array(),
        share: new Float64Array(),
      });
    });

    it.each([0, 1, 19_999, 20_000, 20_001, 70_000])('keeps %i rows of texts in their order', async (rows) => {
      const data = Array.from({ length: rows }, (_, i) => `p${String((i * 7_919) % 50_021)}`);
      const numbers = Int32Array.from(data, (_, i) => i);
      const file = await writeParquet(lake, 'a.parquet', [
        { name: 'text', type: 'STRING', data },
        { name: 'number', type: 'INT32', data: numbers },
      ]);
      const columns = { text: 'STRING', number: 'INT32' } as const;
      const read = await readParquetColumns(lake, file, columns);
      expect(read.text).toEqual(data);
      expect(Buffer.from(read.number.buffer).equals(Buffer.from(numbers.buffer))).toBe(true);

      expect(await textsOf(lake, file, 'text')).toEqual(data);
    });

    // A column with a dictionary is read otherwise than plain texts.
    it.each([
      ['few', (i: number) => `p${String(i % 7)}`],
      ['many', (i: number) => `p${String((i * 7_919) % 50_021)}`],
      ['neighbours that are equal', (i: number) => `p${String(i >> 3)}`],
      ['empty ones, and of any script', (i: number) => ['', 'Ä日本😀', 'x'.repeat(300)][i % 3]!],
    ])('reads texts as bytes: %s', async (_, textAt) => {
      const data = Array.from({ length: 45_000 }, (_, i) => textAt(i));
      const number = Int32Array.from(data, (_, i) => i);
      const file = await writeParquet(lake, 'a.parquet', [
        { name: 'text', type: 'STRING', data },
        { name: 'number', type: 'INT32', data: number },
      ]);
      expect(await textsOf(lake, file, 'text')).toEqual(data);
    });

    it('keeps more than a million numbers in their order', async () => {
      const numbers = Int32Array.from({ length: 2_100_003 }, (_, i) => Math.imul(i, 0x9e3779b1));
      const file = await writeParquet(lake, 'a.parquet', [{ name: 'number', type: 'INT32', data: numbers }]);
      const { number } = await readParquetColumns(lake, file, { number: 'INT32' });
      expect(number).toHaveLength(numbers.length);
      expect(
        Buffer.from(number.buffer, number.byteOffset, number.byteLength).equals(Buffer.from(numbers.buffer)),
      ).toBe(true);
    });

    it('refuses a column that is not there', async () => {
      const file = await writeParquet(lake, 'a.parquet', [{ name: 'number', type: 'INT32', data: [1] }]);
      await expect(readParquetColumns(lake, file, { other: 'INT32' })).rejects.toThrow(/other/);
    });

    it('refuses a file that was replaced, and one with another number of rows than was said', async () => {
      const write = (data: number[]) => writeParquet(lake, 'a.parquet', [{ name: 'n', type: 'INT32', data }]);
      const first = await write([1]);
      const second = await write([2, 3]);
      for (const read of [(file: typeof first) => readParquetColumns(lake, file, { n: 'INT32' })]) {
        await expect(read(first)).rejects.toThrow(LakeObjectChangedError);
        await expect(read({ ...second, rows: 3 })).rejects.toThrow('a.parquet: has 2 rows, expected 3');
        await expect(read({ ...second, rows: 1 })).rejects.toThrow('a.parquet: has 2 rows, expected 1');
      }
    });

    it('refuses texts of a file that was replaced, of one with other rows than was said, and of a column that is not there', async () => {
      const write = (data: string[]) =>
        writeParquet(lake, 'a.parquet', [{ name: 't', type: 'STRING', data }]);
      const first = await write(['a']);
      const second = await write(['b', 'c']);
      await expect(readParquetStrings(lake, first, { t: 'ROWS' })).rejects.toThrow(LakeObjectChangedError);
      const longer = { ...second, rows: 3 };
      await expect(readParquetStrings(lake, longer, { t: 'ROWS' })).rejects.toThrow(
        'a.parquet: has 2 rows, expected 3',
      );
      await expect(readParquetStrings(lake, second, { other: 'ROWS' })).rejects.toThrow(
        '0 strings where there should be 2',
      );
    });
  });
});
