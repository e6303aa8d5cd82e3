/** Memory for the tables of products, one for each advertiser; a table that has become too small is used by others. */
import {
  ENTRY_BYTES_LOG2,
  hasRoomFor,
  noProducts,
  ownTables,
  OWN_TABLE_BYTES_LOG2,
  takeLines,
  unusedTables,
} from './memory';

/** Entries of the smallest table: a line of the cache. */
const FIRST_ENTRIES: u32 = 4;

/** Forgets all tables. */
export function clearOwnTables(): void {
  memory.fill(unusedTables, 0, 32 * 4);
}

/** Begins an advertiser without products. */
export function beginOwnTable(advertiser: u32): void {
  const own = ownTableOf(advertiser);
  store<u32>(own, noProducts);
  store<u32>(own, 0, 4);
  store<u32>(own, 0, 8);
}

/** What is known of an advertiser's table: its address, its mask, the products in it. */
export function ownTableOf(advertiser: u32): u32 {
  return ownTables + (advertiser << OWN_TABLE_BYTES_LOG2);
}

/** Entries of a table that holds one product more: three quarters of a table are filled at most. */
function entriesForOneMore(own: u32): u32 {
  const entries = load<u32>(own, 4) + 1;
  if ((load<u32>(own, 8) + 1) * 4 <= entries * 3) return entries;
  return max(FIRST_ENTRIES, entries * 2);
}

/** Tells whether there is room for one more product of an advertiser. */
export function hasRoomForProduct(advertiser: u32): bool {
  const own = ownTableOf(advertiser);
  const entries = entriesForOneMore(own);
  return entries == load<u32>(own, 4) + 1 || hasRoomFor(entries << ENTRY_BYTES_LOG2);
}

/** Takes a larger table for an advertiser if it needs one; returns the one before, or 0. */
export function growOwnTable(own: u32): u32 {
  const before = load<u32>(own);
  const entries = entriesForOneMore(own);
  if (entries == load<u32>(own, 4) + 1) return 0;
  store<u32>(own, takeTable(entries << ENTRY_BYTES_LOG2));
  store<u32>(own, entries - 1, 4);
  return before;
}

function takeTable(bytes: u32): u32 {
  const list = unusedTables + ((<u32>ctz(bytes)) << 2);
  const table = load<u32>(list);
  if (table == 0) return takeLines(bytes);
  store<u32>(list, load<u32>(table));
  memory.fill(table, 0, bytes);
  return table;
}

/** Leaves a table of so many entries to others. */
export function leaveTable(table: u32, entries: u32): void {
  if (table == noProducts) return;
  const list = unusedTables + ((<u32>ctz(entries << ENTRY_BYTES_LOG2)) << 2);
  store<u32>(table, load<u32>(list));
  store<u32>(list, table);
}
