/** The order of ids in all tables of counts: by UTF-16 code unit, like JavaScript's strings. */
import { advertiserCount, advertiserOf, idOf, numberOf, productCount } from './interning';
import {
  advertiserIds,
  advertiserOrder,
  copySpace,
  firstProducts,
  MAX_PRODUCTS,
  nextProducts,
  orderSpace,
  positions,
  productNumbers,
  productOrder,
} from './memory';

export { copySpace } from './memory';

/** Ids that are put in order one by one; longer runs are merged. */
const SHORT_RUN: u32 = 8;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/** Advertisers that have products: those in order. */
export let orderedAdvertisers: u32 = 0;

/** Puts all products in order, by advertiser and then by their own ids, and their advertisers. */
export function putInOrder(): void {
  memory.fill(nextProducts, 0, advertiserCount << 2);
  for (let product: u32 = 0; product < productCount; product++) {
    const count = nextProducts + (advertiserOf(product) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  orderedAdvertisers = 0;
  for (let advertiser: u32 = 0; advertiser < advertiserCount; advertiser++) {
    // All that it had may have been refused.
    if (load<u32>(nextProducts + (advertiser << 2)) == 0) continue;
    const id = load<u32>(advertiserIds + (advertiser << 2));
    store<u32>(advertiserOrder + (orderedAdvertisers++ << 2), id);
  }
  sort(advertiserOrder, orderedAdvertisers);
  let first: u32 = 0;
  for (let position: u32 = 0; position < orderedAdvertisers; position++) {
    const next = nextProducts + (numberOf(load<u32>(advertiserOrder + (position << 2))) << 2);
    const count = load<u32>(next);
    store<u32>(firstProducts + (position << 2), first);
    store<u32>(next, first);
    first += count;
  }
  for (let product: u32 = 0; product < productCount; product++) {
    const next = nextProducts + (advertiserOf(product) << 2);
    const position = load<u32>(next);
    store<u32>(next, position + 1);
    store<u32>(productOrder + (position << 2), idOf(product));
  }
  for (let position: u32 = 0; position < orderedAdvertisers; position++) {
    const start = load<u32>(firstProducts + (position << 2));
    const isLast = position + 1 == orderedAdvertisers;
    const end = isLast ? productCount : load<u32>(firstProducts + ((position + 1) << 2));
    sort(productOrder + (start << 2), end - start);
  }
  for (let position: u32 = 0; position < productCount; position++) {
    const id = load<u32>(productOrder + (position << 2));
    const product = numberOf(id);
    store<u32>(productNumbers + (position << 2), product);
    store<u32>(positions + (product << 2), position);
  }
}

/** Most bytes that an id takes as it is copied: whole words. */
const COPY_BYTES: u32 = 256;

/** Bytes of the ids that the last `copyIds` has copied. */
export let copiedBytes: u32 = 0;

/** Writes to `copySpace` where each of the ids at these addresses ends if they lie one behind the other. Comes after `putInOrder`. */
export function placeIds(ids: u32, count: u32): void {
  let end: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    end += load<u32>(load<u32>(ids + (i << 2)) - 8);
    store<u32>(copySpace + (i << 2), end);
  }
}

/** Copies ids to `copySpace`, one behind the other, from the one at `from` on as long as there is room; returns the next one. */
export function copyIds(ids: u32, from: u32, count: u32): u32 {
  const lastStart = copySpace + (MAX_PRODUCTS << 2) - COPY_BYTES;
  let to = copySpace;
  let i = from;
  for (; i < count && to <= lastStart; i++) {
    const id = load<u32>(ids + (i << 2));
    const length = load<u32>(id - 8);
    for (let at: u32 = 0; at < length; at += 8) store<u64>(to + at, load<u64>(id + at));
    to += length;
  }
  copiedBytes = to - copySpace;
  return i;
}

/** Puts addresses of different ids in order. */
function sort(items: u32, count: u32): void {
  for (let start: u32 = 0; start < count; start += SHORT_RUN) {
    sortShortRun(items + (start << 2), items + (min(start + SHORT_RUN, count) << 2));
  }
  let from = items;
  let to = orderSpace;
  for (let run = SHORT_RUN; run < count; run <<= 1) {
    for (let start: u32 = 0; start < count; start += run << 1) {
      mergeRuns(from, to, start, min(start + run, count), min(start + (run << 1), count));
    }
    const merged = to;
    to = from;
    from = merged;
  }
  if (from != items) memory.copy(items, from, count << 2);
}

function sortShortRun(start: u32, end: u32): void {
  for (let next = start + 4; next < end; next += 4) {
    const item = load<u32>(next);
    let at = next;
    while (at > start && isBefore(item, load<u32>(at - 4))) {
      store<u32>(at, load<u32>(at - 4));
      at -= 4;
    }
    store<u32>(at, item);
  }
}

/** Merges the runs from `start` to `middle` and from there to `end`. */
function mergeRuns(from: u32, to: u32, start: u32, middle: u32, end: u32): void {
  let left = start;
  let right = middle;
  for (let place = start; place < end; place++) {
    const takesRight =
      left == middle ||
      (right < end && isBefore(load<u32>(from + (right << 2)), load<u32>(from + (left << 2))));
    const taken = takesRight ? right++ : left++;
    store<u32>(to + (place << 2), load<u32>(from + (taken << 2)));
  }
}

/** Whether one of two different ids, behind which there are bytes that are 0, comes before the other. */
function isBefore(id: u32, other: u32): bool {
  let word = bswap(load<u64>(id));
  let otherWord = bswap(load<u64>(other));
  while (word == otherWord) {
    id += 8;
    other += 8;
    word = bswap(load<u64>(id));
    otherWord = bswap(load<u64>(other));
  }
  if (((word | otherWord) & HIGH_BITS) == 0) return word < otherWord;
  const shift = clz(word ^ otherWord) & ~7;
  return unitOrder((word << shift) >> 56) < unitOrder((otherWord << shift) >> 56);
}

/** Orders the first bytes of characters as their UTF-16 units are: those from U+E000 on come behind the ones that take two units. */
function unitOrder(byte: u64): u64 {
  return byte == 0xee || byte == 0xef ? byte + 8 : byte;
}
