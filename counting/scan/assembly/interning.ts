import { makeDay } from './cells';
import {
  advertiserIds,
  advertiserTable,
  ADVERTISER_SLOTS,
  DAY_SLOTS,
  days,
  dayTable,
  MAX_ADVERTISERS,
  MAX_DAYS,
  MAX_PRODUCTS,
  products,
  PRODUCT_BYTES_LOG2,
  take,
} from './memory';
import { beginOwnTable, clearOwnTables } from './own-tables';

export const NOT_FOUND: u32 = 0xffff_ffff;

/** Bytes of the longest id that is its own key. */
export const WORD_BYTES: u32 = 8;
const ID_MAX_BYTES: u32 = 128;
const FIRST_SLOTS: u32 = 1 << 12;

export let advertiserCount: u32 = 0;
export let productCount: u32 = 0;
export let dayCount: u32 = 0;

/** Slots in use grow with the advertisers, so that a small table stays in the cache. */
let advertiserMask: u32 = 0;

export function clearInterned(): void {
  advertiserCount = 0;
  productCount = 0;
  dayCount = 0;
  advertiserMask = FIRST_SLOTS - 1;
  memory.fill(advertiserTable, 0, FIRST_SLOTS * 8);
  clearOwnTables();
  memory.fill(dayTable, 0, DAY_SLOTS * 4);
}

/** Tells whether each table takes one more entry. */
export function hasFreeEntries(): bool {
  return advertiserCount < MAX_ADVERTISERS && productCount < MAX_PRODUCTS && dayCount < MAX_DAYS;
}

export function mix(hash: u64, word: u64): u64 {
  const mixed = (hash ^ word) * 0x9e37_79b9_7f4a_7c15;
  return mixed ^ (mixed >> 32);
}

/** The lowest `count` (0 to 7) bytes of a word. */
export function lowBytes(word: u64, count: u32): u64 {
  return word & (((<u64>1) << ((<u64>count) << 3)) - 1);
}

/** The hash of an id: whole words, then the rest, be it empty. */
export function hashId(address: u32, length: u32): u64 {
  let hash: u64 = 0;
  while (length >= 8) {
    hash = mix(hash, load<u64>(address));
    address += 8;
    length -= 8;
  }
  return mix(hash, lowBytes(load<u64>(address), length));
}

/** Keeps the id of an advertiser or a product, with at least 8 bytes that are 0 behind it. */
function storeId(address: u32, length: u32, number: u32): u32 {
  return storeText(take(textBytes(length)), address, length, number);
}

/** The bytes that `storeText` needs. */
export function textBytes(length: u32): u32 {
  return (8 + length + 15) & ~7;
}

/** Keeps a text and a number in bytes that are 0; returns the address of the text. */
export function storeText(record: u32, address: u32, length: u32, number: u32): u32 {
  store<u32>(record, length);
  store<u32>(record, number, 4);
  memory.copy(record + 8, address, length);
  return record + 8;
}

/** The number that is kept with a text at an address: of an id, its advertiser or product. */
export function numberOf(id: u32): u32 {
  return load<u32>(id - 4);
}

export function textEquals(stored: u32, address: u32, length: u32): bool {
  if (load<u32>(stored - 8) != length) return false;
  while (length >= 8) {
    if (load<u64>(stored) != load<u64>(address)) return false;
    stored += 8;
    address += 8;
    length -= 8;
  }
  return load<u64>(stored) == lowBytes(load<u64>(address), length);
}

/** Tells whether a new id is 1 to 128 bytes of printable ASCII. */
export function isPlainId(start: u32, length: u32): bool {
  if (length == 0 || length > ID_MAX_BYTES) return false;
  for (let i: u32 = 0; i < length; i++) {
    const byte = load<u8>(start + i);
    if (byte < 0x20 || byte > 0x7e) return false;
  }
  return true;
}

export function findAdvertiser(hash: u64, address: u32, length: u32): u32 {
  let slot = (<u32>(hash >> 24)) & advertiserMask;
  while (true) {
    const entry = advertiserTable + (slot << 3);
    const id = load<u32>(entry, 4);
    if (id == 0) return NOT_FOUND;
    if (load<u32>(entry) == <u32>hash && textEquals(id, address, length)) return numberOf(id);
    slot = (slot + 1) & advertiserMask;
  }
}

/** Gives an advertiser that is not in the table yet its number. */
export function addAdvertiser(hash: u64, address: u32, length: u32): u32 {
  if (advertiserCount * 2 > advertiserMask && advertiserMask + 1 < ADVERTISER_SLOTS) {
    advertiserMask = advertiserMask * 2 + 1;
    memory.fill(advertiserTable, 0, (advertiserMask + 1) << 3);
    for (let known: u32 = 0; known < advertiserCount; known++) {
      const id = load<u32>(advertiserIds + (known << 2));
      placeAdvertiser(hashId(id, load<u32>(id - 8)), id);
    }
  }
  const advertiser = advertiserCount++;
  const id = storeId(address, length, advertiser);
  store<u32>(advertiserIds + (advertiser << 2), id);
  beginOwnTable(advertiser);
  placeAdvertiser(hash, id);
  return advertiser;
}

function placeAdvertiser(hash: u64, id: u32): void {
  let slot = (<u32>(hash >> 24)) & advertiserMask;
  while (load<u32>(advertiserTable + (slot << 3), 4) != 0) slot = (slot + 1) & advertiserMask;
  store<u32>(advertiserTable + (slot << 3), <u32>hash);
  store<u32>(advertiserTable + (slot << 3), id, 4);
}

/** The word that represents a product id: its bytes if they fit (no id has a NUL), else its hash. */
export function productKey(address: u32, length: u32): u64 {
  if (length > WORD_BYTES) return hashId(address, length);
  return length == WORD_BYTES ? load<u64>(address) : lowBytes(load<u64>(address), length);
}

/** The advertiser of a product. */
export function advertiserOf(product: u32): u32 {
  return load<u32>(products + (product << PRODUCT_BYTES_LOG2));
}

/** Keeps the id of an advertiser's product; the numbers of products are counted from 0. */
export function addProductId(advertiser: u32, address: u32, length: u32): u32 {
  const product = productCount++;
  const record = products + (product << PRODUCT_BYTES_LOG2);
  store<u32>(record, advertiser);
  store<u32>(record, storeId(address, length, product), 4);
  return product;
}

/** The address of a product's id. */
export function idOf(product: u32): u32 {
  return load<u32>(products + (product << PRODUCT_BYTES_LOG2), 4);
}

/** The directories of the day whose text is at an address, which is added if it is not in the table yet. */
export function directoriesAt(address: u32): u32 {
  const head = load<u64>(address);
  const tail = <u32>load<u16>(address, 8);
  const day = findDay(head, tail);
  return directoriesOf(day == NOT_FOUND ? addDay(head, tail) : day);
}

/** The number of a day, by the ten bytes of its text. */
export function findDay(head: u64, tail: u32): u32 {
  let slot = daySlot(head, tail);
  while (true) {
    const found = load<u32>(dayTable + (slot << 2));
    if (found == 0) return NOT_FOUND;
    const record = days + ((found - 1) << 4);
    if (load<u64>(record) == head && load<u16>(record, 8) == tail) return found - 1;
    slot = (slot + 1) & (DAY_SLOTS - 1);
  }
}

/** Gives a day that is not in the table yet its number. */
export function addDay(head: u64, tail: u32): u32 {
  let slot = daySlot(head, tail);
  while (load<u32>(dayTable + (slot << 2)) != 0) slot = (slot + 1) & (DAY_SLOTS - 1);
  const day = dayCount++;
  store<u32>(dayTable + (slot << 2), day + 1);
  const record = days + (day << 4);
  store<u64>(record, head);
  store<u32>(record, tail, 8);
  store<u32>(record, makeDay(), 12);
  return day;
}

/** The directories of a day, by its number. */
export function directoriesOf(day: u32): u32 {
  return load<u32>(days + (day << 4), 12);
}

function daySlot(head: u64, tail: u32): u32 {
  return (<u32>(mix(head, <u64>tail) >> 24)) & (DAY_SLOTS - 1);
}
