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
  productTable,
  PRODUCT_BYTES_LOG2,
  PRODUCT_SLOTS,
  take,
} from './memory';

export const NOT_FOUND: u32 = 0xffff_ffff;

/** Sets a product whose id is longer than a word apart from one whose id is that very word. */
const LONG_ID: u32 = 0x8000_0000;
/** The bits of a product's hash in its slot: those above what `MAX_PRODUCTS` needs. */
const TAG_MASK: u32 = 0xfff0_0000;
const WORD_BYTES: u32 = 8;
const ID_MAX_BYTES: u32 = 128;
const FIRST_SLOTS: u32 = 1 << 12;

export let advertiserCount: u32 = 0;
export let productCount: u32 = 0;
export let dayCount: u32 = 0;

/** Slots in use grow with the entries, so that a small table stays in the cache. */
let advertiserMask: u32 = 0;
let productMask: u32 = 0;

export function clearInterned(): void {
  advertiserCount = 0;
  productCount = 0;
  dayCount = 0;
  advertiserMask = FIRST_SLOTS - 1;
  productMask = FIRST_SLOTS - 1;
  memory.fill(advertiserTable, 0, FIRST_SLOTS * 8);
  memory.fill(productTable, 0, FIRST_SLOTS * 4);
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
  return load<u32>(products + (product << PRODUCT_BYTES_LOG2), 8) & ~LONG_ID;
}

function ownerOf(advertiser: u32, length: u32): u32 {
  return length > WORD_BYTES ? advertiser | LONG_ID : advertiser;
}

function productHash(owner: u32, key: u64): u64 {
  return mix(key, <u64>(owner & ~LONG_ID));
}

function slotOf(hash: u64): u32 {
  return (<u32>(hash >> 20)) & productMask;
}

function tagOf(hash: u64): u32 {
  return (<u32>(hash >> 32)) & TAG_MASK;
}

/** What is in the first slot in which a product may be. */
export function firstSlot(advertiser: u32, key: u64): u32 {
  return load<u32>(productTable + (slotOf(productHash(advertiser, key)) << 2));
}

/** The product of a slot's content, if it is this one and its id is no longer than a word, without a branch; or `NOT_FOUND`. */
export function productInSlot(content: u32, advertiser: u32, key: u64, length: u32): u32 {
  // An empty slot gives NOT_FOUND; the load then reads harmlessly before the table.
  const product = (content & ~TAG_MASK) - 1;
  const record = products + (product << PRODUCT_BYTES_LOG2);
  const differs = (load<u64>(record) ^ key) | (<u64>(load<u32>(record, 8) ^ advertiser));
  const isOther = (<u32>(differs != 0)) | (<u32>(length > WORD_BYTES));
  return product | (0 - isOther);
}

/** The number of an advertiser's product; of an advertiser that is not found, none is. */
export function findProduct(advertiser: u32, key: u64, address: u32, length: u32): u32 {
  const owner = ownerOf(advertiser, length);
  const hash = productHash(owner, key);
  const tag = tagOf(hash);
  let slot = slotOf(hash);
  while (true) {
    const content = load<u32>(productTable + (slot << 2));
    if (content == 0) return NOT_FOUND;
    if ((content & TAG_MASK) == tag) {
      const product = (content & ~TAG_MASK) - 1;
      const record = products + (product << PRODUCT_BYTES_LOG2);
      if (load<u64>(record) == key && load<u32>(record, 8) == owner) {
        if (length <= WORD_BYTES || textEquals(load<u32>(record, 12), address, length)) return product;
      }
    }
    slot = (slot + 1) & productMask;
  }
}

/** Gives an advertiser's product that is not in the table yet its number. */
export function addProduct(advertiser: u32, key: u64, address: u32, length: u32): u32 {
  if (productCount * 2 > productMask && productMask + 1 < PRODUCT_SLOTS) {
    productMask = productMask * 2 + 1;
    memory.fill(productTable, 0, (productMask + 1) << 2);
    for (let known: u32 = 0; known < productCount; known++) placeProduct(known);
  }
  const product = productCount++;
  const record = products + (product << PRODUCT_BYTES_LOG2);
  store<u64>(record, key);
  store<u32>(record, ownerOf(advertiser, length), 8);
  store<u32>(record, storeId(address, length, product), 12);
  placeProduct(product);
  return product;
}

function placeProduct(product: u32): void {
  const record = products + (product << PRODUCT_BYTES_LOG2);
  const hash = productHash(load<u32>(record, 8), load<u64>(record));
  let slot = slotOf(hash);
  while (load<u32>(productTable + (slot << 2)) != 0) slot = (slot + 1) & productMask;
  store<u32>(productTable + (slot << 2), tagOf(hash) | (product + 1));
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
