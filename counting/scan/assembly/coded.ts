/**
 * Rows that come as numbers: of an id in a list, of a day in another, and of a counter or amounts. A list is placed once, however
 * many rows use it, and the rows then go the way of scanned records.
 */
import { amountsStop, countFoundAmounts, putAmount } from './amounts';
import { AT_END, AT_FULL, AT_UNUSUAL, batchStop, countFound, entryAt, lookUp } from './batch';
import { counters, directoryOf } from './cells';
import { directoriesAt, findAdvertiser, hasFreeEntries, hashId, lowBytes, productKey } from './interning';
import {
  BATCH_RECORDS,
  CODED_DAY_BYTES,
  CODED_ID_BYTES,
  codedAdvertisers,
  codedAmounts,
  codedDayDirectories,
  codedDays,
  codedEnds,
  codedIds,
  codedRows,
  codedStarts,
  codedTexts,
  hasRoom,
  MAX_CODED_IDS,
  MAX_CODED_ROWS,
  CODED_TEXT_BYTES,
  CODED_SLACK_BYTES,
} from './memory';

export {
  CODED_DAY_BYTES,
  CODED_TEXT_BYTES,
  codedDays,
  codedEnds,
  codedStarts,
  MAX_CODED_DAYS,
  MAX_CODED_IDS,
  MAX_CODED_ROWS,
} from './memory';

/** The columns of rows, and the lists of the first two. */
const ADVERTISER: u32 = 0;
const PRODUCT: u32 = 1;
const DAY: u32 = 2;
const COUNTER: u32 = 3;

const ID_MAX_BYTES: u32 = 128;
const SPACES: u64 = 0x2020_2020_2020_2020;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/** Why `countCodes` stopped. */
export let codedStop: u32 = AT_END;

/** An id of a list: its hash or key, and where it is. */
@unmanaged
class CodedId {
  key: u64;
  start: u32;
  /** 0 where no id can be known that is the same. */
  length: u32;
}

/** Where the numbers of a column of rows are: of advertisers, products, days and counters; one below 0 is for the other path. */
export function codesAt(column: u32): u32 {
  return codedRows + column * (MAX_CODED_ROWS << 2);
}

/** Where the amounts for a counter are (f64). */
export function amountsAt(counter: u32): u32 {
  return codedAmounts + counter * (MAX_CODED_ROWS << 3);
}

/** Where the texts of a list of ids are: of advertisers, or of products. */
export function textsAt(list: u32): u32 {
  return codedTexts + list * (CODED_TEXT_BYTES + CODED_SLACK_BYTES);
}

function idAt(list: u32, id: u32): CodedId {
  return changetype<CodedId>(codedIds + (list * MAX_CODED_IDS + id) * CODED_ID_BYTES);
}

/** Makes a list of `count` ids whose texts are there, from the numbers at `codedStarts` to those at `codedEnds`, less `base`. */
export function takeIds(list: u32, count: u32, base: u32): void {
  const texts = textsAt(list) - base;
  if (list == ADVERTISER) {
    codedAdvertiserCount = count;
    forgetAdvertisers();
  }
  for (let i: u32 = 0; i < count; i++) {
    const from = load<u32>(codedStarts + (i << 2));
    const start = texts + from;
    const length = load<u32>(codedEnds + (i << 2)) - from;
    const id = idAt(list, i);
    id.start = start;
    id.length = 0;
    if (length > ID_MAX_BYTES || hasControl(start, length)) continue;
    id.length = length;
    id.key = list == ADVERTISER ? hashId(start, length) : productKey(start, length);
  }
}

/** Tells whether any byte is below 0x20: the key of an id is unique among those without. */
function hasControl(start: u32, length: u32): bool {
  while (length >= 8) {
    if (isAnyBelowSpace(load<u64>(start))) return true;
    start += 8;
    length -= 8;
  }
  return isAnyBelowSpace(lowBytes(load<u64>(start), length) | (SPACES << ((<u64>length) << 3)));
}

function isAnyBelowSpace(word: u64): bool {
  return ((word - SPACES) & ~word & HIGH_BITS) != 0;
}

/** Advertisers in their list. */
let codedAdvertiserCount: u32 = 0;

function forgetAdvertisers(): void {
  memory.fill(codedAdvertisers, 0, codedAdvertiserCount << 2);
}

/** The number in the table of an advertiser of the list; `NOT_FOUND` while it has none. */
function numberOfCoded(code: u32, advertiser: CodedId): u32 {
  const at = codedAdvertisers + (code << 2);
  const known = load<u32>(at);
  // 0 is unknown.
  if (known != 0) return known - 1;
  const number = findAdvertiser(advertiser.key, advertiser.start, advertiser.length);
  store<u32>(at, number + 1);
  return number;
}

/** Days up to the last one whose cells are known. */
let codedDayCount: u32 = 0;

/** Forgets where the cells of days are, and the numbers of advertisers. */
export function clearCoded(): void {
  forgetAdvertisers();
  memory.fill(codedDayDirectories, 0, codedDayCount << 2);
  codedDayCount = 0;
}

/**
 * Counts rows from one on, up to `to` or to one that cannot be, for a reason that is then in `codedStop`; returns where it stopped.
 * With `haveAmounts` a row adds an amount to each counter, else an event to its own.
 */
export function countCodes(from: u32, to: u32, haveAmounts: bool): u32 {
  let row = from;
  codedStop = AT_END;
  while (row < to && codedStop == AT_END) {
    const filled = fillCoded(row, min(row + BATCH_RECORDS, to), haveAmounts);
    const end = entryAt(filled);
    lookUp(end);
    const counted = haveAmounts ? countFoundAmounts(end) : countFound(end);
    row += counted;
    if (counted < filled) codedStop = haveAmounts ? amountsStop : batchStop;
  }
  return row;
}

/** Fills the batch with rows up to `to`, or to one that is not for this path; returns how many. */
function fillCoded(from: u32, to: u32, haveAmounts: bool): u32 {
  const advertisers = codesAt(ADVERTISER);
  const products = codesAt(PRODUCT);
  const days = codesAt(DAY);
  const ofCounters = codesAt(COUNTER);
  for (let row = from; row < to; row++) {
    const at = row << 2;
    const advertiserCode = load<u32>(advertisers + at);
    const productCode = load<u32>(products + at);
    const day = load<u32>(days + at);
    const counter = load<u32>(ofCounters + at);
    if (<i32>(advertiserCode | productCode | day | counter) < 0) return stop(AT_UNUSUAL, row - from);
    const advertiser = idAt(ADVERTISER, advertiserCode);
    const product = idAt(PRODUCT, productCode);
    if (advertiser.length == 0 || product.length == 0) return stop(AT_UNUSUAL, row - from);
    let directories = load<u32>(codedDayDirectories + (day << 2));
    if (directories == 0) {
      if (!hasRoom() || !hasFreeEntries()) return stop(AT_FULL, row - from);
      directories = directoriesAt(codedDays + day * CODED_DAY_BYTES);
      store<u32>(codedDayDirectories + (day << 2), directories);
      codedDayCount = max(codedDayCount, day + 1);
    }
    if (haveAmounts) {
      for (let c: u32 = 0; c < counters; c++) {
        putAmount(row - from, c, <u64>load<f64>(amountsAt(c) + (row << 3)));
      }
    }
    const entry = entryAt(row - from);
    entry.advertiser = numberOfCoded(advertiserCode, advertiser);
    entry.advertiserHash = advertiser.key;
    entry.advertiserStart = advertiser.start;
    entry.advertiserLength = advertiser.length;
    entry.productKey = product.key;
    entry.productStart = product.start;
    entry.productLength = product.length;
    entry.directory = directoryOf(directories, counter);
  }
  return to - from;
}

function stop(reason: u32, filled: u32): u32 {
  codedStop = reason;
  return filled;
}
