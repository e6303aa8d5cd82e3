/**
 * Keys of days: what a text says as far as its day depends on it. A key is known once the other path has told its day; the
 * day of every text with that key is then the same.
 */
import { directoriesAt, hasFreeEntries, lowBytes, mix } from './interning';
import {
  DAY_KEY_ENTRY_BYTES,
  DAY_KEY_SLOTS,
  dayKey,
  dayKeys,
  dayKeySlots,
  hasRoom,
  MAX_DAY_KEYS,
} from './memory';

/** How the key of a field is made: it is the text as it is. */
export const DAY_TEXT: u32 = 0;
/**
 * Of a timestamp with a time, it is the first text of its quarter hour: without seconds, the minutes 00, 15, 30 or 45, with the
 * offset as it is written.
 */
const DAY_TIMESTAMP: u32 = 1;
/** Of seconds or milliseconds since 1970, it is the number of their quarter hour, and not a text. */
const DAY_SECONDS: u32 = 2;
const DAY_MILLIS: u32 = 3;
/** Of a text in a pattern, it is the text with 0 for the bytes of its time; see `describeTime`. */
const DAY_PATTERN: u32 = 4;

/** No day. */
export const UNKNOWN: u32 = 0;
/** A text that no key stands for. */
export const UNUSUAL: u32 = 1;

const TEXT_MAX_BYTES: u32 = 31;
/** Bytes of a timestamp up to its day, up to its minutes, and up to its seconds. */
const DAY_BYTES: u32 = 10;
const MINUTES_BYTES: u32 = 16;
const SECONDS_BYTES: u32 = 19;
const OFFSET_MAX_BYTES: u32 = TEXT_MAX_BYTES - MINUTES_BYTES;
/** The digits of the minutes at which quarters of an hour begin, two bytes each. */
const QUARTERS: u64 = 0x35_34_30_33_35_31_30_30;
const EPOCH_MAX_DIGITS: u32 = 15;
const QUARTER_SECONDS: u64 = 900;
const QUARTER_MILLIS: u64 = 900_000;
const FIRST_SLOTS: u32 = 1 << 10;

const MAX_TIME_PARTS: u32 = 3;

/** Bytes of a text in the pattern that has a time, where that is, and the bits that are left of the words of its key. */
let timedBytes: u32 = 0;
let timeParts: u32 = 0;
const timePartAt = memory.data(MAX_TIME_PARTS * 4);
const timePartLast = memory.data(MAX_TIME_PARTS * 4);
const timedBits = memory.data(32);

let keyCount: u32 = 0;
let mask: u32 = 0;

let lastKey0: u64 = 0;
let lastKey1: u64 = 0;
let lastKey2: u64 = 0;
let lastKey3: u64 = 0;
/** The directories of the day of that key, or `UNKNOWN`. */
let lastDay: u32 = UNKNOWN;

/** Forgets all keys. */
export function clearDayKeys(): void {
  keyCount = 0;
  mask = FIRST_SLOTS - 1;
  memory.fill(dayKeySlots, 0, FIRST_SLOTS * 4);
  lastDay = UNKNOWN;
}

/** Says, for `DAY_PATTERN`, that texts of so many bytes have a time that is left out of their keys. */
export function describeTime(textBytes: u32): void {
  timedBytes = textBytes;
  timeParts = 0;
  memory.fill(timedBits, 0xff, 32);
}

/** Adds two digits of the time: their place in a text, and the last number that they may make. */
export function addTimePart(at: u32, last: u32): void {
  store<u32>(timePartAt + (timeParts << 2), at);
  store<u32>(timePartLast + (timeParts << 2), last);
  if (at + 2 <= TEXT_MAX_BYTES) store<u16>(timedBits + at, 0);
  timeParts++;
}

/** The directories of the day of a field; `UNKNOWN` if its key, which is then at `dayKey`, is not known, or `UNUSUAL`. */
export function findDayOf(kind: u32, start: u32, length: u32): u32 {
  switch (kind) {
    case DAY_TIMESTAMP:
      return length > DAY_BYTES ? findTimestamp(start, length) : findText(start, length);
    case DAY_SECONDS:
    case DAY_MILLIS:
      return findEpoch(kind, start, length);
    case DAY_PATTERN:
      return length == timedBytes ? findTimed(start, length) : findText(start, length);
    default:
      return findText(start, length);
  }
}

/** Tells the day of the key at `dayKey`: its text is at an address. False if there is no room for it. */
export function learnDay(address: u32): bool {
  if (!hasRoom() || !hasFreeEntries()) return false;
  if (keyCount == MAX_DAY_KEYS) clearDayKeys();
  if (keyCount * 2 > mask && mask + 1 < DAY_KEY_SLOTS) grow();
  const key = entryOf(keyCount);
  lastKey0 = load<u64>(dayKey);
  lastKey1 = load<u64>(dayKey, 8);
  lastKey2 = load<u64>(dayKey, 16);
  lastKey3 = load<u64>(dayKey, 24);
  lastDay = directoriesAt(address);
  memory.copy(key, dayKey, 32);
  store<u32>(key, lastDay, 32);
  store<u32>(key, hashOf(lastKey0, lastKey1, lastKey2, lastKey3), 36);
  place(keyCount++);
  return true;
}

function findText(start: u32, length: u32): u32 {
  if (length > TEXT_MAX_BYTES) return UNUSUAL;
  const key0 = wordAt(start, length, 0);
  const key1 = wordAt(start, length, 8);
  const key2 = wordAt(start, length, 16);
  return find(key0, key1, key2, wordAt(start, length, 24) | ((<u64>length) << 56));
}

function findTimed(start: u32, length: u32): u32 {
  if (length > TEXT_MAX_BYTES) return UNUSUAL;
  for (let part: u32 = 0; part < timeParts; part++) {
    const number = twoDigits(start + load<u32>(timePartAt + (part << 2)));
    if (number > load<u32>(timePartLast + (part << 2))) return UNUSUAL;
  }
  return find(
    wordAt(start, length, 0) & load<u64>(timedBits),
    wordAt(start, length, 8) & load<u64>(timedBits, 8),
    wordAt(start, length, 16) & load<u64>(timedBits, 16),
    (wordAt(start, length, 24) & load<u64>(timedBits, 24)) | ((<u64>length) << 56),
  );
}

/** The number that two digits make; above 99 where they make none. */
function twoDigits(at: u32): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/** Only what the key leaves out is checked here: the minutes, the seconds and their fraction. The rest is for the other path. */
function findTimestamp(start: u32, length: u32): u32 {
  if (length < MINUTES_BYTES) return UNUSUAL;
  const minutes = sixtieth(start + 14);
  let end = MINUTES_BYTES;
  if (length > end && load<u8>(start + end) == 0x3a) {
    if (length < SECONDS_BYTES || sixtieth(start + 17) > 59) return UNUSUAL;
    end = SECONDS_BYTES;
    if (length > end && isPoint(load<u8>(start + end))) {
      end = endOfDigits(start, length, SECONDS_BYTES + 1);
      if (end == SECONDS_BYTES + 1) return UNUSUAL;
    }
  }
  const rest = length - end;
  if (minutes > 59 || rest > OFFSET_MAX_BYTES) return UNUSUAL;
  const quarter = (QUARTERS >> ((minutes / 15) << 4)) << 48;
  return find(
    load<u64>(start),
    lowBytes(load<u64>(start, 8), 6) | quarter,
    wordAt(start + end, rest, 0),
    wordAt(start + end, rest, 8) | ((<u64>(MINUTES_BYTES + rest)) << 56),
  );
}

/** The number that two digits make; above 59 where they make none that counts minutes or seconds. */
function sixtieth(at: u32): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return tens > 5 || ones > 9 ? 60 : tens * 10 + ones;
}

function isPoint(byte: u8): bool {
  return byte == 0x2e || byte == 0x2c;
}

function endOfDigits(start: u32, length: u32, from: u32): u32 {
  let at = from;
  while (at < length && <u32>load<u8>(start + at) - 0x30 <= 9) at++;
  return at;
}

/** A fraction after a point does not change the day, since no number here is negative. */
function findEpoch(kind: u32, start: u32, length: u32): u32 {
  const end = endOfDigits(start, length, 0);
  if (end == 0 || end > EPOCH_MAX_DIGITS) return UNUSUAL;
  if (end < length) {
    if (load<u8>(start + end) != 0x2e || length == end + 1) return UNUSUAL;
    if (endOfDigits(start, length, end + 1) != length) return UNUSUAL;
  }
  let units: u64 = 0;
  for (let at: u32 = 0; at < end; at++) units = units * 10 + (<u64>load<u8>(start + at) - 0x30);
  return find(kind == DAY_SECONDS ? units / QUARTER_SECONDS : units / QUARTER_MILLIS, 0, 0, 0);
}

/** Eight bytes of a text, 0 behind its end. */
function wordAt(start: u32, length: u32, at: u32): u64 {
  if (length <= at) return 0;
  const word = load<u64>(start + at);
  return length >= at + 8 ? word : lowBytes(word, length - at);
}

function find(key0: u64, key1: u64, key2: u64, key3: u64): u32 {
  if (key0 == lastKey0 && key1 == lastKey1 && key2 == lastKey2 && key3 == lastKey3 && lastDay != UNKNOWN) {
    return lastDay;
  }
  const hash = hashOf(key0, key1, key2, key3);
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const found = load<u32>(dayKeySlots + (slot << 2));
    if (found == 0) break;
    const key = entryOf(found - 1);
    const differs =
      (load<u64>(key) ^ key0) |
      (load<u64>(key, 8) ^ key1) |
      (load<u64>(key, 16) ^ key2) |
      (load<u64>(key, 24) ^ key3);
    if (differs == 0) {
      lastKey0 = key0;
      lastKey1 = key1;
      lastKey2 = key2;
      lastKey3 = key3;
      return (lastDay = load<u32>(key, 32));
    }
  }
  store<u64>(dayKey, key0);
  store<u64>(dayKey, key1, 8);
  store<u64>(dayKey, key2, 16);
  store<u64>(dayKey, key3, 24);
  return UNKNOWN;
}

function hashOf(key0: u64, key1: u64, key2: u64, key3: u64): u32 {
  return <u32>(mix(mix(key2, key0) ^ key3, key1) >> 24);
}

function entryOf(key: u32): u32 {
  return dayKeys + key * DAY_KEY_ENTRY_BYTES;
}

function place(key: u32): void {
  let slot = load<u32>(entryOf(key), 36) & mask;
  while (load<u32>(dayKeySlots + (slot << 2)) != 0) slot = (slot + 1) & mask;
  store<u32>(dayKeySlots + (slot << 2), key + 1);
}

function grow(): void {
  mask = mask * 2 + 1;
  memory.fill(dayKeySlots, 0, (mask + 1) << 2);
  for (let key: u32 = 0; key < keyCount; key++) place(key);
}
