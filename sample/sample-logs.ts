import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { skipN } from 'pure-rand/utils/skipN';
import { addDays, isCalendarDay } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { LOG_COLUMNS } from '../domain/logs';
import type { LogName } from '../domain/logs';

/** Advertisers that the sample lists in `advertiser_ids`. */
export const ACTIVE_ADVERTISERS = 20;
/** Advertisers that appear in the sample's events only. */
export const INACTIVE_ADVERTISERS = 5;
/** Products of each advertiser of the sample. */
export const PRODUCTS_PER_ADVERTISER = 100;
/** One row in this many of `ads_views` is a click, the others are impressions. */
export const ROWS_PER_CLICK = 100;
/** Largest `rowsPerLog`: about 40 GB for each log. */
export const MAX_ROWS_PER_LOG = 1_000_000_000;
/** Largest `days`: a century. */
export const MAX_DAYS = 36_525;
/** Largest `seed`: the generator's state holds 32 bits of it. */
export const MAX_SEED = 0xffff_ffff;

const ADVERTISERS = ACTIVE_ADVERTISERS + INACTIVE_ADVERTISERS;
const ADVERTISER_ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const ADVERTISER_ID_LENGTH = 20;
const PRODUCT_ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const PRODUCT_ID_LENGTH = 6;
const CHUNK_LENGTH_BYTES = 64 * 1024;

const EVENT_TABLE_BITS = 16;
const CLICK_TABLE_BITS = 12;
// The product of rank k weighs 1/(k + 10): the first is about eleven times as popular as the last.
const POPULARITY_OFFSET = 10;
const SEED_WARM_UP_STEPS = 64;

/** What a sample is made of: the same options give the same bytes on every machine and in every time zone. */
export interface SampleOptions {
  /** Rows of `product_views` and of `ads_views`, each, without the header; 0 to `MAX_ROWS_PER_LOG`. */
  readonly rowsPerLog: number;
  /** Days that the rows are spread over, 1 to `MAX_DAYS`. */
  readonly days: number;
  /** The newest day of the sample, `YYYY-MM-DD`. */
  readonly lastDay: CalendarDay;
  /** 0 to `MAX_SEED`. */
  readonly seed: number;
}

/** What a sample holds, known without making it. */
export interface SampleSummary {
  /** Rows by log, headers not counted. */
  readonly rows: Readonly<Record<LogName, number>>;
  readonly impressions: number;
  readonly clicks: number;
  readonly activeAdvertisers: number;
  readonly inactiveAdvertisers: number;
  readonly productsPerAdvertiser: number;
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
}

/** One log of a sample: ASCII CSV in chunks of about 64 KiB, its header first, LF line ends; it can be read again. */
export interface SampleLog {
  readonly name: LogName;
  readonly chunks: Iterable<string>;
}

interface World {
  readonly advertiserIds: readonly string[];
  /** `advertiser_id,product_id` of each advertiser's products, most popular first. */
  readonly pairs: readonly (readonly string[])[];
  /** The same of each advertiser in the order in which its ads are clicked, most clicked first. */
  readonly pairsByAppeal: readonly (readonly string[])[];
  /** How busy each advertiser is, against the others. */
  readonly advertiserWeights: readonly number[];
}

/** Says what `sampleLogs` makes of the same options; throws a RangeError if one of them is out of range. */
export function sampleSummary(options: SampleOptions): SampleSummary {
  checkOptions(options);
  const clicks = Math.floor(options.rowsPerLog / ROWS_PER_CLICK);
  return {
    rows: {
      advertiser_ids: ACTIVE_ADVERTISERS,
      product_views: options.rowsPerLog,
      ads_views: options.rowsPerLog,
    },
    impressions: options.rowsPerLog - clicks,
    clicks,
    activeAdvertisers: ACTIVE_ADVERTISERS,
    inactiveAdvertisers: INACTIVE_ADVERTISERS,
    productsPerAdvertiser: PRODUCTS_PER_ADVERTISER,
    firstDay: addDays(options.lastDay, 1 - options.days),
    lastDay: options.lastDay,
  };
}

/**
 * The three logs of a sample, made while they are read; throws a RangeError if an option is out of range.
 * Rows come in the order of their days, and no day has more than one row above another.
 */
export function sampleLogs(options: SampleOptions): SampleLog[] {
  checkOptions(options);
  // Neighbouring seeds start out alike, so the first numbers are thrown away.
  const random = xoroshiro128plus(options.seed);
  skipN(random, SEED_WARM_UP_STEPS);
  const world = createWorld(random.clone());
  // Jumps give each log numbers of its own: reading one log leaves the other as it is.
  random.jump();
  const viewsRandom = random.clone();
  random.jump();
  const adsRandom = random.clone();
  return [
    { name: 'advertiser_ids', chunks: repeatable(() => activeAdvertiserChunks(world)) },
    {
      name: 'product_views',
      chunks: repeatable(() => productViewChunks(options, world, viewsRandom.clone())),
    },
    { name: 'ads_views', chunks: repeatable(() => adsViewChunks(options, world, adsRandom.clone())) },
  ];
}

function checkOptions({ rowsPerLog, days, lastDay, seed }: SampleOptions): void {
  checkInteger('rowsPerLog', rowsPerLog, 0, MAX_ROWS_PER_LOG);
  checkInteger('days', days, 1, MAX_DAYS);
  checkInteger('seed', seed, 0, MAX_SEED);
  if (!isCalendarDay(lastDay)) throw new RangeError(`lastDay must be a day as YYYY-MM-DD, not "${lastDay}"`);
  if (!isCalendarDay(addDays(lastDay, 1 - days))) {
    throw new RangeError(`${days} days up to ${lastDay} begin before the year 1`);
  }
}

function checkInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be a whole number from ${min} to ${max}, not ${value}`);
  }
}

function repeatable(read: () => Generator<string>): Iterable<string> {
  return { [Symbol.iterator]: read };
}

function createWorld(random: JumpableRandomGenerator): World {
  const taken = new Set<string>();
  const advertiserIds: string[] = [];
  const pairs: string[][] = [];
  const pairsByAppeal: string[][] = [];
  const advertiserWeights: number[] = [];
  for (let advertiser = 0; advertiser < ADVERTISERS; advertiser += 1) {
    const advertiserId = uniqueId(random, ADVERTISER_ID_ALPHABET, ADVERTISER_ID_LENGTH, taken);
    const own: string[] = [];
    for (let product = 0; product < PRODUCTS_PER_ADVERTISER; product += 1) {
      own.push(`${advertiserId},${uniqueId(random, PRODUCT_ID_ALPHABET, PRODUCT_ID_LENGTH, taken)}`);
    }
    advertiserIds.push(advertiserId);
    pairs.push(own);
    pairsByAppeal.push(shuffled(random, own));
    advertiserWeights.push(uniformInt(random, 2, 6));
  }
  return { advertiserIds, pairs, pairsByAppeal, advertiserWeights };
}

function uniqueId(
  random: JumpableRandomGenerator,
  alphabet: string,
  length: number,
  taken: Set<string>,
): string {
  for (;;) {
    let id = '';
    while (id.length < length) id += alphabet.charAt(uniformInt(random, 0, alphabet.length - 1));
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}

function shuffled(random: JumpableRandomGenerator, items: readonly string[]): string[] {
  const rest = [...items];
  const result: string[] = [];
  while (rest.length > 0) result.push(...rest.splice(uniformInt(random, 0, rest.length - 1), 1));
  return result;
}

/**
 * `2 ** bits` slots, each with one of the items, about as many of each as its weight asks for: a random slot
 * is a weighted choice in one step. Only sums, products and quotients are used: they are exact everywhere alike.
 */
function weightedTable(items: readonly string[], weights: readonly number[], bits: number): string[] {
  const slots = 2 ** bits;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const table: string[] = [];
  let reached = 0;
  items.forEach((item, index) => {
    reached += weights[index] ?? 0;
    // Each item gets a slot at least: none may be impossible.
    const end = Math.max(table.length + 1, Math.round((reached / total) * slots));
    while (table.length < end) table.push(item);
  });
  if (table.length !== slots) throw new Error(`${items.length} items do not fit into ${slots} slots`);
  return table;
}

function popularityWeights(): number[] {
  return Array.from({ length: PRODUCTS_PER_ADVERTISER }, (_, rank) => 1 / (rank + POPULARITY_OFFSET));
}

function eventTable(world: World): string[] {
  const popularity = popularityWeights();
  const weights = world.advertiserWeights.flatMap((weight) => popularity.map((share) => weight * share));
  return weightedTable(world.pairs.flat(), weights, EVENT_TABLE_BITS);
}

function* activeAdvertiserChunks(world: World): Generator<string> {
  const active = world.advertiserIds.slice(0, ACTIVE_ADVERTISERS);
  yield `${header('advertiser_ids')}${active.join('\n')}\n`;
}

function* productViewChunks(
  options: SampleOptions,
  world: World,
  random: JumpableRandomGenerator,
): Generator<string> {
  const table = eventTable(world);
  let chunk = header('product_views');
  for (const { day, firstRow, endRow } of rowsByDay(options)) {
    const lineEnd = `,${day}\n`;
    for (let row = firstRow; row < endRow; row += 1) {
      chunk += choose(table, EVENT_TABLE_BITS, random) + lineEnd;
      if (chunk.length >= CHUNK_LENGTH_BYTES) {
        yield chunk;
        chunk = '';
      }
    }
  }
  if (chunk !== '') yield chunk;
}

function* adsViewChunks(
  options: SampleOptions,
  world: World,
  random: JumpableRandomGenerator,
): Generator<string> {
  const impressionTable = eventTable(world);
  const clickTables = world.pairsByAppeal.map((pairs) =>
    weightedTable(pairs, popularityWeights(), CLICK_TABLE_BITS),
  );
  let chunk = header('ads_views');
  let clicks = 0;
  for (const { day, firstRow, endRow } of rowsByDay(options)) {
    const impressionEnd = `,impression,${day}\n`;
    const clickEnd = `,click,${day}\n`;
    for (let row = firstRow; row < endRow; row += 1) {
      if (row % ROWS_PER_CLICK === ROWS_PER_CLICK - 1) {
        // Advertisers take turns: left to chance, a short sample would leave some without a click.
        const table = clickTables[clicks % ADVERTISERS] ?? [];
        chunk += choose(table, CLICK_TABLE_BITS, random) + clickEnd;
        clicks += 1;
      } else {
        chunk += choose(impressionTable, EVENT_TABLE_BITS, random) + impressionEnd;
      }
      if (chunk.length >= CHUNK_LENGTH_BYTES) {
        yield chunk;
        chunk = '';
      }
    }
  }
  if (chunk !== '') yield chunk;
}

function choose(table: readonly string[], bits: number, random: JumpableRandomGenerator): string {
  // The generator's high bits are its best ones.
  return table[random.next() >>> (32 - bits)] ?? '';
}

function* rowsByDay({
  rowsPerLog,
  days,
  lastDay,
}: SampleOptions): Generator<{ day: CalendarDay; firstRow: number; endRow: number }> {
  for (let index = 0; index < days; index += 1) {
    yield {
      day: addDays(lastDay, index + 1 - days),
      firstRow: Math.floor((index * rowsPerLog) / days),
      endRow: Math.floor(((index + 1) * rowsPerLog) / days),
    };
  }
}

function header(name: LogName): string {
  return `${LOG_COLUMNS[name].join(',')}\n`;
}
