import { LOG_COUNTERS } from '../domain/logs';
import type { EventLogName } from '../domain/logs';
import type { CountRows } from './count-rows';
import { inOrder } from './row-merger';
import type { ScannerModule } from './scanner-module';

/** As in `counting/assembly/memory.ts`: cells in a page, pages in a chunk. */
const PAGE_CELLS = 64;
const CHUNK_PAGES = 256;
/** Bytes of a day's record: the ten of its text, then the address of its directory. */
const DAY_BYTES = 16;
const DAY_DIRECTORY_WORD = 3;
/** Words of a product's record: its key in two, then its advertiser, with a bit of another meaning on top, and the address of its id. */
const PRODUCT_WORDS = 4;
const PRODUCT_ADVERTISER_WORD = 2;
const PRODUCT_ID_WORD = 3;
const ADVERTISER_MASK = 0x7fff_ffff;

/** The counts in a scanner's memory, products in order: by advertiser's id, then by their own. */
export interface CountTable {
  /** By product: its advertiser's id, one object for each advertiser, and its own, as UTF-8. */
  readonly advertiserIds: Uint8Array[];
  readonly productIds: Uint8Array[];
  readonly rows: CountRows;
  /** The sum of all counters. */
  readonly events: number;
}

/** Reads the table of a scanner; ids point into its memory. */
export function readTable(module: ScannerModule, log: EventLogName): CountTable {
  const { wasm, words } = module;
  const counters = LOG_COUNTERS[log].length;
  const products = wasm.productCount.value;
  const days = daysInOrder(module);
  const { positions, ...ids } = readIds(module, products);
  const filled = countCells(module, days, products, counters);
  const rows = {
    day: new Int32Array(filled),
    product: new Int32Array(filled),
    counters: Array.from({ length: counters }, () => new Int32Array(filled)),
  };
  /** Of one day, by position. */
  const counts = rows.counters.map(() => new Int32Array(products));
  const seen = new Uint8Array(products);
  const touched = new Int32Array(products);
  let events = 0;
  let row = 0;
  for (const { day, directory } of days) {
    let found = 0;
    eachPage(words, directory, products, (page, firstProduct) => {
      const end = page + PAGE_CELLS * counters;
      for (let at = page, product = firstProduct; at < end; at += counters, product++) {
        if (words[at] === 0 && (counters === 1 || words[at + 1] === 0)) continue;
        const position = positions[product] ?? 0;
        seen[position] = 1;
        touched[found++] = position;
        counts.forEach((column, c) => (column[position] = words[at + c] ?? 0));
      }
    });
    const ordered = inOrder(touched.subarray(0, found), seen);
    rows.day.fill(day, row, row + found);
    rows.product.set(ordered, row);
    counts.forEach((column, c) => {
      const counter = rows.counters[c] ?? column;
      for (let i = 0; i < found; i++) {
        const count = column[ordered[i] ?? 0] ?? 0;
        counter[row + i] = count;
        events += count;
      }
    });
    for (const position of ordered) seen[position] = 0;
    row += found;
  }
  return { ...ids, rows, events };
}

function countCells(
  { words }: ScannerModule,
  days: readonly Day[],
  products: number,
  counters: number,
): number {
  let filled = 0;
  for (const { directory } of days) {
    eachPage(words, directory, products, (page) => {
      const end = page + PAGE_CELLS * counters;
      for (let at = page; at < end; at += counters) {
        if (words[at] !== 0 || (counters === 2 && words[at + 1] !== 0)) filled++;
      }
    });
  }
  return filled;
}

interface Day {
  /** Since 1970-01-01. */
  readonly day: number;
  /** Index of its directory's first word. */
  readonly directory: number;
}

function daysInOrder({ wasm, bytes, words }: ScannerModule): Day[] {
  const days = Array.from({ length: wasm.dayCount.value }, (_, i) => {
    const at = wasm.days.value + i * DAY_BYTES;
    const directory = (words[at / 4 + DAY_DIRECTORY_WORD] ?? 0) / 4;
    return { day: Date.parse(bytes.toString('latin1', at, at + 10)) / 86_400_000, directory };
  });
  return days.sort((a, b) => a.day - b.day);
}

/** Calls `visit` with the index of each page's first word, and the product of its first cell, in the order of products. */
function eachPage(
  words: Uint32Array,
  directory: number,
  products: number,
  visit: (page: number, firstProduct: number) => void,
): void {
  for (let first = 0; first < products; first += CHUNK_PAGES * PAGE_CELLS) {
    const chunk = (words[directory + first / (CHUNK_PAGES * PAGE_CELLS)] ?? 0) / 4;
    if (chunk === 0) continue;
    for (let page = 0; page < CHUNK_PAGES; page++) {
      const address = words[chunk + page] ?? 0;
      if (address !== 0) visit(address / 4, first + page * PAGE_CELLS);
    }
  }
}

/** The ids in order, and by product, as the scanner numbers it, its position in that order. */
function readIds(
  { wasm, bytes, words }: ScannerModule,
  products: number,
): Pick<CountTable, 'advertiserIds' | 'productIds'> & { positions: Int32Array } {
  // An id has its length 8 bytes in front of it.
  const idAt = (address: number) => bytes.subarray(address, address + (words[address / 4 - 2] ?? 0));
  const wordOf = (product: number, word: number) =>
    words[wasm.products.value / 4 + product * PRODUCT_WORDS + word] ?? 0;
  const advertisers = sortedIds(wasm.advertiserCount.value, (i) =>
    idAt(words[wasm.advertiserIds.value / 4 + i] ?? 0),
  );
  const productsOf = advertisers.map((): number[] => []);
  for (let product = 0; product < products; product++) {
    productsOf[wordOf(product, PRODUCT_ADVERTISER_WORD) & ADVERTISER_MASK]?.push(product);
  }
  const positions = new Int32Array(products);
  const advertiserIds: Uint8Array[] = [];
  const productIds: Uint8Array[] = [];
  for (const { i: advertiser, id: advertiserId } of advertisers) {
    const own = productsOf[advertiser] ?? [];
    for (const { i, id } of sortedIds(own.length, (i) => idAt(wordOf(own[i] ?? 0, PRODUCT_ID_WORD)))) {
      positions[own[i] ?? 0] = productIds.length;
      advertiserIds.push(advertiserId);
      productIds.push(id);
    }
  }
  return { advertiserIds, productIds, positions };
}

interface SortedId {
  /** Its place before it was sorted. */
  readonly i: number;
  readonly id: Buffer;
}

/** Ids in the order of their UTF-16 units, as everywhere in counts. */
function sortedIds(length: number, idAt: (i: number) => Buffer): SortedId[] {
  const ids = Array.from({ length }, (_, i) => {
    const id = idAt(i);
    return { i, id, text: id.toString() };
  });
  return ids.sort((a, b) => (a.text < b.text ? -1 : 1));
}
