import { zeros } from '../../domain/allocate';
import { dayNumber } from '../../domain/execution-date';
import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import type { NumberColumn } from '../../domain/product-counts';
import type { ProductIds } from '../../domain/product-ids';
import type { StringColumn } from '../../domain/string-column';
import { sumOfAll } from '../columns/count-rows';
import type { CountRows } from '../columns/count-rows';
import { widen } from '../columns/counter-columns';
import type { ScannerModule } from './scanner-module';

/** Bytes of a day's record, which begins with the ten of its text. */
const DAY_BYTES = 16;
/** Where the length of an id is, in words from its address. */
const ID_LENGTH_WORD = -2;

/** The counts in a scanner's memory, products in order: by advertiser's id, then by their own. */
export interface CountTable {
  readonly products: ProductIds;
  readonly rows: CountRows;
  /** The sum of all counters. */
  readonly events: number;
}

/** Reads the table of a scanner. */
export function readTable(module: ScannerModule, log: EventLogName): CountTable {
  const { wasm } = module;
  const products = readProducts(module);
  const days = daysInOrder(module).map((day) => ({ ...day, length: wasm.countRows(day.number) }));
  const length = days.reduce((sum, day) => sum + day.length, 0);
  const day = new Int32Array(length);
  const product = zeros(length);
  const counters = LOG_COUNTERS[log].map((): NumberColumn => zeros(length));
  let row = 0;
  for (const { number, days: since1970, length: rows } of days) {
    day.fill(since1970, row, row + rows);
    readDay(module, number, { product, counters }, row);
    row += rows;
  }
  return { products, rows: { day, product, counters }, events: sumOfAll(counters) };
}

/** Fills in the columns of one day, from a row on: the positions of products, then each counter; wide ones where they have to be. */
function readDay(
  { wasm, words }: ScannerModule,
  day: number,
  { product, counters }: { readonly product: Int32Array; readonly counters: NumberColumn[] },
  start: number,
): void {
  const products = wasm.productCount.value;
  // A counter without events on the day stays 0.
  const isFilled = counters.map((_, c) => wasm.hasCounter(day, c) !== 0);
  let row = start;
  for (let position = 0; position < products;) {
    position = wasm.readRows(day, position);
    const rows = wasm.rowsRead.value;
    [product, ...counters].forEach((column, i) => {
      if (i > 0 && isFilled[i - 1] !== true) return;
      const from = wasm.rows.value / 4 + i * wasm.MAX_ROWS.value;
      column.set(words.subarray(from, from + rows), row);
    });
    if (wasm.areWide.value !== 0) {
      counters.forEach((counter, c) => {
        if (isFilled[c] !== true) return;
        const wide = counter instanceof Float64Array ? counter : (counters[c] = widen(counter));
        for (let i = row; i < row + rows; i++) wide[i] = wasm.eventsOf(day, c, product[i] ?? 0);
      });
    }
    row += rows;
  }
}

interface Day {
  /** As the scanner numbers it. */
  readonly number: number;
  /** Since 1970-01-01. */
  readonly days: number;
}

function daysInOrder({ wasm, bytes }: ScannerModule): Day[] {
  const days = Array.from({ length: wasm.dayCount.value }, (_, number) => {
    const at = wasm.days.value + number * DAY_BYTES;
    return { number, days: dayNumber(bytes.toString('latin1', at, at + 10)) };
  });
  return days.sort((a, b) => a.days - b.days);
}

/** The products in order. */
function readProducts({ wasm, bytes, words }: ScannerModule): ProductIds {
  wasm.putInOrder();
  const wordsAt = (address: number, length: number) => words.subarray(address / 4, address / 4 + length);
  const advertisers = wordsAt(wasm.advertiserOrder.value, wasm.orderedAdvertisers.value);
  const products = wordsAt(wasm.productOrder.value, wasm.productCount.value);
  const memory = { bytes, words };
  return {
    advertiserIds: copyIds(memory, advertisers),
    productIds: copyIds(memory, products),
    firstProducts: Int32Array.from(wordsAt(wasm.firstProducts.value, advertisers.length)),
  };
}

/** Copies the ids at these addresses out of the scanner's memory. */
function copyIds({ bytes, words }: Pick<ScannerModule, 'bytes' | 'words'>, ids: Uint32Array): StringColumn {
  const offsets = zeros(ids.length + 1);
  for (let i = 0, end = 0; i < ids.length; i++) {
    end += words[(ids[i] ?? 0) / 4 + ID_LENGTH_WORD] ?? 0;
    offsets[i + 1] = end;
  }
  const copied = new Uint8Array(offsets.at(-1) ?? 0);
  let filled = 0;
  for (let i = 0; i < ids.length; i++) {
    const end = offsets[i + 1] ?? 0;
    for (let at = ids[i] ?? 0; filled < end; at++) copied[filled++] = bytes[at] ?? 0;
  }
  return { bytes: copied, offsets };
}
