import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { skipN } from 'pure-rand/utils/skipN';
import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import type { EventLogName, LogName } from '../domain/logs';
import { ProbableAds, RegularAds, ROWS_PER_CLICK } from './ad-draws';
import { CHUNK_BYTES, EventRows, header } from './event-rows';
import { malformedCounts, MalformedRows } from './malformed-rows';
import type { MalformedCounts } from './malformed-rows';
import { PairDraws } from './pair-draws';
import type { EventDraws } from './pair-draws';
import { resolveOptions } from './sample-options';
import type { ResolvedSampleOptions, SampleOptions } from './sample-options';
import { advertiserIdOf, createWorld } from './sample-world';
import type { World } from './sample-world';
import { clickValues, truthOf } from './truth';
import type { ProductTruth } from './truth';

export type { SampleOptions } from './sample-options';

const SEED_WARM_UP_STEPS = 64;

/** The contents of a sample, known without generating it. */
export interface SampleSummary {
  /** Rows by log, malformed ones included, headers not counted. */
  readonly rows: Readonly<Record<LogName, number>>;
  /** Product views, impressions and clicks of the well-formed rows. */
  readonly productViews: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly malformed: Readonly<Record<EventLogName, MalformedCounts>>;
  readonly activeAdvertisers: number;
  readonly inactiveAdvertisers: number;
  readonly productsPerAdvertiser: number;
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
}

/** One log of a sample: CSV in chunks of about `CHUNK_BYTES`, its header first, LF line ends; it can be read again. */
export interface SampleLog {
  readonly name: LogName;
  readonly chunks: Iterable<Buffer>;
}

/** An event log of a sample. */
export interface SampleEventLog extends SampleLog {
  readonly name: EventLogName;
  /** The same rows in parts of equal length, within one row, each with a header; parts must be read in order. */
  inParts(count: number): Iterable<Iterable<Buffer>>;
}

/** Describes what `sampleLogs` makes from the same options. With `ctr` this must draw the clicks. @throws RangeError if an option is out of range. */
export function sampleSummary(options: SampleOptions): SampleSummary {
  const resolved = resolveOptions(options);
  const { rowsPerLog, days, lastDay, advertisers, inactive, products } = resolved;
  const malformedRows = malformedRowsOf(resolved);
  const wellFormedRows = rowsPerLog - malformedRows;
  const clicks =
    resolved.ctr === undefined
      ? Math.floor(wellFormedRows / ROWS_PER_CLICK)
      : countClicks(createSource(resolved).ads(), wellFormedRows);
  return {
    rows: { advertiser_ids: advertisers, product_views: rowsPerLog, ads_views: rowsPerLog },
    productViews: wellFormedRows,
    impressions: wellFormedRows - clicks,
    clicks,
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
 * Well-formed rows are in date order, and the numbers of rows of two days differ by at most one. Without its
 * malformed rows an event log equals the log of a sample with this number of rows and without malformed ones.
 */
export function sampleLogs(options: SampleOptions): [SampleLog, SampleEventLog, SampleEventLog] {
  const resolved = resolveOptions(options);
  const { world, views, ads, malformed } = createSource(resolved);
  return [
    { name: 'advertiser_ids', chunks: repeatable(() => activeAdvertisers(resolved, world)) },
    eventLog('product_views', resolved, world, { wellFormed: views, ...malformed.product_views }),
    eventLog('ads_views', resolved, world, { wellFormed: ads, ...malformed.ads_views }),
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
  const clicks = jumped();
  const { ctr } = options;
  const values = ctr === undefined ? undefined : clickValues(world, { ...options, ctr });
  return {
    world,
    views: () => new PairDraws(world, views.clone()),
    ads: () => {
      const pairs = new PairDraws(world, ads.clone());
      return values === undefined ? new RegularAds(pairs) : new ProbableAds(pairs, values, clicks.clone());
    },
    malformed,
  };
}

function countClicks(ads: EventDraws, events: number): number {
  let clicks = 0;
  for (let event = 0; event < events; event += 1) {
    ads.next();
    if (ads.isClick) clicks += 1;
  }
  return clicks;
}

function eventLog(
  name: EventLogName,
  options: ResolvedSampleOptions,
  world: World,
  source: LogSource,
): SampleEventLog {
  const { rowsPerLog } = options;
  const malformedRows = malformedRowsOf(options);
  const counts = malformedCounts(name, malformedRows);
  const createRows = () => {
    const malformedPairs = new PairDraws(world, source.pairs.clone());
    const places = source.places.clone();
    const malformed = new MalformedRows(name, world, rowsPerLog, counts, places, malformedPairs);
    return new EventRows(name, options, world, rowsPerLog - malformedRows, source.wellFormed(), malformed);
  };
  return {
    name,
    chunks: repeatable(() => createRows().chunks(rowsPerLog)),
    *inParts(parts) {
      const rows = createRows();
      for (let part = 1; part <= parts; part += 1) yield rows.chunks(Math.floor((part * rowsPerLog) / parts));
    },
  };
}

function malformedRowsOf({ rowsPerLog, malformed }: ResolvedSampleOptions): number {
  return Math.round(rowsPerLog * malformed);
}

function repeatable(read: () => Generator<Buffer>): Iterable<Buffer> {
  return { [Symbol.iterator]: read };
}

function* activeAdvertisers({ advertisers }: ResolvedSampleOptions, world: World): Generator<Buffer> {
  let chunk = header('advertiser_ids');
  for (let advertiser = 0; advertiser < advertisers; advertiser += 1) {
    chunk += `${advertiserIdOf(world, advertiser)}\n`;
    if (chunk.length < CHUNK_BYTES) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}
