import { LOG_COUNTERS } from '../domain/logs';
import type { EventLogName } from '../domain/logs';
import { sumOfAll } from './count-rows';
import type { CountRows } from './count-rows';
import type { FlatProducts } from './flat-products';
import type { ScannerModule } from './scanner-module';

/** As in `counting/assembly/memory.ts`: log2 of the cells in a page, and of the pages in a chunk. */
const PAGE_CELLS_LOG2 = 6;
const CELL_MASK = (1 << PAGE_CELLS_LOG2) - 1;
const CHUNK_PAGES_LOG2 = 8;
const PAGE_MASK = (1 << CHUNK_PAGES_LOG2) - 1;
/** Bytes of a day's record: the ten of its text, then the address of its directory. */
const DAY_BYTES = 16;
const DAY_DIRECTORY_WORD = 3;
/** A product's record: its key in 8 bytes, then its advertiser, with a bit of another meaning on top, and the address of its id. */
const PRODUCT_BYTES = 16;
const PRODUCT_ADVERTISER_OFFSET = 8;
const PRODUCT_ID_OFFSET = 12;
const ADVERTISER_MASK = 0x7fff_ffff;

/** The counts in a scanner's memory, products in order: by advertiser's id, then by their own. */
export interface CountTable {
  readonly products: FlatProducts;
  readonly rows: CountRows;
  /** The sum of all counters. */
  readonly events: number;
}

/** Reads the table of a scanner. */
export function readTable(module: ScannerModule, log: EventLogName): CountTable {
  const { wasm } = module;
  const counters = LOG_COUNTERS[log].length;
  const days = daysInOrder(module);
  const { products, order } = readProducts(module);
  const cells = days.map(({ directory }) => pagesOf(module, directory, wasm.productCount.value));
  const filled = cells.reduce((sum, pages) => sum + countCells(module, pages, counters), 0);
  const rows = {
    day: new Int32Array(filled),
    product: new Int32Array(filled),
    counters: Array.from({ length: counters }, () => new Int32Array(filled)),
  };
  let row = 0;
  days.forEach(({ day }, i) => {
    const start = row;
    row = readDay(module, cells[i] ?? new Int32Array(), order, rows, start);
    rows.day.fill(day, start, row);
  });
  return { products, rows, events: sumOfAll(rows.counters) };
}

/** Appends the cells of one day that are not empty, in the order of products; returns the number of rows then. */
function readDay(
  { words }: ScannerModule,
  pages: Int32Array,
  order: Int32Array,
  { product, counters: [first = new Int32Array(), second] }: Omit<CountRows, 'day'>,
  start: number,
): number {
  const cellWords = second === undefined ? 1 : 2;
  let row = start;
  for (let position = 0; position < order.length; position++) {
    const number = order[position] ?? 0;
    const page = pages[number >> PAGE_CELLS_LOG2] ?? 0;
    if (page === 0) continue;
    const cell = page + (number & CELL_MASK) * cellWords;
    const count = words[cell] ?? 0;
    const other = second === undefined ? 0 : (words[cell + 1] ?? 0);
    if ((count | other) === 0) continue;
    product[row] = position;
    first[row] = count;
    if (second !== undefined) second[row] = other;
    row++;
  }
  return row;
}

function countCells({ words }: ScannerModule, pages: Int32Array, counters: number): number {
  let filled = 0;
  for (const page of pages) {
    if (page === 0) continue;
    const end = page + (1 << PAGE_CELLS_LOG2) * counters;
    for (let at = page; at < end; at += counters) {
      if (words[at] !== 0 || (counters === 2 && words[at + 1] !== 0)) filled++;
    }
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

/** By 64 products, as the scanner numbers them: index of their page's first word on one day; 0 where there is none. */
function pagesOf({ words }: ScannerModule, directory: number, products: number): Int32Array {
  const pages = new Int32Array(Math.ceil(products / (1 << PAGE_CELLS_LOG2)));
  for (let page = 0; page < pages.length; page++) {
    const chunk = (words[directory + (page >> CHUNK_PAGES_LOG2)] ?? 0) / 4;
    if (chunk !== 0) pages[page] = (words[chunk + (page & PAGE_MASK)] ?? 0) / 4;
  }
  return pages;
}

/** The products in order, and by position in that order the product, as the scanner numbers it. */
function readProducts(module: ScannerModule): { products: FlatProducts; order: Int32Array } {
  const { wasm, bytes } = module;
  const advertisers = readIds(module);
  const productEnds = new Int32Array(wasm.productCount.value);
  const order = new Int32Array(productEnds.length);
  const firstProducts = new Int32Array(advertisers.length);
  const all = advertisers.flatMap(({ products }) => products);
  const flat = new Uint8Array(lengthOf(advertisers) + lengthOf(all));
  let filled = 0;
  const put = ({ start, end }: NumberedId): number => {
    for (let at = start; at < end; at++) flat[filled++] = bytes[at] ?? 0;
    return filled;
  };
  const advertiserEnds = Int32Array.from(advertisers, put);
  all.forEach((product, position) => {
    order[position] = product.number;
    productEnds[position] = put(product);
  });
  let first = 0;
  advertisers.forEach(({ products }, i) => {
    firstProducts[i] = first;
    first += products.length;
  });
  return { products: { bytes: flat, advertiserEnds, productEnds, firstProducts }, order };
}

function lengthOf(ids: readonly NumberedId[]): number {
  return ids.reduce((sum, { start, end }) => sum + end - start, 0);
}

interface NumberedId {
  /** As the scanner numbers it. */
  readonly number: number;
  readonly text: string;
  /** Where it lies. */
  readonly start: number;
  readonly end: number;
}

/** The advertisers that have products, each with these, all in order. */
function readIds({
  wasm,
  bytes,
  words,
}: ScannerModule): (NumberedId & { readonly products: NumberedId[] })[] {
  const wordAt = (address: number) => words[address / 4] ?? 0;
  const idAt = (number: number, start: number): NumberedId => {
    // An id has its length 8 bytes in front of it.
    const end = start + wordAt(start - 8);
    return { number, start, end, text: bytes.toString('utf8', start, end) };
  };
  const products = Array.from({ length: wasm.advertiserCount.value }, (): NumberedId[] => []);
  for (let product = 0; product < wasm.productCount.value; product++) {
    const record = wasm.products.value + product * PRODUCT_BYTES;
    const advertiser = wordAt(record + PRODUCT_ADVERTISER_OFFSET) & ADVERTISER_MASK;
    products[advertiser]?.push(idAt(product, wordAt(record + PRODUCT_ID_OFFSET)));
  }
  const advertisers = products.flatMap((own, advertiser) => {
    // All that it had may have been refused.
    if (own.length === 0) return [];
    const id = idAt(advertiser, wordAt(wasm.advertiserIds.value + 4 * advertiser));
    return { ...id, products: inOrder(own) };
  });
  return inOrder(advertisers);
}

/** Ids in the order of their UTF-16 units, as everywhere in counts. */
function inOrder<Id extends NumberedId>(ids: Id[]): Id[] {
  return ids.sort((a, b) => (a.text < b.text ? -1 : 1));
}
