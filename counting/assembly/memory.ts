/** Where the module's tables lie in its linear memory; everything is reserved once and used again for each table of counts. */

/** Bytes past the end of the input that may be loaded as part of a word. */
export const SLACK_BYTES: u32 = 16;

/** Cells (one for each product) in a page of counts. */
export const PAGE_CELLS_LOG2: u32 = 6;
/** Pages in a chunk. */
export const CHUNK_PAGES_LOG2: u32 = 8;

/** Most products (pairs of advertiser and product) in one table of counts. */
export const MAX_PRODUCTS: u32 = 1 << 19;
/** Chunks in a day's directory: enough for all products. */
export const DAY_CHUNKS: u32 = MAX_PRODUCTS >> (PAGE_CELLS_LOG2 + CHUNK_PAGES_LOG2);
/** Most advertisers in one table of counts. */
export const MAX_ADVERTISERS: u32 = 1 << 17;
/** Most days in one table of counts. */
export const MAX_DAYS: u32 = 1 << 15;

/** log2 of the bytes of a product's record. */
export const PRODUCT_BYTES_LOG2: u32 = 4;

/** Records that are counted together: enough to fetch for one another, and few enough to stay in the nearest cache. */
export const BATCH_RECORDS: u32 = 128;
export const BATCH_ENTRY_BYTES: u32 = 64;

/** Arena bytes that one record may need at most: two ids, a day's directory, a chunk and a page. */
export const RECORD_RESERVE_BYTES: u32 = 4096;

export let input: u32 = 0;
export let roles: u32 = 0;
/** Entries of the batch, see `batch.ts`. */
export let batch: u32 = 0;
/** Open-addressed: hash (u32), advertiser + 1 (u32). */
export let advertiserTable: u32 = 0;
/** By advertiser: address of its id, an u32 length and 4 unused bytes in front of it. */
export let advertiserIds: u32 = 0;
/** Open-addressed: product + 1, and above it bits of the hash (u32). */
export let productTable: u32 = 0;
/** By product: key (u64), advertiser and length class (u32), address of its id, laid out as those of advertisers (u32). */
export let products: u32 = 0;
/** Open-addressed: day + 1 (u32). */
export let dayTable: u32 = 0;
/** By day: the ten bytes of its text, then the address of its directory (u32). */
export let days: u32 = 0;
export let arena: u32 = 0;
export let arenaTop: u32 = 0;
export let arenaEnd: u32 = 0;

/** Table slots are twice the entries, a load of one half at most. */
export const ADVERTISER_SLOTS: u32 = MAX_ADVERTISERS * 2;
export const PRODUCT_SLOTS: u32 = MAX_PRODUCTS * 2;
export const DAY_SLOTS: u32 = MAX_DAYS * 2;

/** Reserves all regions for `inputBytes` of input and `arenaBytes` of ids and counts. */
export function reserve(inputBytes: u32, arenaBytes: u32): void {
  let top = <u32>((__heap_base + 63) & ~63);
  input = top;
  top += (inputBytes + SLACK_BYTES + 63) & ~63;
  roles = top;
  top += 256;
  batch = top;
  top += BATCH_RECORDS * BATCH_ENTRY_BYTES;
  advertiserTable = top;
  top += ADVERTISER_SLOTS * 8;
  advertiserIds = top;
  top += MAX_ADVERTISERS * 4;
  productTable = top;
  top += PRODUCT_SLOTS * 4;
  products = top;
  top += MAX_PRODUCTS << PRODUCT_BYTES_LOG2;
  dayTable = top;
  top += DAY_SLOTS * 4;
  days = top;
  top += MAX_DAYS * 16;
  arena = top;
  arenaTop = top;
  arenaEnd = top + arenaBytes;
  const pages = <i32>((<u64>arenaEnd + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) abort();
}

/** Takes `bytes` zeroed bytes (a multiple of 8) from the arena. */
export function take(bytes: u32): u32 {
  const address = arenaTop;
  arenaTop += bytes;
  memory.fill(address, 0, bytes);
  return address;
}

export function clearArena(): void {
  arenaTop = arena;
}

/** Tells whether the arena can hold what one more record may need. */
export function hasRoom(): bool {
  return arenaTop + RECORD_RESERVE_BYTES <= arenaEnd;
}
