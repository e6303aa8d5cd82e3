/**
 * The products of each advertiser in a separate table: key (u64), product + 1 (u32), and whether the id is longer than a
 * word, which sets it apart from one that is that very word (u32). So one line of the cache tells a product.
 */
import { addProductId, idOf, NOT_FOUND, textEquals, WORD_BYTES } from './interning';
import { ENTRY_BYTES_LOG2, noProducts } from './memory';
import { growOwnTable, leaveTable, ownTableOf } from './own-tables';

function entryOf(table: u32, mask: u32, key: u64): u32 {
  return table + (slotOf(key, mask) << ENTRY_BYTES_LOG2);
}

function slotOf(key: u64, mask: u32): u32 {
  return (<u32>((key * 0x9e37_79b9_7f4a_7c15) >> 40)) & mask;
}

/** The address of the first entry in which a product may be. */
export function firstEntry(advertiser: u32, key: u64): u32 {
  if (advertiser == NOT_FOUND) return noProducts;
  const own = ownTableOf(advertiser);
  return entryOf(load<u32>(own), load<u32>(own, 4), key);
}

/** The product of an entry, if it is this one and its id is no longer than a word, without a branch; or `NOT_FOUND`. */
export function productInEntry(entry: u32, key: u64, length: u32): u32 {
  const isOther =
    (<u32>(load<u64>(entry) != key)) | (<u32>(load<u32>(entry, 12) != 0)) | (<u32>(length > WORD_BYTES));
  // An empty entry gives `NOT_FOUND`.
  return (load<u32>(entry, 8) - 1) | (0 - isOther);
}

/** The number of an advertiser's product; of an advertiser that is not found, none is. */
export function findProduct(advertiser: u32, key: u64, address: u32, length: u32): u32 {
  if (advertiser == NOT_FOUND) return NOT_FOUND;
  const own = ownTableOf(advertiser);
  const table = load<u32>(own);
  const mask = load<u32>(own, 4);
  const isLong = <u32>(length > WORD_BYTES);
  let slot = slotOf(key, mask);
  while (true) {
    const entry = table + (slot << ENTRY_BYTES_LOG2);
    const product = load<u32>(entry, 8) - 1;
    if (product == NOT_FOUND) return NOT_FOUND;
    if (load<u64>(entry) == key && load<u32>(entry, 12) == isLong) {
      if (!isLong || textEquals(idOf(product), address, length)) return product;
    }
    slot = (slot + 1) & mask;
  }
}

/** Gives an advertiser's product that is not in its table yet its number; there is room for it. */
export function addProduct(advertiser: u32, key: u64, address: u32, length: u32): u32 {
  const product = addProductId(advertiser, address, length);
  const own = ownTableOf(advertiser);
  const entries = load<u32>(own, 4) + 1;
  const before = growOwnTable(own);
  const table = load<u32>(own);
  const mask = load<u32>(own, 4);
  if (before != 0) {
    for (let slot: u32 = 0; slot < entries; slot++) {
      const entry = before + (slot << ENTRY_BYTES_LOG2);
      const number = load<u32>(entry, 8);
      if (number != 0) place(table, mask, load<u64>(entry), number, load<u32>(entry, 12));
    }
    leaveTable(before, entries);
  }
  place(table, mask, key, product + 1, <u32>(length > WORD_BYTES));
  store<u32>(own, load<u32>(own, 8) + 1, 8);
  return product;
}

function place(table: u32, mask: u32, key: u64, number: u32, isLong: u32): void {
  let slot = slotOf(key, mask);
  while (load<u32>(table + (slot << ENTRY_BYTES_LOG2), 8) != 0) slot = (slot + 1) & mask;
  const entry = table + (slot << ENTRY_BYTES_LOG2);
  store<u64>(entry, key);
  store<u32>(entry, number, 8);
  store<u32>(entry, isLong, 12);
}
