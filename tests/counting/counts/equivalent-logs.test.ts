import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import Papa from 'papaparse';
import type * as ScannerModules from '../../../counting/scan/scanner-module';
import { compressionOf } from '../../../logs/sources/object-format';
import type { Compression } from '../../../logs/sources/source-types';
import { latin1 } from '../../support/logs/chunks';
import { countAtOnce, countInRanges, headerOf } from '../../support/logs/counted-objects';
import type { Outcome } from '../../support/logs/counted-objects';
import { MemoryLake } from '../../support/lake/memory-lake';
import { rawFrame, skippableFrame } from '../../support/logs/zstd-frames';
import { holds, SEED } from '../../support/jest/property';

/*
 * One log in two shapes must come to the same counts. Must fail when a row is lost or doubled where objects, ranges or
 * pieces meet, when quotes stay in an id, or when the order of columns or rows matters.
 */

// Thousands of small ranges, one at a time: making a scanner takes longer than each.
jest.mock<typeof ScannerModules>('../../../counting/scan/scanner-module', () => {
  const modules = jest.requireActual<typeof ScannerModules>('../../../counting/scan/scanner-module');
  let only: ScannerModules.ScannerModule | undefined;
  return { ...modules, createScannerModule: () => (only ??= modules.createScannerModule()) };
});

jest.setTimeout(30_000);

type Row = readonly [advertiser: string, product: string, type: string, day: string];

const COLUMNS = ['advertiser_id', 'product_id', 'type', 'date'] as const;
const DAY_MS = 86_400_000;

// What a CSV writer has to quote, and what sorts otherwise in UTF-8 than in UTF-16.
const anyId = fc
  .array(fc.constantFrom('a', 'B', '0', ' ', ',', '"', '""', ';', '=', '\u{1f600}', '\uffee', 'é'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));
const anyRow: fc.Arbitrary<Row> = fc.tuple(
  anyId,
  anyId,
  fc.constantFrom('impression', 'impression', 'click', 'conversion'),
  fc.constantFrom('2024-02-29', '2024-03-01', '1969-12-31', '9999-12-31'),
);

const COMPRESS: Readonly<Record<Compression, (text: Buffer) => Buffer>> = {
  '': (text) => text,
  gz: gzipSync,
  // Frames as a writer leaves them that was closed in the middle of a record.
  zst: (text) => {
    const middle = text.byteLength >> 1;
    const frames = [rawFrame(text.subarray(0, middle), 50), skippableFrame(latin1('x'))];
    return Buffer.concat([...frames, rawFrame(text.subarray(middle), 50)]);
  },
};

/** How a log may lie in a lake without anybody counting it otherwise. */
interface Shape {
  readonly format: 'csv' | 'jsonl';
  readonly columns: readonly (typeof COLUMNS)[number][];
  readonly objects: number;
  readonly compression: Compression;
  readonly newline: '\n' | '\r\n';
  readonly isAllQuoted: boolean;
  readonly pieceBytes: number;
  /** Where the ranges of an object meet, in shares of its size. */
  readonly cuts: readonly number[];
}
const anyShape: fc.Arbitrary<Shape> = fc.record({
  format: fc.constantFrom('csv', 'jsonl'),
  columns: fc.shuffledSubarray([...COLUMNS], { minLength: 4 }),
  objects: fc.integer({ min: 1, max: 4 }),
  compression: fc.constantFrom('', 'gz', 'zst'),
  newline: fc.constantFrom('\n', '\r\n'),
  isAllQuoted: fc.boolean(),
  pieceBytes: fc.constantFrom(1, 5, 64, Infinity),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
});

/** What a naive Map counts, by advertiser, product and day as the counts name them. */
function naiveCounts(rows: readonly Row[]): Record<string, number[]> {
  const counts: Record<string, number[]> = {};
  for (const [advertiser, product, type, day] of rows) {
    const key = JSON.stringify([advertiser, product, Date.parse(day) / DAY_MS]);
    const sums = (counts[key] ??= [0, 0, 0]);
    const counter = ['impression', 'click', 'conversion'].indexOf(type);
    sums[counter] = (sums[counter] ?? 0) + 1;
  }
  return counts;
}

function textOf({ format, columns, newline, isAllQuoted }: Shape, cells: readonly string[][]): string {
  if (format === 'csv') {
    return Papa.unparse([[...columns], ...cells], { newline, quotes: isAllQuoted });
  }
  const lines = cells.map((row) =>
    JSON.stringify(Object.fromEntries(columns.map((column, i) => [column, row[i]]))),
  );
  // An object of 0 bytes is an upload in progress.
  return lines.join(newline) + newline;
}

async function countShaped(rows: readonly Row[], shape: Shape): Promise<Record<string, number[]>> {
  const lake = new MemoryLake();
  const counts: Record<string, number[]> = {};
  for (let part = 0; part < shape.objects; part++) {
    const own = rows.filter((_, i) => i % shape.objects === part);
    const cells = own.map((row) => shape.columns.map((column) => row[COLUMNS.indexOf(column)] ?? ''));
    const text = textOf(shape, cells);
    const suffix = shape.compression === '' ? '' : `.${shape.compression}`;
    const key = `input/ads_views/${String(part)}.${shape.format}${suffix}`;
    const body = COMPRESS[shape.compression](Buffer.from(text));
    const object = await lake.write(key, body);
    lake.pieceBytes = shape.pieceBytes;
    const outcome = await countObject(lake, { log: 'ads_views', object }, shape.cuts);
    if ('fault' in outcome) throw new Error(`${key}: ${outcome.fault.text}`);
    expect([outcome.accepted, outcome.rejected]).toEqual([own.length, 0]);
    for (const [id, sums] of Object.entries(outcome.counts))
      counts[id] = sums.map((sum, i) => sum + (counts[id]?.[i] ?? 0));
  }
  return counts;
}

async function countObject(
  lake: MemoryLake,
  logObject: Parameters<typeof countAtOnce>[1],
  cuts: readonly number[],
): Promise<Outcome> {
  if (compressionOf(logObject.object.key) !== '' || cuts.length === 0) return countAtOnce(lake, logObject);
  const header = await headerOf(lake, logObject);
  if ('fault' in header) return header;
  const { sizeBytes } = logObject.object;
  const at = cuts.map((cut) => Math.floor(cut * sizeBytes));
  const borders = [...new Set(at)].filter((cut) => cut > 0 && cut < sizeBytes).sort((a, b) => a - b);
  return countInRanges(lake, logObject, header, borders);
}

it(`rows written in any format and shape come back as a naive Map counts them; seed ${String(SEED)}`, async () => {
  await holds(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 20 }), anyShape, async (rows, shape) => {
      expect(await countShaped(rows, shape)).toEqual(naiveCounts(rows));
    }),
    60,
  );
});

it(`order of rows, split, compression and pieces change nothing; seed ${String(SEED)}`, async () => {
  const twice = fc
    .array(anyRow, { maxLength: 20 })
    .chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }), anyShape, anyShape),
    );
  await holds(
    fc.asyncProperty(twice, async ([rows, shuffled, one, other]) => {
      expect(await countShaped(shuffled, other)).toEqual(await countShaped(rows, one));
    }),
    60,
  );
});
