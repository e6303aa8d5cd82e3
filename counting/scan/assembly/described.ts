/** Reads the records of a log that is described: any delimiter, any columns, constants, other words for types, other days. */
import { readAmount } from './amounts';
import { AT_DAY, AT_END, AT_UNUSUAL, entryAt } from './batch';
import { BLOCK_BYTES, bordersOf, CR, LF, QUOTE } from './borders';
import { counters, directoryOf } from './cells';
import { DAY_TEXT, findDayOf, UNKNOWN, UNUSUAL } from './day-keys';
import { hashId, NOT_FOUND, productKey } from './interning';
import {
  BATCH_RECORDS,
  CONSTANT_BYTES,
  constants,
  MAX_COUNTERS,
  MAX_FIELDS,
  places,
  PLACES_BYTES,
  spans,
} from './memory';
import { beginIgnored, findWord, ignore, ignored, isFullOfIgnored } from './type-words';

/** The values of a record, by number; `placeValue` says where each is: at the address of its start and length, or 0 for none. */
const ADVERTISER: u32 = 0;
const PRODUCT: u32 = 1;
const TYPE: u32 = 2;
const DAY: u32 = 3;
/** What is added to the first counter; those of the others follow. */
const AMOUNT: u32 = 4;

export const RECORD_MAX_BYTES: u32 = 64 * 1024;

let delimiter: u8 = 0;
let lastSpan: u32 = 0;
let dayKind: u32 = DAY_TEXT;
/** By number of a value, where it is in the next record. */
let valuePlaces: u32 = 0;
/** The counter of all records, where they have no type. */
let onlyCounter: u32 = 0;
/** Whether records add an amount to each counter, rather than an event to one. */
export let haveAmounts: bool = false;

/** What `fillDescribed` has read: records, the lines in front of the next one, and why it stopped. */
export let describedRecords: u32 = 0;
export let describedLines: u32 = 0;
export let describedStop: u32 = AT_END;

/** Begins a description of records of `width` fields, all events of one counter if `placeValue` gives them neither a type nor amounts. */
export function describeRecords(width: u32, delimiterByte: u32, kindOfDay: u32, counter: u32): void {
  delimiter = <u8>delimiterByte;
  lastSpan = spans + ((width - 1) << 3);
  dayKind = kindOfDay;
  onlyCounter = counter;
  haveAmounts = false;
  memory.fill(places, 0, PLACES_BYTES);
  usePlaces(places);
}

/** Says in which field a value is. */
export function placeValue(value: u32, field: u32): void {
  placeAt(value, spans + (field << 3));
}

/** Says that a value is the same in all records; it has fewer than `CONSTANT_BYTES` bytes, less 8. */
export function placeConstant(value: u32, start: u32, length: u32): void {
  const constant = constants + value * CONSTANT_BYTES;
  memory.copy(constant, start, length);
  const span = spans + ((MAX_FIELDS + value) << 3);
  store<u32>(span, constant);
  store<u32>(span, length, 4);
  placeAt(value, span);
}

function placeAt(value: u32, span: u32): void {
  if (value >= AMOUNT) haveAmounts = true;
  store<u32>(valuePlaces + (value << 2), span);
}

function placeOf(value: u32): u32 {
  return load<u32>(valuePlaces + (value << 2));
}

/** Begins places of a template, from 1 on: the constants are where they are in all records. Returns their address. */
export function beginPlaces(template: u32): u32 {
  const own = places + template * PLACES_BYTES;
  memory.copy(own, places, PLACES_BYTES);
  usePlaces(own);
  return own;
}

/** Says where the values of the next record are, and of those behind it. */
export function usePlaces(address: u32): void {
  valuePlaces = address;
}

/** Reads the amounts of the next record of the batch; false if one is not for this path. */
function readAmounts(): bool {
  for (let counter: u32 = 0; counter < counters; counter++) {
    const span = placeOf(AMOUNT + counter);
    if (!readAmount(describedRecords, counter, startOf(span), lengthOf(span))) return false;
  }
  return true;
}

/** Fills the batch with records up to `to`, or to the start of one that is not for this path; returns where it stopped. */
export function fillDescribed(from: u32, to: u32, lines: u32): u32 {
  let p = from;
  let block = from;
  let borders = bordersOf(block, delimiter);
  beginRecords(lines);
  while (p < to && canAddRecord()) {
    const record = p;
    let span = spans;
    let border: u8 = 0;
    while (true) {
      const start = p;
      if (load<u8>(start) == QUOTE) return stopInFront(AT_UNUSUAL, record);
      while (borders == 0) borders = bordersOf((block += BLOCK_BYTES), delimiter);
      p = block + <u32>ctz(borders);
      borders &= borders - 1;
      store<u32>(span, start);
      store<u32>(span, p - start, 4);
      border = load<u8>(p);
      if (border != delimiter) break;
      p++;
      if (span == lastSpan) return stopInFront(AT_UNUSUAL, record);
      span += 8;
    }
    const end = p;
    if (border == CR) {
      while (borders == 0) borders = bordersOf((block += BLOCK_BYTES), delimiter);
      border = load<u8>(++p);
      if (border == LF) borders &= borders - 1;
    }
    if (border != LF) return stopInFront(AT_UNUSUAL, record);
    p++;
    if (end == record) {
      passLine();
      continue;
    }
    if (span != lastSpan || end - record > RECORD_MAX_BYTES) return stopInFront(AT_UNUSUAL, record);
    const reason = addRecord(record);
    if (reason != AT_END) return stopInFront(reason, record);
    passLine();
  }
  return p;
}

/** Begins a batch behind so many lines. */
export function beginRecords(lines: u32): void {
  describedRecords = 0;
  describedLines = lines;
  describedStop = AT_END;
  beginIgnored();
}

/** Whether the batch takes another record. */
export function canAddRecord(): bool {
  return describedRecords < BATCH_RECORDS && !isFullOfIgnored();
}

/** Passes a line end. */
export function passLine(): void {
  describedLines++;
}

/** Adds the record that begins at `record` and whose values are in their places; `AT_END`, or why it cannot. */
export function addRecord(record: u32): u32 {
  let counter = onlyCounter;
  const type = placeOf(TYPE);
  if (type != 0) {
    counter = findWord(startOf(type), lengthOf(type));
    if (counter >= MAX_COUNTERS) {
      if (counter == NOT_FOUND) return AT_UNUSUAL;
      // Such a record needs neither ids nor a day.
      ignore(counter);
      return AT_END;
    }
  }
  if (haveAmounts && !readAmounts()) return AT_UNUSUAL;
  const date = placeOf(DAY);
  const day = findDayOf(dayKind, startOf(date), lengthOf(date));
  if (day <= UNUSUAL) return day == UNKNOWN ? AT_DAY : AT_UNUSUAL;
  const advertiser = placeOf(ADVERTISER);
  const product = placeOf(PRODUCT);
  const entry = entryAt(describedRecords++);
  entry.advertiserStart = startOf(advertiser);
  entry.advertiserLength = lengthOf(advertiser);
  entry.productStart = startOf(product);
  entry.productLength = lengthOf(product);
  entry.advertiserHash = hashId(entry.advertiserStart, entry.advertiserLength);
  entry.productKey = productKey(entry.productStart, entry.productLength);
  entry.directory = directoryOf(day, counter);
  entry.start = record;
  entry.lines = describedLines;
  entry.ignored = ignored;
  return AT_END;
}

function startOf(span: u32): u32 {
  return load<u32>(span);
}

function lengthOf(span: u32): u32 {
  return load<u32>(span, 4);
}

/** Notes why no more records are read from `at` on, and returns that. */
export function stopInFront(reason: u32, at: u32): u32 {
  describedStop = reason;
  return at;
}
