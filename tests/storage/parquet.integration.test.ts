import { LakeObjectChangedError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import { readParquet, toColumns, writeParquet } from '../../storage/parquet';
import { createFolderLake, createS3Lake } from '../support/test-lake';
import type { TestLake } from '../support/test-lake';

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
});
