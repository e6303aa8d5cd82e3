import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { skipN } from 'pure-rand/utils/skipN';
import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import type { EventLogName, LogName } from '../domain/logs';
import { CHUNK_BYTES, EventRows, header, ROWS_PER_CLICK } from './event-rows';
import { malformedCounts, MalformedRows } from './malformed-rows';
import type { MalformedCounts } from './malformed-rows';
import { PairDraws } from './pair-draws';
import { resolveOptions } from './sample-options';
import type { ResolvedSampleOptions, SampleOptions } from './sample-options';
import { advertiserIdOf, createWorld } from './sample-world';
import type { World } from './sample-world';

export type { SampleOptions } from './sample-options';

const SEED_WARM_UP_STEPS = 64;

/** What a sample holds, known without making it. */
export interface SampleSummary {
  /** Rows by log, malformed ones included, headers not counted. */
  readonly rows: Readonly<Record<LogName, number>>;
  /** Of the well-formed rows, as are impressions and clicks. */
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
  /** The same rows in parts of equal length, within one row, each with a header; each is to be read before the next. */
  inParts(count: number): Iterable<Iterable<Buffer>>;
}

/** Says what `sampleLogs` makes of the same options; throws a RangeError if one of them is out of range. */
export function sampleSummary(options: SampleOptions): SampleSummary {
  const resolved = resolveOptions(options);
  const { rowsPerLog, days, lastDay, advertisers, inactive, products } = resolved;
  const malformedRows = malformedRowsOf(resolved);
  const wellFormedRows = rowsPerLog - malformedRows;
  const clicks = Math.floor(wellFormedRows / ROWS_PER_CLICK);
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
 * The three logs of a sample, made while they are read; throws a RangeError if an option is out of range.
 * Well-formed rows come in the order of their days, and no day has more than one of them above another. Without its
 * malformed rows an event log is that of the sample of as many rows that has none.
 */
export function sampleLogs(options: SampleOptions): [SampleLog, SampleEventLog, SampleEventLog] {
  const resolved = resolveOptions(options);
  // Neighbouring seeds start out alike, so the first numbers are thrown away.
  const random = xoroshiro128plus(resolved.seed);
  skipN(random, SEED_WARM_UP_STEPS);
  const world = createWorld(resolved, random.clone());
  // Jumps give each kind of rows numbers of its own: one kind leaves the others as they are.
  const jumped = () => {
    random.jump();
    return random.clone();
  };
  const [views, ads] = [jumped(), jumped()];
  return [
    { name: 'advertiser_ids', chunks: repeatable(() => activeAdvertisers(resolved, world)) },
    eventLog('product_views', resolved, world, { wellFormed: views, malformed: jumped(), places: jumped() }),
    eventLog('ads_views', resolved, world, { wellFormed: ads, malformed: jumped(), places: jumped() }),
  ];
}

/** Where the random numbers of an event log come from. */
interface Randoms {
  readonly wellFormed: JumpableRandomGenerator;
  readonly malformed: JumpableRandomGenerator;
  readonly places: JumpableRandomGenerator;
}

function eventLog(
  name: EventLogName,
  options: ResolvedSampleOptions,
  world: World,
  randoms: Randoms,
): SampleEventLog {
  const { rowsPerLog } = options;
  const malformedRows = malformedRowsOf(options);
  const counts = malformedCounts(name, malformedRows);
  const createRows = () => {
    const pairs = new PairDraws(world, randoms.wellFormed.clone());
    const malformedPairs = new PairDraws(world, randoms.malformed.clone());
    const places = randoms.places.clone();
    const malformed = new MalformedRows(name, world, rowsPerLog, counts, places, malformedPairs);
    return new EventRows(name, options, world, rowsPerLog - malformedRows, pairs, malformed);
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
