import { LOG_COUNTERS } from '../domain/logs';
import type { EventLogName } from '../domain/logs';
import type { CountRows } from './count-rows';
import type { ScannerModule } from './scanner-module';

/** As in `counting/assembly/memory.ts`: cells in a page, pages in a chunk. */
const PAGE_CELLS = 64;
const CHUNK_PAGES = 256;
/** Bytes of a day's record: the ten of its text, then the address of its directory. */
const DAY_BYTES = 16;
const DAY_DIRECTORY_WORD = 3;

/** The counts in a scanner's memory, products in the order in which they first came. */
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
  const filled = countCells(module, days, products, counters);
  const rows = {
    day: new Int32Array(filled),
    product: new Int32Array(filled),
    counters: Array.from({ length: counters }, () => new Int32Array(filled)),
  };
  const [first = new Int32Array(), second] = rows.counters;
  let events = 0;
  let row = 0;
  for (const { day, directory } of days) {
    eachPage(words, directory, products, (page, firstProduct) => {
      for (let cell = 0; cell < PAGE_CELLS; cell++) {
        const at = page + cell * counters;
        const one = words[at] ?? 0;
        const two = second === undefined ? 0 : (words[at + 1] ?? 0);
        if (one === 0 && two === 0) continue;
        rows.day[row] = day;
        rows.product[row] = firstProduct + cell;
        first[row] = one;
        if (second !== undefined) second[row] = two;
        events += one + two;
        row++;
      }
    });
  }
  return { ...readIds(module, products), rows, events };
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

function readIds(
  { wasm, bytes, words }: ScannerModule,
  products: number,
): Pick<CountTable, 'advertiserIds' | 'productIds'> {
  // An id has its length 8 bytes in front of it.
  const idAt = (address: number) => bytes.subarray(address, address + (words[address / 4 - 2] ?? 0));
  const advertisers = Array.from({ length: wasm.advertiserCount.value }, (_, i) =>
    idAt(words[wasm.advertiserIds.value / 4 + i] ?? 0),
  );
  const advertiserIds: Uint8Array[] = [];
  const productIds: Uint8Array[] = [];
  for (let product = 0; product < products; product++) {
    advertiserIds.push(
      advertisers[words[wasm.productAdvertisers.value / 4 + product] ?? 0] ?? new Uint8Array(),
    );
    productIds.push(idAt(words[wasm.productIds.value / 4 + product] ?? 0));
  }
  return { advertiserIds, productIds };
}
