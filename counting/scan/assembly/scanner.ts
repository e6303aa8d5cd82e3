/**
 * The fast path over well-formed records: counts what it knows, and stops in front of everything else, which the
 * record-by-record path then reads. A new id it takes only if that is 1 to 128 bytes of printable ASCII; a day, or an id of
 * other bytes, it knows once the other path has accepted it.
 */
import { amountsStop, countAmounts } from './amounts';
import { AT_END, AT_UNUSUAL, batchStop, countBatch, entryAt } from './batch';
import { BLOCK_BYTES, bordersOf, CR, LF, QUOTE } from './borders';
import { addAmount, directoryOf, setCounters } from './cells';
import { clearCoded } from './coded';
import { clearDayKeys } from './day-keys';
import {
  describedLines,
  describedRecords,
  describedStop,
  describeRecords,
  fillDescribed,
  haveAmounts,
} from './described';
import { isClick, isConversion, isImpression } from './event-types';
import {
  addAdvertiser,
  addDay,
  clearInterned,
  directoriesOf,
  findAdvertiser,
  findDay,
  hasFreeEntries,
  hashId,
  NOT_FOUND,
  productKey,
} from './interning';
import { BATCH_RECORDS, clearArena, hasRoom, reserve, roles } from './memory';
import { addProduct, findProduct } from './own-products';
import { hasRoomForProduct } from './own-tables';
import { fillByTemplates, hasTemplates, leaveTemplates } from './template';
import { clearWords, countIgnored, ignored } from './type-words';

export { eventsLeft, limitEvents } from './amounts';
export { AT_END, AT_UNUSUAL, AT_FULL, AT_DAY, AT_SHAPE } from './batch';
export * from './coded';
export { addTimePart, describeTime, learnDay } from './day-keys';
export { placeConstant, placeValue } from './described';
export { productCount, dayCount } from './interning';
export { copiedBytes, copyIds, copySpace, orderedAdvertisers, placeIds, putInOrder } from './order';
export { areWide, countRows, eventsOf, hasCounter, readRows, rowsRead } from './rows';
export {
  advertiserOrder,
  dayKey,
  days,
  firstProducts,
  ignoredCounts,
  input,
  MAX_ROWS,
  productOrder,
  roles,
  rows,
} from './memory';
export { areUtf8 } from './json-values';
export { addPart, beginTemplate, beginTemplates } from './template';
export { addWord, clearIgnored, ignoredCount } from './type-words';

const COMMA: u8 = 0x2c;

const RECORD_MAX_BYTES: u32 = 64 * 1024;

const ROLE_ADVERTISER: u8 = 1;
const ROLE_PRODUCT: u8 = 2;
const ROLE_TYPE: u8 = 3;
const ROLE_DAY: u8 = 4;

/** Why the last `scan` stopped. */
export let stopReason: u32 = AT_END;
/** Records counted by `scan` since the last `clear`, modulo 2^32. */
export let recordCount: u32 = 0;
/** Line ends that `scan` has passed since the last `clear`, modulo 2^32. */
export let lineCount: u32 = 0;

let width: u32 = 0;
let hasType: bool = false;
let isDescribed: bool = false;
/** Records in the batch. */
let filled: u32 = 0;

let lastDayHead: u64 = 0;
let lastDayTail: u32 = 0;
let lastDay: u32 = 0;

/** Reserves memory; once, before all else. */
export function setUp(inputBytes: u32, arenaBytes: u32): void {
  reserve(inputBytes, arenaBytes);
}

/** Begins a table of counts of a log with `counters` (1 or 3) counters, whose records have `fields` fields with the roles at `roles`. */
export function begin(fields: u32, counters: u32): void {
  width = fields;
  hasType = counters > 1;
  isDescribed = false;
  leaveTemplates();
  setCounters(counters);
  clear();
}

/** Says, after `begin`, that the records are described; see `describeRecords`. */
export function describe(delimiter: u32, dayKind: u32, counter: u32): void {
  isDescribed = true;
  describeRecords(width, delimiter, dayKind, counter);
  clearDayKeys();
  clearWords();
}

/** Forgets all counts and ids. */
export function clear(): void {
  clearArena();
  clearInterned();
  if (isDescribed) clearDayKeys();
  clearCoded();
  recordCount = 0;
  lineCount = 0;
  lastDayHead = 0;
  lastDayTail = 0;
  lastDay = 0;
}

/**
 * Scans from `from` to `to`; returns where it stopped: `to`, or the start of a record. These are whole lines, or by templates the
 * last may be open; there is an LF in front of `to` or at it. By templates, records that begin at `limit` or later are left.
 */
export function scan(from: u32, to: u32, limit: u32): u32 {
  let p = from;
  stopReason = AT_END;
  while (p < to && stopReason == AT_END) {
    p = isDescribed ? describedBatch(p, to, limit) : fillBatch(p, to);
    const hasAmounts = isDescribed && haveAmounts;
    const counted = hasAmounts ? countAmounts(filled) : countBatch(filled);
    recordCount += counted;
    const isWhole = counted == filled;
    if (isDescribed) countIgnored(isWhole ? ignored : entryAt(counted).ignored);
    if (!isWhole) {
      const uncounted = entryAt(counted);
      lineCount = uncounted.lines;
      return stop(hasAmounts ? amountsStop : batchStop, uncounted.start);
    }
  }
  return p;
}

function describedBatch(from: u32, to: u32, limit: u32): u32 {
  const p = hasTemplates ? fillByTemplates(from, to, lineCount, limit) : fillDescribed(from, to, lineCount);
  filled = describedRecords;
  lineCount = describedLines;
  return stop(describedStop, p);
}

/** Fills the batch with records up to `to`, or to the start of one that is not for this path; returns where it stopped. */
function fillBatch(from: u32, to: u32): u32 {
  let p = from;
  let block = from;
  let borders = bordersOf(block, COMMA);
  filled = 0;
  while (p < to && filled < BATCH_RECORDS) {
    const record = p;
    let field: u32 = 0;
    let advertiserStart: u32 = 0;
    let advertiserLength: u32 = 0;
    let productStart: u32 = 0;
    let productLength: u32 = 0;
    let typeStart: u32 = 0;
    let typeLength: u32 = 0;
    let dayStart: u32 = 0;
    let dayLength: u32 = 0;
    let border: u8 = 0;
    while (true) {
      const start = p;
      if (load<u8>(start) == QUOTE) return stop(AT_UNUSUAL, record);
      while (borders == 0) borders = bordersOf((block += BLOCK_BYTES), COMMA);
      p = block + <u32>ctz(borders);
      borders &= borders - 1;
      const length = p - start;
      const role = load<u8>(roles + field);
      if (role == ROLE_ADVERTISER) {
        advertiserStart = start;
        advertiserLength = length;
      } else if (role == ROLE_PRODUCT) {
        productStart = start;
        productLength = length;
      } else if (role == ROLE_DAY) {
        dayStart = start;
        dayLength = length;
      } else if (role == ROLE_TYPE) {
        typeStart = start;
        typeLength = length;
      }
      border = load<u8>(p);
      if (border != COMMA) break;
      p++;
      if (++field == width) return stop(AT_UNUSUAL, record);
    }
    const end = p;
    if (border == CR) {
      while (borders == 0) borders = bordersOf((block += BLOCK_BYTES), COMMA);
      border = load<u8>(++p);
      if (border == LF) borders &= borders - 1;
    }
    if (border != LF) return stop(AT_UNUSUAL, record);
    p++;
    if (end == record) {
      lineCount++;
      continue;
    }
    if (field + 1 != width || end - record > RECORD_MAX_BYTES || dayLength != 10)
      return stop(AT_UNUSUAL, record);
    let counter: u32 = 0;
    if (hasType) {
      if (isClick(typeStart, typeLength)) counter = 1;
      else if (!isImpression(typeStart, typeLength)) {
        if (!isConversion(typeStart, typeLength)) return stop(AT_UNUSUAL, record);
        counter = 2;
      }
    }
    const head = load<u64>(dayStart);
    const tail = <u32>load<u16>(dayStart, 8);
    if (head != lastDayHead || tail != lastDayTail) {
      const day = findDay(head, tail);
      if (day == NOT_FOUND) return stop(AT_UNUSUAL, record);
      enterDay(head, tail, day);
    }
    const entry = entryAt(filled++);
    entry.advertiserHash = hashId(advertiserStart, advertiserLength);
    entry.productKey = productKey(productStart, productLength);
    entry.advertiserStart = advertiserStart;
    entry.advertiserLength = advertiserLength;
    entry.productStart = productStart;
    entry.productLength = productLength;
    entry.directory = directoryOf(lastDay, counter);
    entry.start = record;
    entry.lines = lineCount;
    lineCount++;
  }
  return p;
}

/**
 * Counts a record that the other path has accepted: to each counter an amount, a whole number, at least one of them above
 * 0; the sum of all amounts in a table is at most 2^53. Its values are anywhere in memory, each followed by 8 readable
 * bytes. Returns false, and counts nothing, when there is no room for it.
 */
export function add(
  advertiserStart: u32,
  advertiserLength: u32,
  productStart: u32,
  productLength: u32,
  dayStart: u32,
  first: f64,
  second: f64,
  third: f64,
): bool {
  if (!hasRoom() || !hasFreeEntries()) return false;
  const head = load<u64>(dayStart);
  const tail = <u32>load<u16>(dayStart, 8);
  if (head != lastDayHead || tail != lastDayTail) {
    const day = findDay(head, tail);
    enterDay(head, tail, day == NOT_FOUND ? addDay(head, tail) : day);
  }
  const advertiserHash = hashId(advertiserStart, advertiserLength);
  let advertiser = findAdvertiser(advertiserHash, advertiserStart, advertiserLength);
  if (advertiser == NOT_FOUND) advertiser = addAdvertiser(advertiserHash, advertiserStart, advertiserLength);
  const key = productKey(productStart, productLength);
  let product = findProduct(advertiser, key, productStart, productLength);
  if (product == NOT_FOUND) {
    if (!hasRoomForProduct(advertiser)) return false;
    product = addProduct(advertiser, key, productStart, productLength);
  }
  if (first != 0) addAmount(directoryOf(lastDay, 0), product, <u64>first);
  if (second != 0) addAmount(directoryOf(lastDay, 1), product, <u64>second);
  if (third != 0) addAmount(directoryOf(lastDay, 2), product, <u64>third);
  return true;
}

function stop(reason: u32, at: u32): u32 {
  stopReason = reason;
  return at;
}

function enterDay(head: u64, tail: u32, day: u32): void {
  lastDayHead = head;
  lastDayTail = tail;
  lastDay = directoriesOf(day);
}
