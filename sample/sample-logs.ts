import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { skipN } from 'pure-rand/utils/skipN';
import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { LOG_COLUMNS } from '../domain/logs';
import type { EventLogName, LogName } from '../domain/logs';
import { ConvertedAds, ProbableAds, RegularAds, ROWS_PER_CLICK } from './ad-draws';
import { EventTimes } from './event-times';
import { EventWalk } from './event-walk';
import { malformedCounts, MalformedRows } from './malformed-rows';
import type { MalformedCounts } from './malformed-rows';
import { AD_TYPES, PairDraws } from './pair-draws';
import type { EventDraws } from './pair-draws';
import { parquetAdvertisers, ParquetRows } from './parquet-rows';
import type { OpenParquet } from './parquet-rows';
import { keysOf, objectsOf, plainFormat } from './sample-form';
import type { SampleForm } from './sample-form';
import { resolveOptions } from './sample-options';
import type { ResolvedSampleOptions, SampleOptions } from './sample-options';
import { advertiserIdOf, createWorld } from './sample-world';
import type { World } from './sample-world';
import { csvHeader, eventColumns, textLayout } from './text-layout';
import { CHUNK_BYTES, TextRows } from './text-rows';
import type { EventRows } from './text-rows';
import { clickValues, truthOf } from './truth';
import type { ProductTruth } from './truth';

export type { SampleOptions } from './sample-options';

const SEED_WARM_UP_STEPS = 64;

/** The contents of a sample, known without generating it. */
export interface SampleSummary {
  /** Rows by log, malformed ones included, headers not counted. */
  readonly rows: Readonly<Record<LogName, number>>;
  /** Product views, impressions, clicks and conversions of the well-formed rows. */
  readonly productViews: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly conversions: number;
  readonly malformed: Readonly<Record<EventLogName, MalformedCounts>>;
  readonly activeAdvertisers: number;
  readonly inactiveAdvertisers: number;
  readonly productsPerAdvertiser: number;
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
}

/** An object of a log, in chunks of bounded size. */
export interface SampleLogObject {
  readonly key: string;
  /** Uncompressed bytes. */
  readonly chunks: Iterable<Buffer>;
}

/** One log of a sample; it can be read again. */
export interface SampleLog {
  readonly name: LogName;
  /** The whole log as one object: text in chunks of about `CHUNK_BYTES`, of CSV the header first, LF line ends. */
  readonly chunks: Iterable<Buffer>;
  /** The same rows in the objects of the form; objects must be read in order. */
  readonly objects: Iterable<SampleLogObject>;
}

/** How the rows of a sample are written. */
export interface SampleLayout extends SampleForm {
  /** Begins Parquet files; needed for that format only. */
  readonly openParquet?: OpenParquet;
}

const ONE_CSV: SampleLayout = { parts: 1 };

/** Describes what `sampleLogs` makes from the same options. With `ctr` or conversions this must draw the ad events. @throws RangeError if an option is out of range. */
export function sampleSummary(options: SampleOptions): SampleSummary {
  const resolved = resolveOptions(options);
  const { rowsPerLog, days, lastDay, advertisers, inactive, products } = resolved;
  const malformedRows = malformedRowsOf(resolved);
  const wellFormedRows = rowsPerLog - malformedRows;
  const isRegular = resolved.ctr === undefined && resolved.conversions === 0;
  const regularClicks = Math.floor(wellFormedRows / ROWS_PER_CLICK);
  const [impressions = 0, clicks = 0, conversions = 0] = isRegular
    ? [wellFormedRows - regularClicks, regularClicks]
    : countTypes(createSource(resolved).ads(), wellFormedRows);
  return {
    rows: { advertiser_ids: advertisers, product_views: rowsPerLog, ads_views: rowsPerLog },
    productViews: wellFormedRows,
    impressions,
    clicks,
    conversions,
    malformed: {
      product_views: malformedCounts('product_views', malformedRows),
      ads_views: malformedCounts('ads_views', malformedRows),
    },
    activeAdvertisers: advertisers,
    inactiveAdvertisers: inactive,
    productsPerAdvertiser: products,
    firstDay: addDays(lastDay, 1 - days),
    lastDay,
  };
}

/**
 * The three logs of a sample, generated while they are read; throws a RangeError if an option is out of range.
 * The events are the same whatever the layout. Well-formed rows are in date order, and the numbers of rows of two days differ by at most one. Without its
 * malformed rows an event log equals the log of a sample with this number of rows and without malformed ones.
 */
export function sampleLogs(options: SampleOptions, layout = ONE_CSV): SampleLog[] {
  const resolved = resolveOptions(options);
  const { world, views, ads, malformed } = createSource(resolved);
  return [
    activeLog(resolved, world, layout),
    eventLog('product_views', resolved, world, { wellFormed: views, ...malformed.product_views }, layout),
    eventLog('ads_views', resolved, world, { wellFormed: ads, ...malformed.ads_views }, layout),
  ];
}

/**
 * The click probability of every product of a sample that has a `ctr`; throws a RangeError if an option is out of range.
 * They do not depend on the numbers of rows, days and malformed rows.
 */
export function sampleTruth(options: SampleOptions & { readonly ctr: number }): Iterable<ProductTruth> {
  const resolved = resolveOptions(options);
  const { world } = createSource(resolved);
  return truthOf(world, { ...resolved, ctr: options.ctr });
}

/** The inputs from which an event log is generated at each reading. */
interface LogSource {
  readonly wellFormed: () => EventDraws;
  /** The generators of malformed rows: for their pairs, and for their places. */
  readonly pairs: JumpableRandomGenerator;
  readonly places: JumpableRandomGenerator;
}

function createSource(options: ResolvedSampleOptions) {
  // Neighbouring seeds begin with similar numbers, so the first numbers are discarded.
  const random = xoroshiro128plus(options.seed);
  skipN(random, SEED_WARM_UP_STEPS);
  const world = createWorld(options, random.clone());
  // Jumps give each kind of rows separate random numbers: one kind does not change the others.
  const jumped = () => {
    random.jump();
    return random.clone();
  };
  const [views, ads] = [jumped(), jumped()];
  const malformed = {
    product_views: { pairs: jumped(), places: jumped() },
    ads_views: { pairs: jumped(), places: jumped() },
  };
  const [clicks, converted] = [jumped(), jumped()];
  const { ctr, conversions } = options;
  const values = ctr === undefined ? undefined : clickValues(world, { ...options, ctr });
  return {
    world,
    views: () => new PairDraws(world, views.clone()),
    ads: () => {
      const pairs = new PairDraws(world, ads.clone());
      const drawn =
        values === undefined ? new RegularAds(pairs) : new ProbableAds(pairs, values, clicks.clone());
      return conversions === 0 ? drawn : new ConvertedAds(drawn, conversions, converted.clone());
    },
    malformed,
  };
}

/** The numbers of events of each type, in the order of `AD_TYPES`. */
function countTypes(ads: EventDraws, events: number): number[] {
  const counts = AD_TYPES.map(() => 0);
  for (let event = 0; event < events; event += 1) {
    ads.next();
    counts[ads.type] = (counts[ads.type] ?? 0) + 1;
  }
  return counts;
}

function eventLog(
  name: EventLogName,
  options: ResolvedSampleOptions,
  world: World,
  source: LogSource,
  layout: SampleLayout,
): SampleLog {
  const { rowsPerLog } = options;
  const malformedRows = malformedRowsOf(options);
  const counts = malformedCounts(name, malformedRows);
  const createRows = (): EventRows => {
    const events = new EventWalk(options, rowsPerLog - malformedRows, source.wellFormed());
    const times = new EventTimes(layout.timeZone ?? 'UTC');
    if (plainFormat(layout) === 'parquet') {
      const columns = eventColumns(name, layout);
      return new ParquetRows(columns, openParquetOf(layout), world, events, times, layout.timestamps);
    }
    const malformedPairs = new PairDraws(world, source.pairs.clone());
    const places = source.places.clone();
    const malformed = new MalformedRows(name, world, rowsPerLog, counts, places, malformedPairs);
    return new TextRows(textLayout(name, layout), world, events, malformed, times);
  };
  return {
    name,
    chunks: repeatable(() => createRows().chunks(rowsPerLog)),
    objects: repeatable(function* () {
      const rows = createRows();
      for (const { key, endRow } of objectsOf(name, layout, options))
        yield { key, chunks: rows.chunks(endRow) };
    }),
  };
}

function openParquetOf({ openParquet }: SampleLayout): OpenParquet {
  if (openParquet === undefined) throw new Error('a layout of Parquet has a writer of it');
  return openParquet;
}

function malformedRowsOf({ rowsPerLog, malformed }: ResolvedSampleOptions): number {
  return Math.round(rowsPerLog * malformed);
}

function repeatable<Item>(read: () => Generator<Item>): Iterable<Item> {
  return { [Symbol.iterator]: read };
}

function activeLog(options: ResolvedSampleOptions, world: World, layout: SampleLayout): SampleLog {
  const name = 'advertiser_ids';
  const chunks = repeatable(() => activeAdvertisers(options, world, layout));
  return { name, chunks, objects: keysOf(name, layout, options).map((key) => ({ key, chunks })) };
}

function* activeAdvertisers(
  { advertisers }: ResolvedSampleOptions,
  world: World,
  layout: SampleLayout,
): Generator<Buffer> {
  const format = plainFormat(layout);
  if (format === 'parquet') {
    const ids = Array.from({ length: advertisers }, (_, advertiser) => advertiserIdOf(world, advertiser));
    yield* parquetAdvertisers(openParquetOf(layout), ids);
    return;
  }
  let chunk = format === 'csv' ? csvHeader(LOG_COLUMNS.advertiser_ids) : '';
  for (let advertiser = 0; advertiser < advertisers; advertiser += 1) {
    const id = advertiserIdOf(world, advertiser);
    chunk += format === 'csv' ? `${id}\n` : `{"advertiser_id":"${id}"}\n`;
    if (chunk.length < CHUNK_BYTES) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}
