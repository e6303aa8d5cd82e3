import { zeros } from '../../domain/allocate';
import type { FeatureSettings } from '../../domain/features/feature';
import { FEATURES } from '../../domain/models';
import { EVENT_LOGS, LOG_COUNTERS, noEvents } from '../../domain/logs';
import type { Counter, EventLogName } from '../../domain/logs';
import { dayNumber, dayOf } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import type { NewestEvents } from '../../domain/newest-events';
import type { NumberColumn } from '../../domain/product-counts';
import { productCount } from '../../domain/product-ids';
import { decodeStrings } from '../../domain/string-column';
import type { Lake } from '../../storage/lake';
import { writeParquet } from '../../storage/parquet';
import type { ParquetFile } from '../../storage/parquet';
import { firstAfter, hasEvents, sumOfAll } from '../columns/count-rows';
import { addWidening, CountTooLargeError, exact } from '../columns/counter-columns';
import { nameSum } from '../counts/name-sum';
import { pick } from './product-columns';
import { featureValuesOn } from './feature-values';
import type { SharedCounts, SharedProducts } from './shared-counts';
import { writeFeature, writeSums } from './sums-files';
import type { FeatureFiles } from './sums-files';

/** Name of a file of a shard besides the sums of each log: a feature, or `ads_of_day`, the ads of the date alone. */
export type OptionalOutput = string;
/** Keys of the files, by name. */
export type AggregateKeys = Readonly<Record<EventLogName, string> & Partial<Record<OptionalOutput, string>>>;

/** The keys of the sums of a shard and of the optional outputs that are wanted. */
export function aggregateKeys(
  keyOf: (name: string) => string,
  wanted: readonly OptionalOutput[] = [],
): AggregateKeys {
  return Object.fromEntries([...EVENT_LOGS, ...wanted].map((name) => [name, keyOf(name)])) as AggregateKeys;
}

/** The counts to aggregate, and up to which date. */
export interface AggregateDateInput extends FeatureSettings {
  readonly counts: SharedCounts;
  /** The last day whose counts are added. */
  readonly date: CalendarDay;
  readonly activeAdvertisers: readonly string[];
  readonly keys: AggregateKeys;
}

/** The files and figures of a date. */
export interface DateAggregates {
  /** product, and the sum of each of the log's counters; 0 or no row for products of inactive advertisers. */
  readonly sums: Readonly<Record<EventLogName, ParquetFile>>;
  /** By name of the feature: product, and the feature's columns, likewise. */
  readonly features: FeatureFiles;
  /** product, impressions, clicks, conversions of the date alone, for active advertisers. */
  readonly adsOfDay?: ParquetFile;
  readonly rowsKept: number;
  /** The events of active advertisers on the date itself. */
  readonly totals: Readonly<Record<Counter, number>>;
  /** The newest day with an event in each log, of any advertiser. */
  readonly newestEvents: NewestEvents;
  /** Products with more clicks than impressions. */
  readonly ctrAbove1: number;
  readonly clicksWithoutImpression: number;
  /** Active advertisers with any event. */
  readonly advertisersWithRows: number;
}

/**
 * Sums the events of active advertisers up to and including the date by product, and writes the sums to the lake.
 * @throws CountTooLargeError
 */
export async function aggregateDate(lake: Lake, input: AggregateDateInput): Promise<DateAggregates> {
  const { counts, date, activeAdvertisers, halfLifeDays, keys } = input;
  const { products } = counts;
  const active = activeProducts(products, new Set(activeAdvertisers));
  const lastDay = dayNumber(date);
  const sumsOf = (log: EventLogName) =>
    sumUpTo(counts, log, date).map((column) => onlyActive(column.slice(), active));
  const sums = { product_views: sumsOf('product_views'), ads_views: sumsOf('ads_views') };
  const rowsKept = exact(sumOfAll(EVENT_LOGS.flatMap((log) => sums[log])), eventsUpTo(date));
  const { ads_of_day: dayKey } = keys;
  const writeFeatures = FEATURES.flatMap((feature) => {
    const key = keys[feature.name];
    if (key === undefined) return [];
    const values = featureValuesOn(feature, counts, lastDay, { halfLifeDays });
    const file = writeFeature(
      lake,
      key,
      feature,
      values.map((column) => onlyActive(column, active)),
    );
    return file.then((written) => [feature.name, written] as const);
  });
  const [productViews, adsViews, features, adsOfDay] = await Promise.all([
    writeSums(lake, keys.product_views, 'product_views', sums.product_views),
    writeSums(lake, keys.ads_views, 'ads_views', sums.ads_views),
    Promise.all(writeFeatures),
    dayKey === undefined ? undefined : writeDay(lake, dayKey, counts, lastDay, active),
  ]);
  return {
    sums: { product_views: productViews, ads_views: adsViews },
    features: Object.fromEntries(features),
    ...(adsOfDay === undefined ? {} : { adsOfDay }),
    rowsKept,
    totals: totalsOn(counts, lastDay, active),
    newestEvents: newestEventsOn(counts, lastDay),
    ...assess(products, sums),
  };
}

/** Says which events `rowsKept` counts, for an error. */
export function eventsUpTo(date: CalendarDay): string {
  return `the events of all active advertisers up to ${date}`;
}

/** By product: 1 where its advertiser is active. */
function activeProducts(products: SharedProducts, active: ReadonlySet<string>): Uint8Array {
  const { advertiserIds, firstProducts } = products;
  const flags = new Uint8Array(productCount(products));
  decodeStrings(advertiserIds).forEach((advertiserId, i) => {
    if (active.has(advertiserId)) flags.fill(1, firstProducts[i], firstProducts[i + 1] ?? flags.length);
  });
  return flags;
}

/** Running sums, reused by the next date. */
interface RunningSums {
  /** Id of the products that the sums are about. */
  readonly id: string;
  /** Rows that are in the sums. */
  readonly rows: number;
  /** By counter and product. */
  readonly sums: readonly NumberColumn[];
}

/** The sums of the last call: the next date is mostly near. */
const running = new Map<EventLogName, RunningSums>();

/** The sums of each counter by product; valid until the next call. */
function sumUpTo(
  { products, rows }: SharedCounts,
  log: EventLogName,
  date: CalendarDay,
): readonly NumberColumn[] {
  const { day, product, counters } = rows[log];
  const known = running.get(log);
  // After an error the sums are half added, and must not be reused.
  running.delete(log);
  const before =
    known?.id === products.id ? known : { rows: 0, sums: counters.map(() => zeros(productCount(products))) };
  const start = before.rows;
  const end = firstAfter(day, dayNumber(date));
  const sums = before.sums.map((sum, c) => {
    const counter = counters[c] ?? sum;
    if (hasEvents(counter, end, start)) subtractRows(sum, product, counter, end, start);
    if (!hasEvents(counter, start, end)) return sum;
    return addWidening(
      sum,
      { start, end },
      (wide, from, limit) => addRows(wide, product, counter, { start: from, end }, limit),
      (row) =>
        new CountTooLargeError(
          `${log}: ${nameSum({ log, products }, c, product[row] ?? 0, `up to ${date}`)}`,
        ),
    );
  });
  running.set(log, { id: products.id, rows: end, sums });
  return sums;
}

/** Adds rows until a sum would pass the limit. @returns the row that was not added, or the end. */
function addRows(
  sums: NumberColumn,
  product: Int32Array,
  counter: NumberColumn,
  { start, end }: { readonly start: number; readonly end: number },
  limit: number,
): number {
  for (let row = start; row < end; row++) {
    const at = product[row] ?? 0;
    const sum = (sums[at] ?? 0) + (counter[row] ?? 0);
    if (sum > limit) return row;
    sums[at] = sum;
  }
  return end;
}

/** Subtracts rows again, to go back to an earlier date. */
function subtractRows(
  sums: NumberColumn,
  product: Int32Array,
  counter: NumberColumn,
  start: number,
  end: number,
): void {
  for (let row = start; row < end; row++) {
    const at = product[row] ?? 0;
    sums[at] = (sums[at] ?? 0) - (counter[row] ?? 0);
  }
}

/** The events of active products on one day. */
function totalsOn({ rows }: SharedCounts, today: number, active: Uint8Array): Record<Counter, number> {
  const totals = noEvents();
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

/** The newest day with an event up to a day, by log. */
function newestEventsOn({ rows }: SharedCounts, lastDay: number): NewestEvents {
  const newest: Partial<Record<EventLogName, CalendarDay | null>> = {};
  for (const log of EVENT_LOGS) {
    const { day } = rows[log];
    if (day.length === 0) continue;
    const found = day[firstAfter(day, lastDay) - 1];
    newest[log] = found === undefined ? null : dayOf(found);
  }
  return newest;
}

/** Sets the values of inactive products to 0. */
function onlyActive<Column extends NumberColumn>(column: Column, active: Uint8Array): Column {
  for (let i = 0; i < column.length; i++) if (active[i] === 0) column[i] = 0;
  return column;
}

/** The ads of active products on one day. */
function writeDay(
  lake: Lake,
  key: string,
  { rows }: SharedCounts,
  today: number,
  active: Uint8Array,
): Promise<ParquetFile> {
  const { day, product, counters } = rows.ads_views;
  const start = firstAfter(day, today - 1);
  const end = firstAfter(day, today);
  const kept = new Int32Array(end - start);
  let length = 0;
  for (let row = start; row < end; row++) if (active[product[row] ?? 0] === 1) kept[length++] = row;
  const places = kept.subarray(0, length);
  return writeParquet(lake, key, [
    { name: 'product', type: 'INT32', data: pick(product, places) },
    ...LOG_COUNTERS.ads_views.map((counter, c) => ({
      name: counter,
      type: 'INTEGER' as const,
      data: pick(counters[c] ?? product, places),
    })),
  ]);
}

function assess(
  { firstProducts }: SharedProducts,
  sums: Readonly<Record<EventLogName, readonly NumberColumn[]>>,
): Omit<DateAggregates, 'sums' | 'features' | 'adsOfDay' | 'rowsKept' | 'totals' | 'newestEvents'> {
  const [views = zeros(0)] = sums.product_views;
  const [impressions = zeros(0), clicks = zeros(0), conversions = zeros(0)] = sums.ads_views;
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
      any += clicked + shown + (conversions[at] ?? 0) + (views[at] ?? 0);
    }
    if (any !== 0) advertisersWithRows++;
  });
  return { ctrAbove1, clicksWithoutImpression, advertisersWithRows };
}
