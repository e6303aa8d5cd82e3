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

/** The field is read as it is: its text is the key. */
export const DAY_TEXT: u32 = 0;

/** No day. */
export const UNKNOWN: u32 = 0;
/** A text that no key stands for. */
export const UNUSUAL: u32 = 1;

const TEXT_MAX_BYTES: u32 = 31;
const FIRST_SLOTS: u32 = 1 << 10;

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

/** The directories of the day of a field; `UNKNOWN` if its key, which is then at `dayKey`, is not known, or `UNUSUAL`. */
export function findDayOf(kind: u32, start: u32, length: u32): u32 {
  return findText(start, length);
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
