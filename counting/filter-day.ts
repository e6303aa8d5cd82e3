import { EVENT_LOGS, LOG_COUNTERS } from '../domain/logs';
import type { Counter, EventLogName } from '../domain/logs';
import type { CalendarDay } from '../domain/execution-date';
import type { Lake } from '../storage/lake';
import { loadParquetEncoder } from '../storage/parquet';
import type { ParquetEncoder, ParquetFile } from '../storage/parquet';
import { firstAfter, sumOf } from './count-rows';
import { recentViewsOn } from './recent-views';
import { nameAdvertisers } from './shared-counts';
import type { SharedCounts, SharedProducts } from './shared-counts';

/** What a shard of a date leaves besides the sums of each log, where it is wanted: the recent views, and the ads of the date alone. */
export type MoreFile = 'recent_views' | 'ads_of_day';
/** Where the files go. */
export type FilteredKeys = Readonly<Record<EventLogName, string> & Partial<Record<MoreFile, string>>>;

/** The keys of the sums of a shard and of what is wanted besides, by their names. */
export function filteredKeys(keyOf: (name: string) => string, more: readonly MoreFile[] = []): FilteredKeys {
  return Object.fromEntries([...EVENT_LOGS, ...more].map((name) => [name, keyOf(name)])) as FilteredKeys;
}

/** Which counts are kept. */
export interface FilterDayInput {
  readonly counts: SharedCounts;
  /** The last day that is kept. */
  readonly date: CalendarDay;
  readonly activeAdvertisers: readonly string[];
  /** Days in which the weight of a product view halves. */
  readonly halfLifeDays: number;
  readonly keys: FilteredKeys;
}

/** What is kept for a date, and what is odd about it. */
export interface FilteredDay {
  /** product, and the sum of each of the log's counters: products of active advertisers with any event. */
  readonly sums: Readonly<Record<EventLogName, ParquetFile>>;
  /** product, recent_views: those of active advertisers that are not forgotten; where they are wanted. */
  readonly recentViews?: ParquetFile;
  /** product, impressions, clicks of the date alone: those of active advertisers; where they are wanted. */
  readonly adsOfDay?: ParquetFile;
  readonly rowsKept: number;
  /** The events of active advertisers on the date itself. */
  readonly totals: Readonly<Record<Counter, number>>;
  /** Products with more clicks than impressions. */
  readonly ctrAbove1: number;
  readonly clicksWithoutImpression: number;
  /** Active advertisers with any event. */
  readonly advertisersWithRows: number;
}

/** Keeps the events of active advertisers up to and including the date, summed by product, and writes them to the lake. */
export async function filterDay(lake: Lake, input: FilterDayInput): Promise<FilteredDay> {
  const { counts, date, activeAdvertisers, halfLifeDays, keys } = input;
  const encode = await loadParquetEncoder();
  const { products } = counts;
  const active = activeProducts(products, new Set(activeAdvertisers));
  const lastDay = Date.parse(date) / 86_400_000;
  const sumsOf = (log: EventLogName) => only(active, sumUpTo(counts, log, lastDay));
  const sums = { product_views: sumsOf('product_views'), ads_views: sumsOf('ads_views') };
  const write = async (key: string, { bytes, rows }: EncodedRows): Promise<ParquetFile> => {
    const { etag } = await lake.write(key, bytes);
    return { key, etag, rows };
  };
  const writeSums = (log: EventLogName) => write(keys[log], encodeSums(encode, log, sums[log]));
  const { recent_views: recentKey, ads_of_day: dayKey } = keys;
  const [productViews, adsViews, recentViews, adsOfDay] = await Promise.all([
    writeSums('product_views'),
    writeSums('ads_views'),
    recentKey === undefined
      ? undefined
      : write(recentKey, encodeRecent(encode, recentViewsOn(counts, lastDay, halfLifeDays), active)),
    dayKey === undefined ? undefined : write(dayKey, encodeDay(encode, counts, lastDay, active)),
  ]);
  return {
    sums: { product_views: productViews, ads_views: adsViews },
    ...(recentViews === undefined ? {} : { recentViews }),
    ...(adsOfDay === undefined ? {} : { adsOfDay }),
    rowsKept: EVENT_LOGS.flatMap((log) => sums[log]).reduce((total, column) => total + sumOf(column), 0),
    totals: totalsOn(counts, lastDay, active),
    ...assess(products, sums),
  };
}

/** By product: 1 where its advertiser is active. */
function activeProducts(products: SharedProducts, active: ReadonlySet<string>): Uint8Array {
  const { firstProducts, productEnds } = products;
  const flags = new Uint8Array(productEnds.length);
  nameAdvertisers(products).forEach((advertiserId, i) => {
    if (active.has(advertiserId)) flags.fill(1, firstProducts[i], firstProducts[i + 1] ?? flags.length);
  });
  return flags;
}

/** Sums up to some day, which those up to a later day go on from. */
interface RunningSums {
  /** Of these products. */
  readonly id: string;
  /** Rows that are in the sums. */
  rows: number;
  /** By counter and product. */
  readonly sums: readonly Int32Array[];
}

/** Those of the last call, as dates follow one another. */
const running: Partial<Record<EventLogName, RunningSums>> = {};

/** The sums of each counter by product; valid until the next call. */
function sumUpTo(
  { products, rows }: SharedCounts,
  log: EventLogName,
  lastDay: number,
): readonly Int32Array[] {
  const { day, product, counters } = rows[log];
  const end = firstAfter(day, lastDay);
  let known = running[log];
  if (known?.id !== products.id || known.rows > end) {
    const sums = counters.map(() => new Int32Array(products.productEnds.length));
    known = { id: products.id, rows: 0, sums };
    running[log] = known;
  }
  const start = known.rows;
  known.sums.forEach((sums, c) => {
    const counter = counters[c] ?? sums;
    for (let i = start; i < end; i++) {
      const at = product[i] ?? 0;
      sums[at] = (sums[at] ?? 0) + (counter[i] ?? 0);
    }
  });
  known.rows = end;
  return known.sums;
}

/** The events of active products on one day. */
function totalsOn({ rows }: SharedCounts, today: number, active: Uint8Array): Record<Counter, number> {
  const totals = { views: 0, impressions: 0, clicks: 0 };
  for (const log of EVENT_LOGS) {
    const { day, product, counters } = rows[log];
    const start = firstAfter(day, today - 1);
    const end = firstAfter(day, today);
    LOG_COUNTERS[log].forEach((name, c) => {
      const counter = counters[c] ?? new Int32Array();
      let sum = 0;
      for (let i = start; i < end; i++) if (active[product[i] ?? 0] === 1) sum += counter[i] ?? 0;
      totals[name] = sum;
    });
  }
  return totals;
}

/** The sums of active products, 0 for the others. */
function only(active: Uint8Array, sums: readonly Int32Array[]): Int32Array[] {
  return sums.map((column) => {
    const kept = column.slice();
    for (let i = 0; i < kept.length; i++) if (active[i] === 0) kept[i] = 0;
    return kept;
  });
}

interface EncodedRows {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

function encodeSums(encode: ParquetEncoder, log: EventLogName, sums: readonly Int32Array[]): EncodedRows {
  const [first = new Int32Array(), second] = sums;
  const product = new Int32Array(first.length);
  let rows = 0;
  for (let i = 0; i < first.length; i++) {
    if (first[i] !== 0 || (second !== undefined && second[i] !== 0)) product[rows++] = i;
  }
  const kept = product.subarray(0, rows);
  const bytes = encode([
    { name: 'product', type: 'INT32', data: kept },
    ...LOG_COUNTERS[log].map((counter, c) => ({
      name: counter,
      type: 'INT32' as const,
      data: pick(sums[c] ?? product, kept),
    })),
  ]);
  return { bytes, rows };
}

function encodeRecent(encode: ParquetEncoder, recent: Float64Array, active: Uint8Array): EncodedRows {
  const product = new Int32Array(recent.length);
  const views = new Float64Array(recent.length);
  let rows = 0;
  for (let i = 0; i < recent.length; i++) {
    const value = recent[i] ?? 0;
    if (value === 0 || active[i] === 0) continue;
    product[rows] = i;
    views[rows++] = value;
  }
  const bytes = encode([
    { name: 'product', type: 'INT32', data: product.subarray(0, rows) },
    { name: 'recent_views', type: 'DOUBLE', data: views.subarray(0, rows) },
  ]);
  return { bytes, rows };
}

/** The ads of active products on one day. */
function encodeDay(
  encode: ParquetEncoder,
  { rows }: SharedCounts,
  today: number,
  active: Uint8Array,
): EncodedRows {
  const { day, product, counters } = rows.ads_views;
  const start = firstAfter(day, today - 1);
  const end = firstAfter(day, today);
  const kept = new Int32Array(end - start);
  let length = 0;
  for (let row = start; row < end; row++) if (active[product[row] ?? 0] === 1) kept[length++] = row;
  const places = kept.subarray(0, length);
  const bytes = encode([
    { name: 'product', type: 'INT32', data: pick(product, places) },
    ...LOG_COUNTERS.ads_views.map((counter, c) => ({
      name: counter,
      type: 'INT32' as const,
      data: pick(counters[c] ?? product, places),
    })),
  ]);
  return { bytes, rows: places.length };
}

/** The values of a column at these places. */
function pick(column: Int32Array, places: Int32Array): Int32Array {
  const picked = new Int32Array(places.length);
  for (let i = 0; i < picked.length; i++) picked[i] = column[places[i] ?? 0] ?? 0;
  return picked;
}

function assess(
  { firstProducts }: SharedProducts,
  sums: Readonly<Record<EventLogName, readonly Int32Array[]>>,
): Omit<FilteredDay, 'sums' | 'recentViews' | 'adsOfDay' | 'rowsKept' | 'totals'> {
  const [views = new Int32Array()] = sums.product_views;
  const [impressions = new Int32Array(), clicks = new Int32Array()] = sums.ads_views;
  let ctrAbove1 = 0;
  let clicksWithoutImpression = 0;
  let advertisersWithRows = 0;
  firstProducts.forEach((first, i) => {
    let any = 0;
    const end = firstProducts[i + 1] ?? views.length;
    for (let at = first; at < end; at++) {
      const clicked = clicks[at] ?? 0;
      const shown = impressions[at] ?? 0;
      if (clicked > 0 && shown === 0) clicksWithoutImpression++;
      else if (clicked > shown) ctrAbove1++;
      any |= clicked | shown | (views[at] ?? 0);
    }
    if (any !== 0) advertisersWithRows++;
  });
  return { ctrAbove1, clicksWithoutImpression, advertisersWithRows };
}
