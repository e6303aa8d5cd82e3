import fc from 'fast-check';
import { countWhole } from '../../../../counting/counts/count-range';
import { parquetScan } from '../../../../counting/scan/parquet/parquet-scan';
import { createRecordsScan } from '../../../../counting/scan/records-scan';
import type * as ScannerModules from '../../../../counting/scan/scanner-module';
import type { EventLogName } from '../../../../domain/logs';
import { parquetFormat } from '../../../../logs/formats/parquet/parquet-format';
import type { SourceEntry } from '../../../../logs/sources/source-types';
import { attemptOf, describeRange } from '../../../support/logs/counted-objects';
import { anyParquetShape, writeParquetColumns } from '../../../support/logs/write-parquet';
import type { ParquetShape, WrittenColumn } from '../../../support/logs/write-parquet';
import { MemoryLake } from '../../../support/lake/memory-lake';
import { holds, SEED } from '../../../support/jest/property';

/*
 * Counting by codes must come to what the reader of rows comes to. Must fail when a code outlives its dictionary, when a
 * value without room is lost, when ids with equal first bytes are taken for each other, and when a row that is ignored or
 * rejected is counted.
 */

// Many small objects, one at a time: making a scanner takes longer than each.
jest.mock<typeof ScannerModules>('../../../../counting/scan/scanner-module', () => {
  const modules = jest.requireActual<typeof ScannerModules>('../../../../counting/scan/scanner-module');
  let only: ScannerModules.ScannerModule | undefined;
  return { ...modules, createScannerModule: () => (only ??= modules.createScannerModule()) };
});

jest.setTimeout(60_000);

const KEY = 'input/dt=2024-03-01/log.parquet';
const SHAPE: ParquetShape = {
  codec: 'SNAPPY',
  isVersion2: false,
  groupRows: 100_000,
  pageBytes: 1_000_000,
  hasDictionary: true,
  dictionaryBytes: 1_000_000,
};

type Entry = Pick<SourceEntry, 'columns' | 'types'>;
interface Case {
  readonly log?: EventLogName;
  readonly entry: Entry;
  readonly columns: Readonly<Record<string, WrittenColumn>>;
  readonly shape?: ParquetShape;
}

/** What counting by codes says, and what counting record by record says. */
async function countBoth({ log = 'ads_views', entry, columns, shape = SHAPE }: Case) {
  const lake = new MemoryLake();
  const written = await lake.write(KEY, writeParquetColumns(columns, shape));
  const source = {
    entry: { at: '$.logs.x[0]', objects: KEY, csv: { delimiter: ',' }, ...entry },
    timeZone: 'America/Argentina/Buenos_Aires',
    hash: 'h',
  };
  const object = { ...written, source };
  const count = async (scan: typeof parquetScan, step: string) => {
    const counted = await countWhole(lake, { log, object, owner: attemptOf(step) }, {}, scan);
    const { events, ignored } = counted;
    return { ...(await describeRange(lake, log, counted)), events, ignored };
  };
  return [await count(parquetScan, 'fast'), await count(createRecordsScan(parquetFormat), 'slow')] as const;
}

const INT64 = { type: 'INT64' } as const;
const IDS = { advertiser_id: { column: 'ad' }, product_id: { column: 'item' } };
const TYPED = { ...IDS, type: { column: 'what' }, date: { column: 'day', format: 'timestamp' } };
const TYPES = { impression: ['view', ''], click: ['tap'], conversion: ['buy'], ignored: ['noise', 'cart'] };

const textOrNull = (...texts: string[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...texts) }, fc.constant(null));
const anyRow = fc.record({
  ad: textOrNull('A', 'A\u0000', 'B', 'an advertiser', 'é', '', 'x'.repeat(128), 'x'.repeat(129)),
  name: textOrNull(
    'p',
    'p\u0000',
    'product1',
    'product1\u001f',
    'product10',
    'product10\u0000',
    'ñandú',
    ' ',
  ),
  item: fc.oneof(fc.bigInt(-3n, 3n), fc.constantFrom(2n ** 53n + 1n, null)),
  what: textOrNull('view', 'tap', 'buy', 'noise', 'cart', 'other'),
  // Before 3:00 UTC it is the day before in Buenos Aires.
  day: fc.oneof(
    fc.bigInt(0n, 400n).map((hours) => 1_709_251_200_000n + hours * 3_600_000n),
    fc.constantFrom(-1n, 253_402_300_800_000n, null),
  ),
  shown: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(-1, 2.5, 2 ** 40, null)),
  taps: fc.oneof(fc.bigInt(0n, 5n), fc.constantFrom(-1n, null)),
});

function columnsOf(rows: readonly Readonly<Record<string, unknown>>[]): Record<string, WrittenColumn> {
  const data = (name: string) => rows.map((row) => row[name]);
  return {
    ad: { data: data('ad') },
    name: { data: data('name') },
    item: { element: INT64, data: data('item') },
    what: { data: data('what') },
    day: { element: { ...INT64, converted_type: 'TIMESTAMP_MILLIS' }, data: data('day') },
    shown: { element: { type: 'DOUBLE' }, data: data('shown') },
    taps: { element: INT64, data: data('taps') },
  };
}

const anyEntry: fc.Arbitrary<Pick<Case, 'log' | 'entry'>> = fc.oneof(
  fc.constant({ entry: { columns: TYPED, types: TYPES } }),
  fc.constant({ entry: { columns: { ...TYPED, product_id: { column: 'name' } }, types: TYPES } }),
  fc.constant({ entry: { columns: { ...TYPED, date: { path: 'dt' } }, types: { click: ['tap'] } } }),
  fc.constant({ entry: { columns: { ...TYPED, type: { value: 'click' } } } }),
  fc.constant({ entry: { columns: { ...TYPED, product_id: { value: 'shop' }, type: { value: 'no' } } } }),
  fc.constant({
    entry: {
      columns: { ...IDS, date: TYPED.date, impressions: { column: 'shown' }, clicks: { column: 'taps' } },
    },
  }),
  fc.constant({
    entry: { columns: { ...IDS, date: TYPED.date, clicks: { column: 'taps' }, conversions: { value: '2' } } },
  }),
  // One column for two fields.
  fc.constant({
    entry: {
      columns: { ...IDS, advertiser_id: { column: 'item' }, date: TYPED.date, clicks: { column: 'item' } },
    },
  }),
  fc.constant({ log: 'product_views' as const, entry: { columns: { ...IDS, date: TYPED.date } } }),
  fc.constant({
    log: 'product_views' as const,
    entry: { columns: { ...IDS, date: TYPED.date, views: { column: 'shown' } } },
  }),
);

it(`comes to the same as record by record; seed ${String(SEED)}`, async () => {
  const property = fc.asyncProperty(
    fc.array(anyRow, { minLength: 1, maxLength: 100 }),
    anyEntry,
    anyParquetShape,
    async (rows, described, shape) => {
      const [fast, slow] = await countBoth({ ...described, columns: columnsOf(rows), shape });
      expect(fast).toEqual(slow);
    },
  );
  await holds(property, 60);
});

it('sums what rows add, ignores what is to be ignored, and rejects by row', async () => {
  const rows = [
    { ad: 'A', item: 1n, what: 'tap', day: 1_709_251_200_000n },
    { ad: 'A', item: 1n, what: 'noise', day: null },
    { ad: 'A', item: 1n, what: 'tap', day: 1_709_251_200_000n },
    { ad: 'A', item: 1n, what: 'what?', day: 1_709_251_200_000n },
    { ad: '', item: 1n, what: 'tap', day: 1_709_251_200_000n },
  ];
  const [fast] = await countBoth({ entry: { columns: TYPED, types: TYPES }, columns: columnsOf(rows) });
  expect(fast).toMatchObject({
    records: 5,
    accepted: 2,
    ignored: { noise: 1 },
    rejects: { unknown_type: 1, empty_id: 1 },
    listed: [
      { line: 4, reason: 'unknown_type', text: 'A,1,what?,2024-03-01T00:00:00Z' },
      { line: 5, reason: 'empty_id' },
    ],
    counts: { '["A","1",19782]': [0, 2, 0] },
  });
});

it('counts more days than the scanner has numbers for', async () => {
  const length = 33_000;
  const day = Array.from({ length }, (_, i) => i - 30_000);
  const columns = { day: { element: { type: 'INT32', converted_type: 'DATE' }, data: day } } as const;
  const entry = {
    columns: { ...IDS, advertiser_id: { value: 'A' }, product_id: { value: 'p' }, date: { column: 'day' } },
  };
  const [fast, slow] = await countBoth({ log: 'product_views', entry, columns });
  expect(fast.accepted).toBe(length);
  expect(fast).toEqual(slow);
});

it.each([
  ['a dictionary whose ids are too large together', 33_000, 128],
  ['values of one batch that are too large together', 9_000, 1000],
])('counts ids of %s', async (_, length, bytes) => {
  const name = Array.from({ length }, (_, i) =>
    i % 3 === 0 ? `p${String(i)}` : String(i).padStart(bytes, 'x'),
  );
  const columns = { name: { data: [...name, ...name] } };
  const entry = {
    columns: { advertiser_id: { value: 'A' }, product_id: { column: 'name' }, date: { value: '2024-03-01' } },
  };
  for (const hasDictionary of [true, false]) {
    const shape = { ...SHAPE, hasDictionary, dictionaryBytes: 100_000_000 };
    const [fast, slow] = await countBoth({ log: 'product_views', entry, columns, shape });
    expect(fast.records).toBe(2 * length);
    expect(fast).toEqual(slow);
  }
});

it('counts ids of a type that is no text, and many of them', async () => {
  const length = 20_000;
  const item = Array.from({ length }, (_, i) => BigInt(i % 9_999));
  const columns = { item: { element: INT64, data: item } };
  const entry = {
    columns: { advertiser_id: { value: 'A' }, product_id: { column: 'item' }, date: { value: '2024-03-01' } },
  };
  for (const hasDictionary of [true, false]) {
    const shape = { ...SHAPE, hasDictionary };
    const [fast, slow] = await countBoth({ log: 'product_views', entry, columns, shape });
    expect(fast.accepted).toBe(length);
    expect(fast).toEqual(slow);
  }
});

it('sums that are no longer exact are refused', async () => {
  const shown = [2 ** 52, 2 ** 52, 2 ** 52];
  const rows = shown.map((count) => ({ ad: 'A', item: 1n, day: 1_709_251_200_000n, shown: count }));
  const columns = { ...IDS, date: TYPED.date, impressions: { column: 'shown' } };
  await expect(countBoth({ entry: { columns }, columns: columnsOf(rows) })).rejects.toThrow(/2\^53 - 1/);
});
