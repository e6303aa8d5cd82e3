/**
 * Counts by day, counter and product. A cell is one byte, so that a day's cells stay in the nearer caches; what has gone
 * beyond that byte is in a word of 64 bits elsewhere, which few products have.
 */
import { CHUNK_PAGES_LOG2, DAY_CHUNKS, PAGE_CELLS_LOG2, take, takePage } from './memory';

/** Products whose cells lie together. */
export const PAGE_CELLS: u32 = 1 << PAGE_CELLS_LOG2;
const CELL_MASK: u32 = PAGE_CELLS - 1;
const PAGE_MASK: u32 = (1 << CHUNK_PAGES_LOG2) - 1;

const DIRECTORY_BYTES: u32 = DAY_CHUNKS * 4;
/** log2 of the bytes of a carry. */
const CARRY_BYTES_LOG2: u32 = 3;

/** Counters of the log: 1 to `MAX_COUNTERS`. */
export let counters: u32 = 1;

/** Makes cells for `count` counters, while there is no page yet. */
export function setCounters(count: u32): void {
  counters = count;
}

/** Makes the directories of a day: one for the cells of each counter, then one for the carries of each. */
export function makeDay(): u32 {
  return take(2 * counters * DIRECTORY_BYTES);
}

/** Whether a day has any cells of a counter. */
export function hasCells(day: u32, counter: u32): bool {
  const directory = directoryOf(day, counter);
  for (let at: u32 = 0; at < DIRECTORY_BYTES; at += 8) if (load<u64>(directory + at) != 0) return true;
  return false;
}

/** The directory of the cells of one counter. */
export function directoryOf(day: u32, counter: u32): u32 {
  return day + counter * DIRECTORY_BYTES;
}

/** The directory of the carries of the cells of another. */
function carriesOf(directory: u32): u32 {
  return directory + counters * DIRECTORY_BYTES;
}

/** Where a directory has the address of a product's chunk. */
function chunkEntry(directory: u32, product: u32): u32 {
  return directory + ((product >> (PAGE_CELLS_LOG2 + CHUNK_PAGES_LOG2)) << 2);
}

/** Where a chunk has the address of a product's page. */
function pageEntry(chunk: u32, product: u32): u32 {
  return chunk + (((product >> PAGE_CELLS_LOG2) & PAGE_MASK) << 2);
}

/** The page of a product; 0 while it is missing. */
function findPage(directory: u32, product: u32): u32 {
  const chunk = load<u32>(chunkEntry(directory, product));
  return chunk == 0 ? 0 : load<u32>(pageEntry(chunk, product));
}

/** The address of a product's cell; 0 while its page is missing. */
export function findCell(directory: u32, product: u32): u32 {
  const page = findPage(directory, product);
  return page == 0 ? 0 : page + (product & CELL_MASK);
}

/** As `findCell`, but makes the page if it is missing. */
export function makeCell(directory: u32, product: u32): u32 {
  return makePage(directory, product, PAGE_CELLS) + (product & CELL_MASK);
}

/** The page of a product, of so many bytes if it has to be made. */
function makePage(directory: u32, product: u32, bytes: u32): u32 {
  const inDirectory = chunkEntry(directory, product);
  let chunk = load<u32>(inDirectory);
  if (chunk == 0) {
    chunk = take(4 << CHUNK_PAGES_LOG2);
    store<u32>(inDirectory, chunk);
  }
  const inChunk = pageEntry(chunk, product);
  let page = load<u32>(inChunk);
  if (page == 0) {
    page = takePage(bytes);
    store<u32>(inChunk, page);
  }
  return page;
}

/** The page of a product's carries for the cells of a directory; 0 while it is missing. */
export function findCarries(directory: u32, product: u32): u32 {
  return findPage(carriesOf(directory), product);
}

/** The address of a product's carry in a page of carries. */
export function carryAt(page: u32, product: u32): u32 {
  return page + ((product & CELL_MASK) << CARRY_BYTES_LOG2);
}

/** Tells whether one more event in a cell is carried over, for which there must be room. */
export function isFull(cell: u32): bool {
  return load<u8>(cell) == 0xff;
}

/** Adds an event to a cell. */
export function addTo(cell: u32, directory: u32, product: u32): void {
  const sum = <u32>load<u8>(cell) + 1;
  store<u8>(cell, <u8>sum);
  if (sum > 0xff) carry(directory, product, 1);
}

/** Adds so many events to a product, for whose cell and carry there must be room. */
export function addAmount(directory: u32, product: u32, amount: u64): void {
  const cell = makeCell(directory, product);
  const sum = <u64>load<u8>(cell) + amount;
  store<u8>(cell, <u8>sum);
  if (sum > 0xff) carry(directory, product, sum >> 8);
}

function carry(directory: u32, product: u32, carried: u64): void {
  const page = makePage(carriesOf(directory), product, PAGE_CELLS << CARRY_BYTES_LOG2);
  const at = carryAt(page, product);
  store<u64>(at, load<u64>(at) + carried);
}

/** All events of a product, in its cell and carried over. */
export function eventsAt(directory: u32, product: u32): u64 {
  const cell = findCell(directory, product);
  if (cell == 0) return 0;
  const carries = findCarries(directory, product);
  const carried: u64 = carries == 0 ? 0 : load<u64>(carryAt(carries, product));
  return (carried << 8) + load<u8>(cell);
}

/** How many of the first `products` products have any event of any counter on a day. */
export function countFilled(day: u32, products: u32): u32 {
  let filled: u32 = 0;
  for (let product: u32 = 0; product < products; product += 16) filled += popcnt(filledFrom(day, product));
  return filled;
}

/** Of 16 products that share a page: a bit each, the first one's the lowest; set where it has any event on a day. */
function filledFrom(day: u32, first: u32): u32 {
  let any = i8x16.splat(0);
  for (let counter: u32 = 0; counter < counters; counter++) {
    any = v128.or(any, eventsFrom(directoryOf(day, counter), first));
  }
  return 0xffff ^ i8x16.bitmask(i8x16.eq(any, i8x16.splat(0)));
}

/** Of 16 products that share a page: a byte each, which is 0 where the product has no event. */
function eventsFrom(directory: u32, first: u32): v128 {
  const cell = findCell(directory, first);
  if (cell == 0) return i8x16.splat(0);
  const cells = v128.load(cell);
  const carries = findCarries(directory, first);
  if (carries == 0) return cells;
  const from = carryAt(carries, first);
  return v128.or(
    cells,
    i8x16.narrow_i16x8_s(
      i16x8.narrow_i32x4_s(hasAny(from), hasAny(from + 32)),
      i16x8.narrow_i32x4_s(hasAny(from + 64), hasAny(from + 96)),
    ),
  );
}

/** For each of four carries: -1 where it is not 0. */
function hasAny(carries: u32): v128 {
  const two = v128.load(carries);
  const others = v128.load(carries + 16);
  const halves = v128.or(
    v128.shuffle<u32>(two, others, 0, 2, 4, 6),
    v128.shuffle<u32>(two, others, 1, 3, 5, 7),
  );
  return i32x4.ne(halves, i32x4.splat(0));
}
