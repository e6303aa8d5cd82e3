/**
 * Records that are read but not counted yet. Each step goes over all of them in a loop whose rounds do not wait for one
 * another: in a table larger than the caches, the processor then fetches what many records need at a time.
 */
import { addTo, findCell, isFull, makeCell } from './cells';
import { addAdvertiser, findAdvertiser, hasFreeEntries, isPlainId, NOT_FOUND } from './interning';
import { batch, hasRoom } from './memory';
import { addProduct, findProduct, firstEntry, productInEntry } from './own-products';
import { hasRoomForProduct } from './own-tables';

/** Why a scan stopped: at the end, in front of a record for the other path, or in front of one for which there is no room. */
export const AT_END: u32 = 0;
export const AT_UNUSUAL: u32 = 1;
export const AT_FULL: u32 = 2;
/** In front of a record whose day has a key that is not known. */
export const AT_DAY: u32 = 3;
/** In front of a record that is like no template. */
export const AT_SHAPE: u32 = 4;

/** Why `countBatch` left records. */
export let batchStop: u32 = AT_END;

/** A record: what was read, then what the steps find out. It takes `BATCH_ENTRY_BYTES`. */
@unmanaged
export class Entry {
  advertiserHash: u64;
  productKey: u64;
  advertiserStart: u32;
  advertiserLength: u32;
  productStart: u32;
  productLength: u32;
  /** The address of the cells of its day and counter. */
  directory: u32;
  start: u32;
  /** Line ends in front of it. */
  lines: u32;
  advertiser: u32;
  /** The address of the first entry in which its product may be. */
  first: u32;
  product: u32;
  /** Address of its cell, or 0. */
  cell: u32;
  /** Ignored records of the batch in front of it; only in a log that is described. */
  ignored: u32;
}

export function entryAt(index: u32): Entry {
  return changetype<Entry>(batch + index * offsetof<Entry>());
}

export function next(entry: Entry): Entry {
  return changetype<Entry>(changetype<u32>(entry) + offsetof<Entry>());
}

/** Counts the first `records` records up to one that cannot be, for a reason that is then in `batchStop`; returns how many. */
export function countBatch(records: u32): u32 {
  const end = entryAt(records);
  findAdvertisers(end);
  lookUp(end);
  return countFound(end);
}

/** As `countBatch`, of records whose products and cells have been looked for. */
export function countFound(end: Entry): u32 {
  let counted: u32 = 0;
  for (let entry = entryAt(0); entry != end; entry = next(entry)) {
    // Ids and pages are added only here, in record order, so nothing is added for records after the stop.
    if (entry.cell == 0) {
      batchStop = addCell(entry);
      if (batchStop != AT_END) break;
    }
    if (isFull(entry.cell) && !hasRoom()) {
      batchStop = AT_FULL;
      break;
    }
    addTo(entry.cell, entry.directory, entry.product);
    counted++;
  }
  return counted;
}

/** Finds the product and the cell of each record whose advertiser has been looked for, as far as they are there. */
export function lookUp(end: Entry): void {
  findFirstEntries(end);
  guessProducts(end);
  findCells(end);
}

/** Finds the advertiser of each record, as far as it is there. */
export function findAdvertisers(end: Entry): void {
  for (let entry = entryAt(0); entry != end; entry = next(entry)) {
    entry.advertiser = findAdvertiser(entry.advertiserHash, entry.advertiserStart, entry.advertiserLength);
  }
}

function findFirstEntries(end: Entry): void {
  for (let entry = entryAt(0); entry != end; entry = next(entry)) {
    entry.first = firstEntry(entry.advertiser, entry.productKey);
  }
}

/** Most products are in their first entry: this step has no branch that waits for memory. */
function guessProducts(end: Entry): void {
  for (let entry = entryAt(0); entry != end; entry = next(entry)) {
    entry.product = productInEntry(entry.first, entry.productKey, entry.productLength);
  }
}

function findCells(end: Entry): void {
  for (let entry = entryAt(0); entry != end; entry = next(entry)) {
    let product = entry.product;
    if (product == NOT_FOUND) {
      product = findProduct(entry.advertiser, entry.productKey, entry.productStart, entry.productLength);
    }
    entry.product = product;
    entry.cell = product == NOT_FOUND ? 0 : findCell(entry.directory, product);
  }
}

/** Makes the cell of a record that needs something new, and what leads there; `AT_END`, or why it cannot. */
function addCell(entry: Entry): u32 {
  const stop = addProductOf(entry);
  if (stop == AT_END) entry.cell = makeCell(entry.directory, entry.product);
  return stop;
}

/** Finds or adds the product of a record, where there is room for all that one record may need; `AT_END`, or why it cannot. */
export function addProductOf(entry: Entry): u32 {
  if (!hasRoom() || !hasFreeEntries()) return AT_FULL;
  // An earlier record of the batch may have added them.
  let advertiser = entry.advertiser;
  if (advertiser == NOT_FOUND) {
    advertiser = findAdvertiser(entry.advertiserHash, entry.advertiserStart, entry.advertiserLength);
  }
  if (advertiser == NOT_FOUND) {
    if (!isPlainId(entry.advertiserStart, entry.advertiserLength)) return AT_UNUSUAL;
    advertiser = addAdvertiser(entry.advertiserHash, entry.advertiserStart, entry.advertiserLength);
  }
  let product = findProduct(advertiser, entry.productKey, entry.productStart, entry.productLength);
  if (product == NOT_FOUND) {
    if (!isPlainId(entry.productStart, entry.productLength)) return AT_UNUSUAL;
    if (!hasRoomForProduct(advertiser)) return AT_FULL;
    product = addProduct(advertiser, entry.productKey, entry.productStart, entry.productLength);
  }
  entry.product = product;
  return AT_END;
}

/** Whether the ids of a record are in the tables, or would be taken. */
export function hasPlainIds(entry: Entry): bool {
  if (entry.product != NOT_FOUND) return true;
  const isKnown = entry.advertiser != NOT_FOUND || isPlainId(entry.advertiserStart, entry.advertiserLength);
  return isKnown && isPlainId(entry.productStart, entry.productLength);
}
