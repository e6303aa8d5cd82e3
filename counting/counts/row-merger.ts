import { allocateHere, zeros } from '../../domain/allocate';
import type { Allocate } from '../../domain/allocate';
import type { NumberColumn } from '../../domain/product-counts';
import { firstAfter, hasEvents } from '../columns/count-rows';
import type { CountRows } from '../columns/count-rows';
import { addWidening, CountTooLargeError, widen } from '../columns/counter-columns';

/** Below this share of all products, a day's products are sorted instead of searched for. */
const SPARSE_SHARE = 1 / 16;

/** The rows of one table by day, without a day for each row, which would take much memory. */
interface Input {
  readonly days: readonly number[];
  /** By day: its first row; then the end of the last day. */
  readonly offsets: readonly number[];
  /** Products of the table. */
  readonly product: Int32Array;
  readonly counters: readonly NumberColumn[];
  /** By product of the table: its place in the result. */
  readonly places: Int32Array;
}

/** The rows of a day in one of the inputs. */
interface DayRows extends Pick<Input, 'product' | 'counters' | 'places'> {
  readonly start: number;
  readonly end: number;
}

/** How tables are merged. */
export interface MergeOptions {
  /** Makes the memory of the result. */
  readonly allocate?: Allocate | undefined;
  /** Says what the sum of a counter is of, for the error that tells that it is too large; the day is in days since 1970-01-01. */
  readonly nameSum?: (counter: number, place: number, day: number) => string;
}

/** Adds the counts of several tables up, row by row of the same day and product; memory grows with the rows added. */
export class RowMerger {
  readonly #counters: number;
  readonly #inputs: Input[] = [];

  /** @param counters how many counters a row has, each row with an event in one of them at least. */
  constructor(counters: number) {
    this.#counters = counters;
  }

  /**
   * Takes ownership of rows in the order of days; `places` holds their products' ordinals in the result, -1 for products
   * left out.
   */
  add(rows: CountRows, places: Int32Array): void {
    const { day, product, counters } = places.includes(-1) ? keepPlaced(rows, places) : rows;
    const days: number[] = [];
    const offsets = [0];
    for (let end = 0; end < day.length;) {
      const today = day[end] ?? 0;
      end = firstAfter(day, today);
      days.push(today);
      offsets.push(end);
    }
    this.#inputs.push({ days, offsets, product, counters, places });
  }

  /**
   * The sums, products by their places.
   * @param products how many there are.
   * @throws CountTooLargeError
   */
  merge(products: number, { allocate = allocateHere, nameSum }: MergeOptions = {}): CountRows {
    const capacity = this.#inputs.reduce((sum, { offsets }) => sum + (offsets.at(-1) ?? 0), 0);
    const day = zeros(capacity, allocate);
    const product = zeros(capacity, allocate);
    const counters = Array.from({ length: this.#counters }, (_, c): NumberColumn => {
      const column = zeros(capacity, allocate);
      const isWide = this.#inputs.some((input) => input.counters[c] instanceof Float64Array);
      return isWide ? widen(column, allocate) : column;
    });
    /** By counter and place, of one day: made for the first one that needs them. */
    let sums: NumberColumn[] = [];
    let rows = 0;
    for (const [today, parts] of rowsByDay(this.#inputs)) {
      const [only, ...others] = parts;
      if (only !== undefined && others.length === 0 && placeInOrder(only, product, rows)) {
        counters.forEach((counter, c) => {
          const from = only.counters[c];
          if (from !== undefined && hasEvents(from, only.start, only.end))
            counter.set(from.subarray(only.start, only.end), rows);
        });
        day.fill(today, rows, rows + only.end - only.start);
        rows += only.end - only.start;
        continue;
      }
      if (sums.length === 0) sums = counters.map(() => zeros(products));
      for (const part of parts) {
        sums = sums.map((sum, c) =>
          addUp(sum, part.counters[c] ?? sum, part, (place) => {
            const name = nameSum?.(c, place, today);
            return new CountTooLargeError(name ?? `counter ${String(c)} of product ${String(place)}`);
          }),
        );
      }
      const found = placesWithEvents(sums, parts);
      day.fill(today, rows, rows + found.length);
      product.set(found, rows);
      sums.forEach((sum, c) => {
        const counter = counters[c] ?? sum;
        const fits = counter instanceof Float64Array || sum instanceof Int32Array;
        moveOut(sum, found, fits ? counter : (counters[c] = widen(counter, allocate)), rows);
      });
      rows += found.length;
    }
    const cut = (column: Int32Array) => column.subarray(0, rows);
    return { day: cut(day), product: cut(product), counters: counters.map((one) => one.subarray(0, rows)) };
  }
}

/** The rows of products that have a place, in the memory of all. */
function keepPlaced({ day, product, counters }: CountRows, places: Int32Array): CountRows {
  const columns: readonly NumberColumn[] = [day, product, ...counters];
  let kept = 0;
  for (let row = 0; row < product.length; row++) {
    if (places[product[row] ?? 0] === -1) continue;
    for (const column of columns) column[kept] = column[row] ?? 0;
    kept++;
  }
  // Of a shard little may be left of the whole.
  const fit = <Column extends NumberColumn>(column: Column) =>
    (kept * 2 < column.length ? column.slice(0, kept) : column.subarray(0, kept)) as Column;
  return { day: fit(day), product: fit(product), counters: counters.map(fit) };
}

/** All days in their order, each with its rows. */
function rowsByDay(inputs: readonly Input[]): [day: number, rows: DayRows[]][] {
  const byDay = new Map<number, DayRows[]>();
  for (const { days, offsets, ...input } of inputs) {
    days.forEach((day, i) => {
      const rows = byDay.get(day) ?? [];
      byDay.set(day, rows);
      rows.push({ ...input, start: offsets[i] ?? 0, end: offsets[i + 1] ?? 0 });
    });
  }
  return [...byDay].sort(([a], [b]) => a - b);
}

/** Fills in the ordinals of a day's products, from a row on; false if they do not ascend, as in a sorted table. */
function placeInOrder({ product, places, start, end }: DayRows, placed: Int32Array, row: number): boolean {
  for (let from = start, last = -1; from < end; from++) {
    const place = places[product[from] ?? 0] ?? 0;
    if (place <= last) return false;
    placed[row + from - start] = place;
    last = place;
  }
  return true;
}

function addUp(
  sums: NumberColumn,
  counter: NumberColumn,
  rows: DayRows,
  tooLarge: (place: number) => Error,
): NumberColumn {
  const { product, places } = rows;
  if (!hasEvents(counter, rows.start, rows.end)) return sums;
  return addWidening(
    sums,
    rows,
    (wide, start, limit) => addWithin(wide, counter, rows, start, limit),
    (row) => tooLarge(places[product[row] ?? 0] ?? 0),
  );
}

/** Adds rows from `start` on up to the first whose sum passes the limit; returns that, or the end. */
function addWithin(
  sums: NumberColumn,
  counter: NumberColumn,
  { product, places, end }: DayRows,
  start: number,
  limit: number,
): number {
  for (let row = start; row < end; row++) {
    const place = places[product[row] ?? 0] ?? 0;
    const sum = (sums[place] ?? 0) + (counter[row] ?? 0);
    if (sum > limit) return row;
    sums[place] = sum;
  }
  return end;
}

/** The places with any event on a day, ascending. */
function placesWithEvents(sums: readonly NumberColumn[], parts: readonly DayRows[]): Int32Array {
  const products = sums[0]?.length ?? 0;
  const rows = parts.reduce((total, { start, end }) => total + end - start, 0);
  const found = new Int32Array(Math.min(rows, products));
  let count = 0;
  if (rows >= products * SPARSE_SHARE) {
    const [first = found, ...others] = sums;
    const any = others.length === 0 ? first : hasAny(sums, products);
    for (let place = 0; place < products; place++) if (any[place] !== 0) found[count++] = place;
    return found.subarray(0, count);
  }
  const touched = new Int32Array(rows);
  let length = 0;
  for (const { product, places, start, end } of parts) {
    for (let row = start; row < end; row++) touched[length++] = places[product[row] ?? 0] ?? 0;
  }
  let last = -1;
  for (const place of touched.sort()) {
    if (place !== last) found[count++] = place;
    last = place;
  }
  return found.subarray(0, count);
}

/** By place: 0 where all sums are. */
function hasAny(sums: readonly NumberColumn[], products: number): Uint8Array {
  const any = new Uint8Array(products);
  for (const sum of sums) for (let place = 0; place < products; place++) if (sum[place] !== 0) any[place] = 1;
  return any;
}

/** Moves the sums at these places to a column, from a row on; nothing is left. */
function moveOut(sums: NumberColumn, places: Int32Array, column: NumberColumn, row: number): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0;
    column[row + i] = sums[place] ?? 0;
    sums[place] = 0;
  }
}
