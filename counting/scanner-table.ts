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
/** Words of a product's record: its key in two, then its advertiser, with a bit of another meaning on top, and the address of its id. */
const PRODUCT_WORDS = 4;
const PRODUCT_ADVERTISER_WORD = 2;
const PRODUCT_ID_WORD = 3;
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
function readProducts({ wasm, bytes, words }: ScannerModule): { products: FlatProducts; order: Int32Array } {
  const count = wasm.productCount.value;
  const wordOf = (product: number, word: number) =>
    words[wasm.products.value / 4 + product * PRODUCT_WORDS + word] ?? 0;
  // An id has its length 8 bytes in front of it.
  const endOf = (address: number) => address + (words[address / 4 - 2] ?? 0);
  const textAt = (address: number) => bytes.toString('utf8', address, endOf(address));
  const advertisers = inOrder(
    Array.from({ length: wasm.advertiserCount.value }, (_, advertiser) => {
      const address = words[wasm.advertiserIds.value / 4 + advertiser] ?? 0;
      return { number: advertiser, address, text: textAt(address) };
    }),
  );
  const productsOf = advertisers.map((): NumberedId[] => []);
  let idBytes = 0;
  for (let product = 0; product < count; product++) {
    const address = wordOf(product, PRODUCT_ID_WORD);
    idBytes += endOf(address) - address;
    const advertiser = wordOf(product, PRODUCT_ADVERTISER_WORD) & ADVERTISER_MASK;
    productsOf[advertiser]?.push({ number: product, address, text: textAt(address) });
  }
  // One whose only products were refused has none.
  const present = advertisers.filter(({ number }) => (productsOf[number] ?? []).length > 0);
  for (const { address } of present) idBytes += endOf(address) - address;
  const flat = new Uint8Array(idBytes);
  let filled = 0;
  const put = (address: number): number => {
    const end = endOf(address);
    for (let at = address; at < end; at++) flat[filled++] = bytes[at] ?? 0;
    return filled;
  };
  const advertiserEnds = Int32Array.from(present, ({ address }) => put(address));
  const productEnds = new Int32Array(count);
  const firstProducts = new Int32Array(present.length);
  const order = new Int32Array(count);
  let position = 0;
  present.forEach(({ number: advertiser }, i) => {
    firstProducts[i] = position;
    for (const { number, address } of inOrder(productsOf[advertiser] ?? [])) {
      order[position] = number;
      productEnds[position++] = put(address);
    }
  });
  return { products: { bytes: flat, advertiserEnds, productEnds, firstProducts }, order };
}

interface NumberedId {
  /** As the scanner numbers it. */
  readonly number: number;
  readonly address: number;
  readonly text: string;
}

/** Ids in the order of their UTF-16 units, as everywhere in counts. */
function inOrder(ids: NumberedId[]): NumberedId[] {
  return ids.sort((a, b) => (a.text < b.text ? -1 : 1));
}
