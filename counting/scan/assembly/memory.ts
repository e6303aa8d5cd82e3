/** Where the module's tables lie in its linear memory; everything is reserved once and used again for each table of counts. */

/** Most pages in one table of counts: its rows must fit into memory when they are laid out. */
export const MAX_PAGES: u32 = 1 << 16;

/** Bytes past the end of the input that may be loaded as part of a block. */
export const SLACK_BYTES: u32 = 64;

/** Cells (one for each product) in a page of counts. */
export const PAGE_CELLS_LOG2: u32 = 8;
/** Pages in a chunk. */
export const CHUNK_PAGES_LOG2: u32 = 6;

/** Most products (pairs of advertiser and product) in one table of counts. */
export const MAX_PRODUCTS: u32 = 1 << 19;
/** Chunks in a directory: enough for all products. */
export const DAY_CHUNKS: u32 = MAX_PRODUCTS >> (PAGE_CELLS_LOG2 + CHUNK_PAGES_LOG2);
/** Most advertisers in one table of counts. */
export const MAX_ADVERTISERS: u32 = 1 << 17;
/** Most days in one table of counts. */
export const MAX_DAYS: u32 = 1 << 15;

/** Most counters of a log. */
export const MAX_COUNTERS: u32 = 3;

/** log2 of the bytes of a product's record. */
export const PRODUCT_BYTES_LOG2: u32 = 3;
/** log2 of the bytes that tell where an advertiser's table of products is, and of an entry there. */
export const OWN_TABLE_BYTES_LOG2: u32 = 4;
export const ENTRY_BYTES_LOG2: u32 = 4;

/** log2 of the bytes of the amounts of one record: a word for each counter, and one more. */
export const AMOUNTS_BYTES_LOG2: u32 = 5;

/** Records that are counted together: enough to fetch for one another, and few enough to stay in the nearest cache. */
export const BATCH_RECORDS: u32 = 128;
export const BATCH_ENTRY_BYTES: u32 = 64;

/** Arena bytes that one record may need at most: two ids, a day's directories, and by counter a chunk and a page both of cells and of carries. */
export const RECORD_RESERVE_BYTES: u32 = 10 * 1024;

/** Fields of a record whose place is told apart, then the constants that a description has instead of fields. */
export const MAX_FIELDS: u32 = 256;
export const MAX_CONSTANTS: u32 = 8;
/** Bytes between constants: each has fewer, with at least 8 behind it that may be read along. */
export const CONSTANT_BYTES: u32 = 160;

/** Keys of days that are known at a time. */
export const MAX_DAY_KEYS: u32 = 1 << 16;
export const DAY_KEY_SLOTS: u32 = MAX_DAY_KEYS * 2;
/** The bytes of a key, and of a key with what is known of it. */
export const DAY_KEY_BYTES: u32 = 32;
export const DAY_KEY_ENTRY_BYTES: u32 = 40;

/** Slots for the values of a type, twice as many as there may be, and the bytes of all of them. */
export const WORD_SLOTS: u32 = 256;
export const WORDS_BYTES: u32 = 1 << 14;
/** Records whose type is ignored, between the first and the last of a batch. */
export const MAX_IGNORED: u32 = 1 << 10;

/** Most templates of records, and the bytes of all of them; see `template.ts`. */
export const MAX_TEMPLATES: u32 = 64;
export const TEMPLATE_BYTES: u32 = 1 << 16;
/** Bytes of where the values of a record are, see `described.ts`. */
export const PLACES_BYTES: u32 = 32;

/** Rows that come as numbers at a time, and the longest lists of what the numbers stand for; see `coded.ts`. */
export const MAX_CODED_ROWS: u32 = 1 << 13;
export const MAX_CODED_IDS: u32 = 1 << 18;
export const MAX_CODED_DAYS: u32 = 1 << 15;
/** The bytes of an id of a list, of a day, and of all texts of a list, behind which there are some that may be read along. */
export const CODED_ID_BYTES: u32 = 16;
export const CODED_DAY_BYTES: u32 = 16;
export const CODED_TEXT_BYTES: u32 = 4 << 20;
export const CODED_SLACK_BYTES: u32 = 64;

/** Rows that are read at a time: few enough to stay in the nearer caches on their way. */
export const MAX_ROWS: u32 = 1 << 12;

export let input: u32 = 0;
export let roles: u32 = 0;
/** Entries of the batch, see `batch.ts`. */
export let batch: u32 = 0;
/** Open-addressed: hash (u32), address of the id (u32). */
export let advertiserTable: u32 = 0;
/** By advertiser: address of its id; in front of that are two words, the id's length and the advertiser's number. */
export let advertiserIds: u32 = 0;
/** By advertiser: address and mask of the open-addressed table of its products, and how many there are; see `own-products.ts`. */
export let ownTables: u32 = 0;
/** An entry of no product; and by log2 of their bytes, tables that are not used any more. */
export let noProducts: u32 = 0;
export let unusedTables: u32 = 0;
/** By product: advertiser, address of its id, in the layout of advertiser ids (u32). */
export let products: u32 = 0;
/** Open-addressed: day + 1 (u32). */
export let dayTable: u32 = 0;
/** By day: the ten bytes of its text, then the address of its directories (u32). */
export let days: u32 = 0;
/** Addresses of the ids of advertisers and of products in order, the numbers of the latter, and room to put them in order; see `order.ts`. */
export let advertiserOrder: u32 = 0;
export let productOrder: u32 = 0;
export let productNumbers: u32 = 0;
export let orderSpace: u32 = 0;
/** By position of an advertiser in that order, and by its number: the position of its first product, and of its next one. */
export let firstProducts: u32 = 0;
export let nextProducts: u32 = 0;
/** By product: its position in that order, once all are in order. */
export let positions: u32 = 0;
/** Of the day that is read: by counter and position the cells, and by position whether any events are carried over. */
export let cellsInOrder: u32 = 0;
export let carried: u32 = 0;
/** Room for what is copied out before any day is read, a word for each product: both of these. */
export let copySpace: u32 = 0;
/** Columns of rows that are read at a time, see `rows.ts`: the positions of their products, then each counter. */
export let rows: u32 = 0;
/** Of a record that is described: start and length of each field, then of each constant (u32). */
export let spans: u32 = 0;
/** By record of the batch: what it adds to each counter (u64). */
export let amounts: u32 = 0;
export let constants: u32 = 0;
/** The key of the day that was missing; see `day-keys.ts` for these three. */
export let dayKey: u32 = 0;
export let dayKeySlots: u32 = 0;
export let dayKeys: u32 = 0;
/** Values of a type, see `type-words.ts`: their addresses by slot (u32), and the values. */
export let wordSlots: u32 = 0;
export let words: u32 = 0;
/** By ignored record of the batch the number of its value (u8), and by value how many were ignored (u32). */
export let ignoredWords: u32 = 0;
export let ignoredCounts: u32 = 0;
/** Where the values of a record are: of all records, then of those of each template. */
export let places: u32 = 0;
/** The parts of templates; see `template.ts`. */
export let templates: u32 = 0;
/** By column and row of numbers: the number (u32); then by counter and row the amount (f64). */
export let codedRows: u32 = 0;
export let codedAmounts: u32 = 0;
/** By list: ids, and their texts. While a list is made: where each of its texts begins, and where it ends (u32). */
export let codedIds: u32 = 0;
export let codedTexts: u32 = 0;
export let codedStarts: u32 = 0;
export let codedEnds: u32 = 0;
/** By number of an advertiser of the list: its number in the table and 1, or 0 (u32). */
export let codedAdvertisers: u32 = 0;
/** By number of a day: its text, and the address of its directories or 0 (u32). */
export let codedDays: u32 = 0;
export let codedDayDirectories: u32 = 0;
export let arena: u32 = 0;
export let arenaTop: u32 = 0;
export let arenaEnd: u32 = 0;
/** Pages in the arena. */
let pages: u32 = 0;

/** Table slots are twice the entries, a load of one half at most. */
export const ADVERTISER_SLOTS: u32 = MAX_ADVERTISERS * 2;
export const DAY_SLOTS: u32 = MAX_DAYS * 2;

/** Bytes of a line of the cache. */
const LINE_BYTES: u32 = 64;

/** Where the next region begins. */
let top: u32 = 0;

/** Sets `bytes` apart; regions begin at a line of the cache. */
function region(bytes: u32): u32 {
  const address = top;
  top += (bytes + 63) & ~63;
  return address;
}

/** Reserves all regions for `inputBytes` of input and `arenaBytes` of ids and counts. */
export function reserve(inputBytes: u32, arenaBytes: u32): void {
  top = <u32>((__heap_base + 63) & ~63);
  input = region(inputBytes + SLACK_BYTES);
  roles = region(MAX_FIELDS);
  batch = region(BATCH_RECORDS * BATCH_ENTRY_BYTES);
  advertiserTable = region(ADVERTISER_SLOTS * 8);
  advertiserIds = region(MAX_ADVERTISERS * 4);
  ownTables = region(MAX_ADVERTISERS << OWN_TABLE_BYTES_LOG2);
  noProducts = region(1 << ENTRY_BYTES_LOG2);
  unusedTables = region(32 * 4);
  products = region(MAX_PRODUCTS << PRODUCT_BYTES_LOG2);
  dayTable = region(DAY_SLOTS * 4);
  days = region(MAX_DAYS * 16);
  advertiserOrder = region(MAX_ADVERTISERS * 4);
  productOrder = region(MAX_PRODUCTS * 4);
  productNumbers = region(MAX_PRODUCTS * 4);
  orderSpace = region(MAX_PRODUCTS * 4);
  firstProducts = region(MAX_ADVERTISERS * 4);
  nextProducts = region(MAX_ADVERTISERS * 4);
  positions = orderSpace;
  cellsInOrder = region(MAX_COUNTERS * MAX_PRODUCTS);
  carried = region(MAX_PRODUCTS);
  copySpace = cellsInOrder;
  rows = region((1 + MAX_COUNTERS) * MAX_ROWS * 4);
  spans = region((MAX_FIELDS + MAX_CONSTANTS) * 8);
  amounts = region(BATCH_RECORDS << AMOUNTS_BYTES_LOG2);
  constants = region(MAX_CONSTANTS * CONSTANT_BYTES);
  dayKey = region(DAY_KEY_BYTES);
  dayKeySlots = region(DAY_KEY_SLOTS * 4);
  dayKeys = region(MAX_DAY_KEYS * DAY_KEY_ENTRY_BYTES);
  wordSlots = region(WORD_SLOTS * 4);
  words = region(WORDS_BYTES);
  ignoredWords = region(MAX_IGNORED);
  ignoredCounts = region(WORD_SLOTS * 4);
  places = region((1 + MAX_TEMPLATES) * PLACES_BYTES);
  templates = region(TEMPLATE_BYTES);
  codedRows = region(4 * MAX_CODED_ROWS * 4);
  codedAmounts = region(MAX_COUNTERS * MAX_CODED_ROWS * 8);
  codedIds = region(2 * MAX_CODED_IDS * CODED_ID_BYTES);
  codedTexts = region(2 * (CODED_TEXT_BYTES + CODED_SLACK_BYTES));
  codedStarts = region(MAX_CODED_IDS * 4);
  codedEnds = region(MAX_CODED_IDS * 4);
  codedAdvertisers = region(MAX_CODED_IDS * 4);
  codedDays = region(MAX_CODED_DAYS * CODED_DAY_BYTES);
  codedDayDirectories = region(MAX_CODED_DAYS * 4);
  arena = region(arenaBytes);
  arenaTop = arena;
  arenaEnd = arena + arenaBytes;
  const missing = <i32>((<u64>arenaEnd + 0xffff) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) abort();
}

/** Takes `bytes` zeroed bytes (a multiple of 8) from the arena. */
export function take(bytes: u32): u32 {
  const address = arenaTop;
  arenaTop += bytes;
  memory.fill(address, 0, bytes);
  return address;
}

/** Takes zeroed bytes that begin at a line of the cache. */
export function takeLines(bytes: u32): u32 {
  arenaTop = (arenaTop + LINE_BYTES - 1) & ~(LINE_BYTES - 1);
  return take(bytes);
}

/** Tells whether the arena can hold so many bytes, besides what one more record may need. */
export function hasRoomFor(bytes: u32): bool {
  return arenaTop + bytes + LINE_BYTES + RECORD_RESERVE_BYTES <= arenaEnd;
}

/** Takes a page of counts from the arena. */
export function takePage(bytes: u32): u32 {
  pages++;
  return take(bytes);
}

export function clearArena(): void {
  arenaTop = arena;
  pages = 0;
}

/** Tells whether the arena can hold what one more record may need. */
export function hasRoom(): bool {
  return arenaTop + RECORD_RESERVE_BYTES <= arenaEnd && pages < MAX_PAGES;
}
