import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { countWhole } from '../../../../counting/counts/count-range';
import { parquetScan } from '../../../../counting/scan/parquet/parquet-scan';
import { createRecordsScan } from '../../../../counting/scan/records-scan';
import type * as ScannerModules from '../../../../counting/scan/scanner-module';
import { parquetFormat } from '../../../../logs/formats/parquet/parquet-format';
import { attemptOf, describeRange } from '../../../support/logs/counted-objects';
import { anyParquetShape, writeParquetColumns } from '../../../support/logs/write-parquet';
import type { WrittenColumn } from '../../../support/logs/write-parquet';
import { MemoryLake } from '../../../support/lake/memory-lake';
import { holds, SEED } from '../../../support/jest/property';

/*
 * Days of numbers must be the days that the reader of rows finds in their texts. Must fail when a slot of time with the end
 * of a day gives all its rows one day, and when a null or an invalid number has a day.
 */

// Many small objects, one at a time: making a scanner takes longer than each.
jest.mock<typeof ScannerModules>('../../../../counting/scan/scanner-module', () => {
  const modules = jest.requireActual<typeof ScannerModules>('../../../../counting/scan/scanner-module');
  let only: ScannerModules.ScannerModule | undefined;
  return { ...modules, createScannerModule: () => (only ??= modules.createScannerModule()) };
});

jest.setTimeout(60_000);

const KEY = 'input/log.parquet';
const FIXTURES = path.join(__dirname, '../../../logs/formats/parquet/fixtures');

/** What counting by numbers says, and what counting record by record says. */
async function countBoth(body: Uint8Array, date: { column: string; format: string }, timeZone: string) {
  const lake = new MemoryLake();
  const written = await lake.write(KEY, body);
  const columns = { advertiser_id: { value: 'A' }, product_id: { value: 'p' }, date };
  const entry = { at: '$.logs.x[0]', objects: KEY, csv: { delimiter: ',' }, columns };
  const object = { ...written, source: { entry, timeZone, hash: 'h' } };
  const log = 'product_views';
  const count = async (scan: typeof parquetScan, step: string) => {
    const counted = await countWhole(lake, { log, object, owner: attemptOf(step) }, {}, scan);
    return describeRange(lake, log, counted);
  };
  return [await count(parquetScan, 'fast'), await count(createRecordsScan(parquetFormat), 'slow')] as const;
}

/** Seconds near ends of days: of Kathmandu, a quarter past; of Goose Bay, a minute past in 2006; of Monrovia in 1969. */
const anySecond = fc.oneof(
  fc.integer({ min: -200_000, max: 200_000 }),
  fc.integer({ min: 1_162_090_000, max: 1_162_096_000 }),
  fc.integer({ min: -30_000_000, max: -29_900_000 }),
  fc.constantFrom(-1, 0, -62_135_596_800, -62_135_596_801, 253_402_300_799, 253_402_300_800, 9e12),
);
const ZONES = ['UTC', 'Asia/Kathmandu', 'America/Goose_Bay', 'Africa/Monrovia', 'Pacific/Apia'];

const timestamp = (unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC: boolean) =>
  ({ type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit } }) as const;
interface Kind {
  readonly element: NonNullable<WrittenColumn['element']>;
  readonly format: string;
  readonly unitsPerSecond: bigint;
}
const KINDS: Kind[] = [
  { element: timestamp('MILLIS', true), format: 'timestamp', unitsPerSecond: 1000n },
  { element: timestamp('MICROS', true), format: 'timestamp', unitsPerSecond: 1_000_000n },
  { element: timestamp('NANOS', true), format: 'timestamp', unitsPerSecond: 1_000_000_000n },
  { element: timestamp('MICROS', false), format: 'timestamp', unitsPerSecond: 1_000_000n },
  { element: timestamp('MILLIS', true), format: 'YYYY-MM-DDTHH:mm:ssZ', unitsPerSecond: 1000n },
  { element: timestamp('MILLIS', true), format: 'date', unitsPerSecond: 1000n },
  { element: { type: 'INT64' }, format: 'unix_seconds', unitsPerSecond: 1n },
  { element: { type: 'INT64' }, format: 'unix_millis', unitsPerSecond: 1000n },
];
const MAX_INT64 = 2n ** 63n - 1n;

it(`numbers have the days of their texts; seed ${String(SEED)}`, async () => {
  const anyRow = fc.oneof(
    { weight: 20, arbitrary: fc.tuple(anySecond, fc.bigInt(0n, 999_999_999n)) },
    { weight: 1, arbitrary: fc.constantFrom(null, MAX_INT64, -MAX_INT64) },
  );
  const property = fc.asyncProperty(
    fc.array(anyRow, { minLength: 1, maxLength: 60 }),
    fc.constantFrom(...KINDS),
    fc.constantFrom(...ZONES),
    anyParquetShape,
    async (rows, { element, format, unitsPerSecond }, timeZone, shape) => {
      const data = rows.map((row) => {
        if (!Array.isArray(row)) return row;
        const [second, part] = row;
        const units = BigInt(second) * unitsPerSecond + (part * unitsPerSecond) / 1_000_000_000n;
        return BigInt.asIntN(64, units);
      });
      const body = writeParquetColumns({ at: { element, data } }, shape);
      const [fast, slow] = await countBoth(body, { column: 'at', format }, timeZone);
      expect(fast).toEqual(slow);
    },
  );
  await holds(property, 100);
});

it('days and days of eight digits are of 32 bits', async () => {
  const shape = { codec: 'SNAPPY', isVersion2: false, groupRows: 3, pageBytes: 100 } as const;
  for (const hasDictionary of [true, false]) {
    const write = (element: Kind['element'], data: unknown[]) =>
      writeParquetColumns({ at: { element, data } }, { ...shape, hasDictionary, dictionaryBytes: 1000 });
    const dates = write({ type: 'INT32', converted_type: 'DATE' }, [19_783, -1, null, 19_783, 3_000_000]);
    const digits = write({ type: 'INT32' }, [20_240_301, 19_691_231, null, 20_240_301, 20_230_229]);
    const both = [
      await countBoth(dates, { column: 'at', format: 'date' }, 'UTC'),
      await countBoth(digits, { column: 'at', format: 'YYYYMMDD' }, 'UTC'),
    ];
    for (const [fast, slow] of both) {
      expect(fast).toEqual(slow);
      expect(fast).toMatchObject({
        records: 5,
        accepted: 3,
        rejects: { invalid_date: 2 },
        counts: { '["A","p",19783]': [2], '["A","p",-1]': [1] },
      });
    }
  }
});

it('a reject has the text of its number', async () => {
  const shape = { codec: 'SNAPPY', isVersion2: false, groupRows: 3, pageBytes: 100 } as const;
  const data = [1_709_251_200n, 253_402_300_800n, 9_007_199_254_740_993n];
  const body = writeParquetColumns(
    { at: { element: { type: 'INT64' }, data } },
    { ...shape, hasDictionary: false, dictionaryBytes: 1000 },
  );
  const [fast] = await countBoth(body, { column: 'at', format: 'unix_seconds' }, 'UTC');
  expect(fast.listed).toMatchObject([
    { line: 2, text: '253402300800' },
    { line: 3, text: '9007199254740993' },
  ]);
});

it.each([
  ['pyarrow-int96.parquet', 'int96'],
  ['pyarrow-encodings.parquet', 'tus'],
  ['duckdb-v2.parquet', 'tusz'],
  ['pyarrow-v2-zstd.parquet', 'tms'],
])('%s: the days of %s are those of its texts', async (name, column) => {
  const body = readFileSync(path.join(FIXTURES, name));
  const [fast, slow] = await countBoth(body, { column, format: 'timestamp' }, 'America/Goose_Bay');
  expect(fast.accepted).toBeGreaterThan(80);
  expect(fast).toEqual(slow);
});
