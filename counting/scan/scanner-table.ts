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
function readProducts(module: ScannerModule): ProductIds {
  const { wasm, words } = module;
  wasm.putInOrder();
  const advertisers = wasm.orderedAdvertisers.value;
  const first = wasm.firstProducts.value / 4;
  return {
    advertiserIds: readIds(module, wasm.advertiserOrder.value, advertisers),
    productIds: readIds(module, wasm.productOrder.value, wasm.productCount.value),
    firstProducts: Int32Array.from(words.subarray(first, first + advertisers)),
  };
}

/** Copies the ids whose addresses are at an address out of the scanner's memory. */
function readIds({ wasm, bytes }: ScannerModule, ids: number, count: number): StringColumn {
  const space = wasm.copySpace.value;
  const offsets = zeros(count + 1);
  wasm.placeIds(ids, count);
  offsets.set(new Int32Array(bytes.buffer, space, count), 1);
  const copied = new Uint8Array(offsets[count] ?? 0);
  for (let next = 0, filled = 0; next < count;) {
    next = wasm.copyIds(ids, next, count);
    const end = space + wasm.copiedBytes.value;
    copied.set(bytes.subarray(space, end), filled);
    filled += end - space;
  }
  return { bytes: copied, offsets };
}
