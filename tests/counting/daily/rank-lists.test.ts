import fc from 'fast-check';
import { aggregateDate, aggregateKeys } from '../../../counting/daily/aggregate-date';
import { loadCounts } from '../../../counting/daily/load-counts';
import { rankLists } from '../../../counting/daily/rank-lists';
import type * as ScannerModules from '../../../counting/scan/scanner-module';
import type { NewestEvents } from '../../../domain/newest-events';
import { countRows, rankDate, textOf } from '../../support/reference/dated-lists';
import type { LogRow } from '../../support/reference/dated-lists';
import { MemoryLake } from '../../support/lake/memory-lake';
import { anyText, holds, SEED } from '../../support/jest/property';
import { tasksHere } from '../../support/logs/tasks-here';
import {
  referenceConversions,
  referenceLists,
  referenceTotals,
  referenceTrending,
} from '../../support/reference/reference';

/*
 * From objects to lists as the naive reference has them. Must fail when ties go by the order of products in the counts
 * (UTF-16 order), when a row after the date is kept, when a shard or an object is left out or added twice.
 */
jest.setTimeout(30_000);

// Hundreds of small objects, one at a time: making a scanner takes longer than each.
jest.mock<typeof ScannerModules>('../../../counting/scan/scanner-module', () => {
  const modules = jest.requireActual<typeof ScannerModules>('../../../counting/scan/scanner-module');
  let only: ScannerModules.ScannerModule | undefined;
  return { ...modules, createScannerModule: () => (only ??= modules.createScannerModule()) };
});

let lake: MemoryLake;

beforeEach(() => {
  lake = new MemoryLake();
});

/** The lists and figures of a date as naive code has them. */
function expectedOf(rows: readonly LogRow[], date: string, active: readonly string[]) {
  const kept = rows.filter((row) => row.date <= date && active.includes(row.advertiserId));
  const pairs = new Map<string, { clicks: number; impressions: number }>();
  for (const { advertiserId, productId, type } of kept) {
    const key = JSON.stringify([advertiserId, productId]);
    const pair = pairs.get(key) ?? { clicks: 0, impressions: 0 };
    pairs.set(key, pair);
    if (type === 'click') pair.clicks++;
    if (type === 'impression') pair.impressions++;
  }
  const odd = [...pairs.values()].filter(({ clicks, impressions }) => clicks > impressions);
  const logs = {
    advertiser_ids: `advertiser_id\n${active.join('\n')}\n`,
    product_views: textOf('product_views', rows),
    ads_views: textOf('ads_views', rows),
  };
  return {
    ...referenceLists(logs, date),
    trending: referenceTrending(logs, date),
    topConversions: referenceConversions(logs, date),
    totals: referenceTotals(logs, date),
    newestEvents: newestEventsOf(rows, date),
    rowsKept: kept.length,
    ctrAbove1: odd.filter(({ impressions }) => impressions > 0).length,
    clicksWithoutImpression: odd.filter(({ impressions }) => impressions === 0).length,
    advertisersWithRows: new Set(kept.map(({ advertiserId }) => advertiserId)).size,
  };
}

/** By log with rows, of whatever advertiser: the newest day up to the date. */
function newestEventsOf(rows: readonly LogRow[], date: string): NewestEvents {
  const daysOf = (isView: boolean) =>
    rows.filter(({ type }) => (type === 'view') === isView).map((row) => row.date);
  const logs = [
    ['product_views', daysOf(true)],
    ['ads_views', daysOf(false)],
  ] as const;
  return Object.fromEntries(
    logs
      .filter(([, days]) => days.length > 0)
      .map(([log, days]) => [
        log,
        days
          .filter((day) => day <= date)
          .sort()
          .at(-1) ?? null,
      ]),
  );
}

const rowsOf = (advertiserId: string, products: readonly string[], type: LogRow['type'], times = 1) =>
  products.flatMap((productId) =>
    Array.from({ length: times }, (): LogRow => ({ advertiserId, productId, type, date: '2024-01-01' })),
  );

describe(`any logs, seed ${String(SEED)}`, () => {
  const character = /^[^,"\r\n\p{Cc}\p{Cs}]+$/u;
  const text = anyText({ minLength: 1, maxLength: 4 }).filter((id) => character.test(id));
  const advertiser = fc.constantFrom(
    'A',
    'B',
    'AB',
    '0',
    '\uffee',
    '\u{1f600}',
    'an id of more than 8 bytes',
  );
  const product = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 40 }).map((i) => `p${String(i)}`) },
    { weight: 2, arbitrary: fc.constantFrom('\uffee', '\u{1f600}', '\uffee1', '\u{1f600}1', 'A', '=cmd()') },
    { weight: 1, arbitrary: text },
  );
  const day = fc.constantFrom(
    '0001-01-01',
    '1969-12-31',
    '2024-02-28',
    '2024-02-29',
    '2024-03-01',
    '9999-12-31',
  );
  const row = fc.record<LogRow>({
    advertiserId: fc.oneof(
      { weight: 6, arbitrary: fc.constant('A') },
      { weight: 4, arbitrary: advertiser },
      { weight: 1, arbitrary: text },
    ),
    productId: product,
    type: fc.constantFrom('view', 'view', 'impression', 'impression', 'click', 'conversion'),
    date: day,
  });

  it('give the lists of the naive reference, in any number of objects and shards', async () => {
    let fullLists = 0;
    await holds(
      fc.asyncProperty(
        fc.oneof(fc.array(row), fc.array(row, { minLength: 200, maxLength: 400 })),
        fc.array(fc.oneof(fc.constant('A'), advertiser), { maxLength: 6 }),
        day,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(1, 2, 8),
        async (rows, listed, date, parts, shards) => {
          lake = new MemoryLake();
          const active = [...new Set(listed)];
          const objects = await countRows(lake, rows, parts);
          const expected = expectedOf(rows, date, active);
          fullLists += expected.topProducts.filter(([, rank]) => rank === 20).length;
          expect(await rankDate(lake, objects, date, active, shards)).toEqual(expected);
        },
      ),
      60,
    );
    // Otherwise nothing is said of where a list is cut.
    expect(fullLists).toBeGreaterThan(10);
  });
});

describe('ties', () => {
  // In UTF-16, surrogates stand before U+E000 to U+FFFF; in UTF-8, behind.
  const low = Array.from({ length: 15 }, (_, i) => `\uffee${String(i + 10)}`);
  const high = Array.from({ length: 15 }, (_, i) => `\u{1f600}${String(i + 10)}`);
  const products = [...high, ...low];

  it('go by the bytes of UTF-8, also at the end of a list', async () => {
    const rows = [
      ...rowsOf('A', products, 'view', 2),
      ...rowsOf('A', products, 'impression', 3),
      ...rowsOf('A', products, 'click'),
    ];
    const lists = await rankDate(lake, await countRows(lake, rows, 2), '2024-01-01', ['A']);
    const expected = [...low, ...high.slice(0, 5)];
    expect(lists.topProducts.map(([, , productId]) => productId)).toEqual(expected);
    expect(lists.topCtr.map(([, , productId]) => productId)).toEqual(expected);
    expect(lists).toEqual(expectedOf(rows, '2024-01-01', ['A']));
  });

  it('of a ctr go by clicks first', async () => {
    const rows = [
      ...rowsOf('A', ['a', 'b'], 'impression', 2),
      ...rowsOf('A', ['b', 'b'], 'impression', 1),
      ...rowsOf('A', ['a', 'b', 'b'], 'click'),
    ];
    const { topCtr } = await rankDate(lake, await countRows(lake, rows, 1), '2024-01-01', ['A']);
    expect(topCtr).toEqual([
      ['A', 1, 'b', 2, 4, 0.5],
      ['A', 2, 'a', 1, 2, 0.5],
    ]);
  });
});

describe('conversions', () => {
  it('rank by their number, then by clicks, then by id, and have no rate without a click', async () => {
    const rows = [
      ...rowsOf('A', ['a', 'b', 'c', 'd'], 'conversion', 2),
      ...rowsOf('A', ['c'], 'click', 3),
      ...rowsOf('A', ['b', 'd'], 'click', 4),
      ...rowsOf('A', ['most'], 'conversion', 3),
      ...rowsOf('A', ['most'], 'click'),
      ...rowsOf('A', ['none'], 'click', 9),
      ...rowsOf('inactive', ['a'], 'conversion'),
    ];
    const lists = await rankDate(lake, await countRows(lake, rows, 2), '2024-01-01', ['A', 'B']);
    expect(lists.topConversions).toEqual([
      ['A', 1, 'most', 3, 1, 3],
      ['A', 2, 'b', 2, 4, 0.5],
      ['A', 3, 'd', 2, 4, 0.5],
      ['A', 4, 'c', 2, 3, 2 / 3],
      ['A', 5, 'a', 2, 0, NaN],
    ]);
    expect(lists).toMatchObject({ rowsKept: 32, totals: { clicks: 21, conversions: 11 } });
    expect(lists).toEqual(expectedOf(rows, '2024-01-01', ['A', 'B']));
  });

  it('alone make an advertiser one with rows', async () => {
    const rows = rowsOf('A', ['p'], 'conversion');
    const lists = await rankDate(lake, await countRows(lake, rows, 1), '2024-01-01', ['A']);
    expect(lists).toMatchObject({ advertisersWithRows: 1, rowsKept: 1, topCtr: [] });
  });
});

describe('the quality of a date', () => {
  it('tells clicks without an impression from more clicks than impressions', async () => {
    const rows = [
      ...rowsOf('A', ['only clicked'], 'click', 3),
      ...rowsOf('A', ['more clicked', 'as often'], 'impression', 2),
      ...rowsOf('A', ['more clicked'], 'click', 3),
      ...rowsOf('A', ['as often'], 'click', 2),
      ...rowsOf('B', ['only clicked'], 'click'),
      ...rowsOf('inactive', ['only clicked'], 'click'),
    ];
    const lists = await rankDate(lake, await countRows(lake, rows, 2), '2024-01-01', ['A', 'B', 'C'], 2);
    expect(lists).toMatchObject({
      clicksWithoutImpression: 2,
      ctrAbove1: 1,
      advertisersWithRows: 2,
      rowsKept: 13,
    });
    expect(lists.topCtr).toEqual([
      ['A', 1, 'more clicked', 3, 2, 1.5],
      ['A', 2, 'as often', 2, 2, 1],
    ]);
  });
});

describe('a ranking', () => {
  it('of no rows is an empty file', async () => {
    const lists = await rankDate(lake, await countRows(lake, [], 2), '2024-01-01', ['A']);
    expect(lists).toEqual(expectedOf([], '2024-01-01', ['A']));
  });

  it('with a model that is not there fails', async () => {
    const objects = await countRows(lake, rowsOf('A', ['p'], 'view'), 1);
    const loaded = await loadCounts(tasksHere(lake), {
      objects,
      shard: { shard: 0, shards: 1 },
      productsKey: 'products',
    });
    const { counts } = loaded!;
    const { sums } = await aggregateDate(lake, {
      counts,
      date: '2024-01-01',
      activeAdvertisers: ['A'],
      halfLifeDays: 7,
      keys: aggregateKeys((name) => name),
    });
    const input = { products: counts.products, sums, features: {} };
    const rankWith = (name: string) => rankLists(lake, { ...input, models: [{ name, key: 'lists' }] });
    await expect(rankWith('TopSellers')).rejects.toThrow('no such model: TopSellers');
    await expect(rankWith('Trending')).rejects.toThrow(
      'the filter step wrote no file of the feature recent_views',
    );
  });
});
