import fc from 'fast-check';
import type * as ScannerModules from '../../../counting/scan/scanner-module';
import { listInputs, objectsOf } from '../../../logs/list-inputs';
import { countAtOnce, countInRanges, headerOf } from '../../support/logs/counted-objects';
import type { Outcome } from '../../support/logs/counted-objects';
import { anyLogShape, writeShaped } from '../../support/logs/shaped-logs';
import type { AdsRow, LogShape } from '../../support/logs/shaped-logs';
import { MemoryLake } from '../../support/lake/memory-lake';
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

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;

// What a CSV writer has to quote, and what sorts otherwise in UTF-8 than in UTF-16.
const anyId = fc
  .array(
    fc.constantFrom('a', 'B', '0', ' ', ',', '"', '""', ';', '=', '{', '}', '\\', '\u{1f600}', '\uffee', 'é'),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));
const anyRow: fc.Arbitrary<AdsRow> = fc.tuple(
  anyId,
  anyId,
  fc.constantFrom('impression', 'impression', 'click', 'conversion'),
  fc.constantFrom('2024-02-29', '2024-03-01', '1969-12-31', '9999-12-31'),
);

/** What a naive Map counts, by advertiser, product and day as the counts name them. */
function naiveCounts(rows: readonly AdsRow[]): Record<string, number[]> {
  const counts: Record<string, number[]> = {};
  for (const [advertiser, product, type, day] of rows) {
    const key = JSON.stringify([advertiser, product, Date.parse(day) / DAY_MS]);
    const sums = (counts[key] ??= [0, 0, 0]);
    const counter = ['impression', 'click', 'conversion'].indexOf(type);
    sums[counter] = (sums[counter] ?? 0) + 1;
  }
  return counts;
}

async function countShaped(rows: readonly AdsRow[], shape: LogShape): Promise<Record<string, number[]>> {
  const lake = new MemoryLake();
  await writeShaped(lake, rows, shape);
  const objects = objectsOf(await listInputs(lake), 'ads_views');
  lake.pieceBytes = shape.pieceBytes;
  const counts: Record<string, number[]> = {};
  let accepted = 0;
  for (const object of objects) {
    const outcome = await countObject(lake, { log: 'ads_views', object }, shape.cuts);
    if ('fault' in outcome) throw new Error(`${object.key}: ${outcome.fault.text}`);
    expect(outcome.rejects).toEqual({});
    accepted += outcome.accepted;
    for (const [id, sums] of Object.entries(outcome.counts))
      counts[id] = sums.map((sum, i) => sum + (counts[id]?.[i] ?? 0));
  }
  expect(objects).toHaveLength(shape.objects);
  expect(accepted).toBe(rows.length);
  return counts;
}

async function countObject(
  lake: MemoryLake,
  logObject: Parameters<typeof countAtOnce>[1],
  cuts: readonly number[],
): Promise<Outcome> {
  const { key, sizeBytes } = logObject.object;
  if (/\.(gz|zst)$/.test(key) || cuts.length === 0) return countAtOnce(lake, logObject);
  const header = await headerOf(lake, logObject);
  if ('fault' in header) return header;
  const at = cuts.map((cut) => Math.floor(cut * sizeBytes));
  const borders = [...new Set(at)].filter((cut) => cut > 0 && cut < sizeBytes).sort((a, b) => a - b);
  return countInRanges(lake, logObject, header, borders);
}

it(`rows written in any format, form and shape come back as a naive Map counts them; seed ${String(SEED)}`, async () => {
  await holds(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 20 }), anyLogShape, async (rows, shape) => {
      expect(await countShaped(rows, shape)).toEqual(naiveCounts(rows));
    }),
    60,
  );
});

it(`order of rows, format, split, compression and pieces change nothing; seed ${String(SEED)}`, async () => {
  const twice = fc
    .array(anyRow, { maxLength: 20 })
    .chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray(rows, { minLength: rows.length }),
        anyLogShape,
        anyLogShape,
      ),
    );
  await holds(
    fc.asyncProperty(twice, async ([rows, shuffled, one, other]) => {
      expect(await countShaped(shuffled, other)).toEqual(await countShaped(rows, one));
    }),
    30,
  );
});
