import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import type * as ScannerModules from '../../../../counting/scan/scanner-module';
import { createPlainRowReader } from '../../../../logs/sources/row-reader';
import { countAtOnce, countInRanges, headerOf } from '../../../support/logs/counted-objects';
import type { Counted } from '../../../support/logs/counted-objects';
import { anyParquetShape, writeParquetTexts } from '../../../support/logs/write-parquet';
import type { ParquetShape } from '../../../support/logs/write-parquet';
import { MemoryLake } from '../../../support/lake/memory-lake';
import { holds, SEED } from '../../../support/jest/property';

/*
 * A Parquet log must come to the same counts and rejects as its rows read one by one, whole or in ranges. Must fail when a
 * row is lost or doubled where pages, row groups or ranges meet, when a dictionary ends within a row group, and when a
 * null takes the value of its neighbour.
 */

// Many small objects, one at a time: making a scanner takes longer than each.
jest.mock<typeof ScannerModules>('../../../../counting/scan/scanner-module', () => {
  const modules = jest.requireActual<typeof ScannerModules>('../../../../counting/scan/scanner-module');
  let only: ScannerModules.ScannerModule | undefined;
  return { ...modules, createScannerModule: () => (only ??= modules.createScannerModule()) };
});

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const COLUMNS = ['advertiser_id', 'product_id', 'type', 'date'] as const;
type Row = readonly (string | null)[];

const anyId = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('A', 'B', 'product-1', 'é', '\u{1f600}', '007', '7') },
  fc.constantFrom(null, '', 'x'.repeat(128), 'x'.repeat(129), '\xff', 'a\n'),
);
const anyRow: fc.Arbitrary<Row> = fc.tuple(
  anyId,
  anyId,
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom('impression', 'impression', 'click', 'conversion') },
    fc.constantFrom('Click', null, ''),
  ),
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom('2024-02-29', '2024-03-01', '1969-12-31', '9999-12-31') },
    fc.constantFrom('2023-02-29', '2024-3-1', null),
  ),
);

const bytesOf = (text: string | null) =>
  text === null ? null : text === '\xff' ? Uint8Array.of(255) : Buffer.from(text);

/** What the rows come to one by one. */
function naive(rows: readonly Row[]): Pick<Counted, 'records' | 'rejects' | 'firstLines' | 'counts'> & {
  readonly listed: readonly (readonly [line: number, reason: string])[];
} {
  const { read } = createPlainRowReader('ads_views');
  const counts: Record<string, number[]> = {};
  const rejects: Record<string, number> = {};
  const firstLines: Record<string, number> = {};
  const listed: [number, string][] = [];
  rows.forEach((row, i) => {
    const event = read(row.map((text) => Buffer.from(bytesOf(text) ?? []).toString('latin1')));
    if (typeof event === 'string') {
      rejects[event] = (rejects[event] ?? 0) + 1;
      firstLines[event] ??= i + 1;
      listed.push([i + 1, event]);
    } else if ('counts' in event) {
      const { advertiserId, productId, day } = event;
      const key = JSON.stringify([advertiserId, productId, Date.parse(day) / DAY_MS]);
      const sums = (counts[key] ??= event.counts.map(() => 0));
      event.counts.forEach((count, c) => (sums[c] = (sums[c] ?? 0) + count));
    }
  });
  return { records: rows.length, rejects, firstLines, counts, listed };
}

function write(rows: readonly Row[], shape: ParquetShape): Uint8Array {
  const columns = COLUMNS.map((name, i) => [name, rows.map((row) => bytesOf(row[i] ?? null))] as const);
  return writeParquetTexts(Object.fromEntries(columns), shape);
}

function shown(outcome: Awaited<ReturnType<typeof countAtOnce>>) {
  if ('fault' in outcome) return outcome;
  const { records, rejects, firstLines, counts, listed } = outcome;
  return {
    records,
    rejects,
    firstLines,
    counts,
    listed: listed.map(({ line, reason }) => [line, reason] as const),
  };
}

it(`counts as one by one, whole and in ranges that meet anywhere; seed ${String(SEED)}`, async () => {
  const property = fc.asyncProperty(
    fc.array(anyRow, { minLength: 1, maxLength: 120 }),
    anyParquetShape,
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
    async (rows, shape, cuts) => {
      const lake = new MemoryLake();
      const key = 'input/ads_views.parquet';
      const object = await lake.write(key, write(rows, shape));
      const expected = naive(rows);
      expect(shown(await countAtOnce(lake, { log: 'ads_views', object }))).toEqual(expected);

      const other = await lake.write('input/ads_views/ranges.parquet', write(rows, shape));
      const logObject = { log: 'ads_views', object: other } as const;
      const header = await headerOf(lake, logObject);
      if ('fault' in header) throw new Error(header.fault.text);
      const borders = cuts.map((cut) => Math.ceil(cut * other.sizeBytes)).sort((a, b) => a - b);
      expect(shown(await countInRanges(lake, logObject, header, borders))).toEqual(expected);
    },
  );
  await holds(property, 60);
});

it('a range counts the row groups that begin in it, and none is counted twice', async () => {
  const rows = Array.from({ length: 100 }, (): Row => ['A', 'p', 'click', '2024-03-01']);
  const lake = new MemoryLake();
  const shape = { codec: 'SNAPPY', isVersion2: false, groupRows: 10, pageBytes: 1000 } as const;
  const body = write(rows, { ...shape, hasDictionary: true, dictionaryBytes: 1000 });
  expect(parquetMetadata(body).row_groups).toHaveLength(10);
  const object = await lake.write('input/ads_views.parquet', body);
  const header = await headerOf(lake, { log: 'ads_views', object });
  if ('fault' in header) throw new Error(header.fault.text);
  const recounts: number[] = [];
  const borders = Array.from({ length: 50 }, (_, i) => (i + 1) * 20);
  const counted = await countInRanges(lake, { log: 'ads_views', object }, header, borders, (index) =>
    recounts.push(index),
  );
  expect(counted).toMatchObject({ records: 100, accepted: 100 });
  expect(recounts).toEqual([]);
});

it('a broken row group ends the counting in ranges with its fault', async () => {
  const lake = new MemoryLake();
  const rows = Array.from({ length: 100 }, (_, i): Row => ['A', `p${String(i)}`, 'click', '2024-03-01']);
  const shape = { codec: 'ZSTD', isVersion2: false, groupRows: 50, pageBytes: 1000 } as const;
  const body = Buffer.from(write(rows, { ...shape, hasDictionary: true, dictionaryBytes: 1000 }));
  const [, second] = parquetMetadata(body).row_groups;
  const start = Number(second?.columns[0]?.meta_data?.dictionary_page_offset);
  body.fill(0xff, start, start + 30);
  const object = await lake.write('input/ads_views.parquet', body);
  const header = await headerOf(lake, { log: 'ads_views', object });
  if ('fault' in header) throw new Error(header.fault.text);
  const counted = await countInRanges(lake, { log: 'ads_views', object }, header, [start - 1]);
  expect(counted).toEqual({
    fault: {
      line: null,
      text: expect.stringContaining('column `advertiser_id` of row group 2 cannot be read') as string,
    },
  });
});
