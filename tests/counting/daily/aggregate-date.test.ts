import { productCount } from '../../../domain/product-ids';
import { aggregateDate, aggregateKeys } from '../../../counting/daily/aggregate-date';
import type { AggregateDateInput } from '../../../counting/daily/aggregate-date';
import type { SharedCounts } from '../../../counting/daily/shared-counts';
import { recentViews } from '../../../domain/features/recent-views';
import { readFeature, readSums } from '../../../counting/daily/sums-files';
import type { EventLogName } from '../../../domain/logs';
import { tableOf, shareProducts } from '../../support/logs/count-tables';
import type { Entry } from '../../support/logs/count-tables';
import { readParquetColumns } from '../../../storage/parquet';
import { MemoryLake } from '../../support/lake/memory-lake';

/* Must fail when a row of the day after is kept, or of the last day lost, or of an advertiser that is not active. */

const KEYS = aggregateKeys((name) => `${name}.parquet`, ['recent_views', 'ads_of_day']);

let lake: MemoryLake;

beforeEach(() => {
  lake = new MemoryLake();
});

const day = (date: string) => Date.parse(date) / 86_400_000;
const view = (advertiserId: string, productId: string, date: string, count = 1): Entry => ({
  advertiserId,
  productId,
  day: day(date),
  counts: [count],
});
/** Impressions, clicks and conversions. */
const ad = (advertiserId: string, productId: string, date: string, ...counts: number[]): Entry => ({
  advertiserId,
  productId,
  day: day(date),
  counts: [0, 1, 2].map((c) => counts[c] ?? 0),
});

let made = 0;

/** Counts whose products are `A p`, `A q`, `B p`, `C p`, numbered in this order. */
function countsOf(views: readonly Entry[], ads: readonly Entry[]): SharedCounts {
  const products = { advertiserIds: ['A', 'A', 'B', 'C'], productIds: ['p', 'q', 'p', 'p'] };
  const rowsOf = (entries: readonly Entry[], counters: number) => {
    const numbered = products.productIds.map((productId, i) => ({
      advertiserId: products.advertiserIds[i]!,
      productId,
      day: -1_000_000,
      counts: Array.from({ length: counters }, () => 0),
    }));
    // Their first rows, which number all products, are dropped again.
    const { rows } = tableOf([...numbered, ...entries], counters);
    return {
      day: rows.day.slice(4),
      product: rows.product.slice(4),
      counters: rows.counters.map((counter) => counter.slice(4)),
    };
  };
  return {
    products: shareProducts(`products ${String(made++)}`, products),
    rows: { product_views: rowsOf(views, 1), ads_views: rowsOf(ads, 3) },
  };
}

async function filter(input: Omit<AggregateDateInput, 'keys' | 'halfLifeDays'>) {
  const all = { halfLifeDays: 1, ...input, keys: KEYS };
  const { sums, features, adsOfDay, ...figures } = await aggregateDate(lake, all);
  const read = async (log: EventLogName) => {
    expect(sums[log]).toMatchObject({ key: KEYS[log], etag: (await lake.head(KEYS[log]))?.etag });
    const byCounter = await readSums(lake, log, sums[log], productCount(input.counts.products));
    return byProduct(byCounter);
  };
  const products = productCount(input.counts.products);
  const { recent_views: recent } = await readFeature(lake, recentViews, features['recent_views']!, products);
  const ofDay = await readParquetColumns(lake, adsOfDay!, {
    product: 'INT32',
    impressions: 'INT32',
    clicks: 'INT32',
    conversions: 'INT32',
  });
  return {
    ...figures,
    views: await read('product_views'),
    ads: await read('ads_views'),
    recent: byProduct([recent!]),
    ofDay: Array.from(ofDay.product, (number, i) => [
      number,
      ofDay.impressions[i],
      ofDay.clicks[i],
      ofDay.conversions[i],
    ]),
  };
}

/** The number and the figures of each product that has any. */
function byProduct(columns: readonly (Int32Array | Float64Array)[]): number[][] {
  const products = Array.from(columns[0]!, (_, number) => [
    number,
    ...columns.map((column) => column[number]!),
  ]);
  return products.filter(([, ...figures]) => figures.some((figure) => figure !== 0));
}

const NOTHING = {
  views: [],
  ads: [],
  recent: [],
  ofDay: [],
  newestEvents: {},
  rowsKept: 0,
  totals: { views: 0, impressions: 0, clicks: 0, conversions: 0 },
  ctrAbove1: 0,
  clicksWithoutImpression: 0,
  advertisersWithRows: 0,
};

it('sums the events of active advertisers by product, over all days up to the date', async () => {
  const counts = countsOf(
    [view('A', 'p', '2024-01-01', 2), view('A', 'p', '2024-01-02', 3), view('B', 'p', '2024-01-01', 9)],
    [
      ad('A', 'q', '2024-01-01', 5, 1, 2),
      ad('A', 'q', '2024-01-02', 1, 0, 3),
      ad('C', 'p', '2024-01-02', 1, 1),
      ad('B', 'p', '2024-01-02', 0, 0, 9),
    ],
  );
  expect(await filter({ counts, date: '2024-01-02', activeAdvertisers: ['C', 'A', 'X'] })).toEqual({
    views: [[0, 5]],
    ads: [
      [1, 6, 1, 5],
      [3, 1, 1, 0],
    ],
    recent: [[0, 4]],
    ofDay: [
      [1, 1, 0, 3],
      [3, 1, 1, 0],
    ],
    rowsKept: 19,
    totals: { views: 3, impressions: 2, clicks: 1, conversions: 3 },
    newestEvents: { product_views: '2024-01-02', ads_views: '2024-01-02' },
    ctrAbove1: 0,
    clicksWithoutImpression: 0,
    advertisersWithRows: 2,
  });
});

it.each([
  ['2024-02-27', 0],
  ['2024-02-28', 1],
  ['2024-02-29', 11],
  ['2024-03-01', 111],
  ['2024-03-02', 111],
  ['9999-12-31', 1_111],
])('keeps the rows of %s and before: %i', async (date, rowsKept) => {
  const counts = countsOf(
    [view('A', 'p', '2024-02-28'), view('A', 'p', '2024-02-29', 10), view('A', 'p', '2024-03-01', 100)],
    [ad('A', 'p', '9999-12-31', 999, 1)],
  );
  expect((await filter({ counts, date, activeAdvertisers: ['A'] })).rowsKept).toBe(rowsKept);
});

it('keeps days before 1970', async () => {
  const counts = countsOf([view('A', 'p', '0001-01-01'), view('A', 'p', '1969-12-31', 10)], []);
  const kept = async (date: string) => (await filter({ counts, date, activeAdvertisers: ['A'] })).rowsKept;
  expect([await kept('0001-01-01'), await kept('1969-12-30'), await kept('1969-12-31')]).toEqual([1, 1, 11]);
});

// Fails when a day before or after the date counts, the sum goes up to the date, or an inactive advertiser has a part in it.
it.each([
  ['1969-12-30', { views: 0, impressions: 0, clicks: 0, conversions: 0 }],
  ['1969-12-31', { views: 10, impressions: 0, clicks: 0, conversions: 0 }],
  ['1970-01-01', { views: 300, impressions: 0, clicks: 7, conversions: 0 }],
  ['1970-01-02', { views: 0, impressions: 0, clicks: 0, conversions: 0 }],
  ['2024-02-28', { views: 0, impressions: 6, clicks: 1, conversions: 3 }],
  ['2024-02-29', { views: 4_000, impressions: 30, clicks: 2, conversions: 0 }],
  ['2024-03-01', { views: 0, impressions: 0, clicks: 0, conversions: 0 }],
])('adds up the events of active advertisers on %s alone: %j', async (date, expected) => {
  const counts = countsOf(
    [
      view('A', 'p', '1969-12-31', 10),
      view('A', 'p', '1970-01-01', 100),
      view('B', 'p', '1970-01-01', 200),
      view('C', 'p', '1970-01-01', 999),
      view('A', 'q', '2024-02-29', 4_000),
    ],
    [
      ad('A', 'p', '1970-01-01', 0, 7),
      ad('A', 'p', '2024-02-28', 1, 0),
      ad('A', 'q', '2024-02-28', 5, 1, 3),
      ad('B', 'p', '2024-02-29', 30, 2),
      ad('C', 'p', '2024-03-01', 999, 999, 999),
    ],
  );
  const { totals } = await filter({ counts, date, activeAdvertisers: ['A', 'B'] });
  expect(totals).toEqual(expected);
});

it.each([
  ['no advertiser is active', { activeAdvertisers: [] }],
  ['the active one has no rows', { activeAdvertisers: ['X', 'a'] }],
  ['nothing happened yet', { date: '2023-12-31' }],
])('keeps nothing when %s', async (_, input: Partial<AggregateDateInput>) => {
  const counts = countsOf([view('A', 'p', '2024-01-01')], [ad('B', 'p', '2024-01-01', 1, 2)]);
  const kept = await filter({ counts, date: '2024-01-01', activeAdvertisers: ['A', 'B'], ...input });
  const day = input.date === undefined ? '2024-01-01' : null;
  expect(kept).toEqual({ ...NOTHING, newestEvents: { product_views: day, ads_views: day } });
});

it('keeps nothing of nothing', async () => {
  const counts = {
    ...countsOf([], []),
    products: shareProducts('none', { advertiserIds: [], productIds: [] }),
  };
  expect(await filter({ counts, date: '2024-01-01', activeAdvertisers: ['A'] })).toEqual(NOTHING);
});

// Fails when only active advertisers' events count, a later day does, or a log without events has a day.
it.each([
  ['0001-01-01', { product_views: '0001-01-01' }],
  ['2024-02-27', { product_views: '0001-01-01', ads_views: null }],
  ['2024-02-28', { product_views: '0001-01-01', ads_views: '2024-02-28' }],
  ['2024-03-01', { product_views: '2024-03-01', ads_views: '2024-02-28' }],
  ['9999-12-31', { product_views: '2024-03-01', ads_views: '9999-12-31' }],
])('tells the newest day with an event of any advertiser up to %s: %j', async (date, expected) => {
  const ads =
    date === '0001-01-01' ? [] : [ad('C', 'p', '2024-02-28', 1, 0), ad('A', 'p', '9999-12-31', 1, 0)];
  const counts = countsOf([view('A', 'p', '0001-01-01'), view('B', 'p', '2024-03-01')], ads);
  const { newestEvents } = await filter({ counts, date, activeAdvertisers: ['A'] });
  expect(newestEvents).toEqual(expected);
});

it('counts what is odd: clicks without an impression, and more clicks than impressions', async () => {
  const counts = countsOf(
    [view('B', 'p', '2024-01-01')],
    [
      ad('A', 'p', '2024-01-01', 0, 2),
      ad('A', 'q', '2024-01-01', 0, 2),
      ad('A', 'q', '2024-01-02', 1, 0),
      ad('B', 'p', '2024-01-01', 2, 2),
      ad('C', 'p', '2024-01-01', 0, 9),
    ],
  );
  const odd = async (date: string) => {
    const { ctrAbove1, clicksWithoutImpression, advertisersWithRows } = await filter({
      counts,
      date,
      activeAdvertisers: ['A', 'B'],
    });
    return { ctrAbove1, clicksWithoutImpression, advertisersWithRows };
  };
  expect(await odd('2024-01-01')).toEqual({
    ctrAbove1: 0,
    clicksWithoutImpression: 2,
    advertisersWithRows: 2,
  });
  expect(await odd('2024-01-02')).toEqual({
    ctrAbove1: 1,
    clicksWithoutImpression: 1,
    advertisersWithRows: 2,
  });
});

// Fails when sums that continue from the sums of another date add a day twice, or belong to other counts.
it('gives each date its own sums, in whatever order dates come', async () => {
  const days = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'];
  const counts = [1, 100].map((factor) =>
    countsOf(
      days.map((date, i) => view('A', 'p', date, factor * 2 ** i)),
      days.map((date, i) => ad('B', 'p', date, factor * 2 ** i, factor, i)),
    ),
  );
  const order = [3, 1, 1, 2, 0, 3, 0, 2];
  const recentOf = (last: number) => days.slice(0, last + 1).reduce((recent, _, i) => recent / 2 + 2 ** i, 0);
  for (const i of order) {
    for (const [c, factor] of [1, 100].entries()) {
      const sum = factor * (2 ** (i + 1) - 1);
      expect(
        await filter({ counts: counts[c]!, date: days[i]!, activeAdvertisers: ['A', 'B'] }),
      ).toMatchObject({
        views: [[0, sum]],
        recent: [[0, factor * recentOf(i)]],
        ads: [[2, sum, factor * (i + 1), (i * (i + 1)) / 2]],
        ofDay: [[2, factor * 2 ** i, factor, i]],
        totals: { views: factor * 2 ** i, impressions: factor * 2 ** i, clicks: factor, conversions: i },
      });
    }
    const again = await filter({ counts: counts[0]!, date: days[i]!, activeAdvertisers: ['B'] });
    expect(again).toMatchObject({ views: [], ads: [[2, 2 ** (i + 1) - 1, i + 1, (i * (i + 1)) / 2]] });
  }
});
