import { firstAfter } from './count-rows';
import type { CountRows } from './count-rows';

/** Below this share of all products, those of a day are sorted rather than looked for. */
const SPARSE_SHARE = 1 / 16;

/** Rows of one table, by day: memory for millions of them is dear, so days stand once each. */
interface Input {
  readonly days: readonly number[];
  /** By day: where its rows end. */
  readonly ends: readonly number[];
  /** Products of the table. */
  readonly product: Int32Array;
  readonly counters: readonly Int32Array[];
  /** By product of the table: its place in the result. */
  readonly places: Int32Array;
}

/** The rows of a day in one of the inputs. */
interface DayRows extends Pick<Input, 'product' | 'counters' | 'places'> {
  readonly start: number;
  readonly end: number;
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
   * Takes rows in the order of days, and keeps their arrays as its own; `places` are those of their products in the result,
   * -1 for those left out.
   */
  add(rows: CountRows, places: Int32Array): void {
    const { day, product, counters } = places.includes(-1) ? keepPlaced(rows, places) : rows;
    const days: number[] = [];
    const ends: number[] = [];
    for (let end = 0; end < day.length;) {
      const today = day[end] ?? 0;
      end = firstAfter(day, today);
      days.push(today);
      ends.push(end);
    }
    this.#inputs.push({ days, ends, product, counters, places });
  }

  /**
   * The sums, products by their places.
   * @param products how many there are.
   * @param allocate makes the memory of the result.
   */
  merge(
    products: number,
    allocate: (length: number) => Int32Array = (length) => new Int32Array(length),
  ): CountRows {
    const capacity = this.#inputs.reduce((sum, { ends }) => sum + (ends.at(-1) ?? 0), 0);
    const day = allocate(capacity);
    const product = allocate(capacity);
    const counters = Array.from({ length: this.#counters }, () => allocate(capacity));
    /** By counter and place, of one day: made for the first one that needs them. */
    let sums: Int32Array[] = [];
    let rows = 0;
    for (const [today, parts] of rowsByDay(this.#inputs)) {
      const [only, ...others] = parts;
      if (only !== undefined && others.length === 0 && placeInOrder(only, product, rows)) {
        counters.forEach((counter, c) => {
          counter.set(only.counters[c]?.subarray(only.start, only.end) ?? [], rows);
        });
        day.fill(today, rows, rows + only.end - only.start);
        rows += only.end - only.start;
        continue;
      }
      if (sums.length === 0) sums = counters.map(() => new Int32Array(products));
      for (const part of parts) {
        sums.forEach((sum, c) => {
          addUp(sum, part.counters[c] ?? sum, part);
        });
      }
      const found = placesWithEvents(sums, parts);
      day.fill(today, rows, rows + found.length);
      product.set(found, rows);
      sums.forEach((sum, c) => {
        moveOut(sum, found, counters[c] ?? sum, rows);
      });
      rows += found.length;
    }
    const cut = (column: Int32Array) => column.subarray(0, rows);
    return { day: cut(day), product: cut(product), counters: counters.map(cut) };
  }
}

/** The rows of products that have a place, in the memory of all. */
function keepPlaced({ day, product, counters }: CountRows, places: Int32Array): CountRows {
  const columns = [day, product, ...counters];
  let kept = 0;
  for (let row = 0; row < product.length; row++) {
    if (places[product[row] ?? 0] === -1) continue;
    for (const column of columns) column[kept] = column[row] ?? 0;
    kept++;
  }
  // Of a shard little may be left of the whole.
  const fit = (column: Int32Array) =>
    kept * 2 < column.length ? column.slice(0, kept) : column.subarray(0, kept);
  return { day: fit(day), product: fit(product), counters: counters.map(fit) };
}

/** All days in their order, each with its rows. */
function rowsByDay(inputs: readonly Input[]): [day: number, rows: DayRows[]][] {
  const byDay = new Map<number, DayRows[]>();
  for (const { days, ends, ...input } of inputs) {
    days.forEach((day, i) => {
      const rows = byDay.get(day) ?? [];
      byDay.set(day, rows);
      rows.push({ ...input, start: ends[i - 1] ?? 0, end: ends[i] ?? 0 });
    });
  }
  return [...byDay].sort(([a], [b]) => a - b);
}

/** Fills in the places of a day's products, from a row on; false where they do not ascend, as those of a table in order do. */
function placeInOrder({ product, places, start, end }: DayRows, placed: Int32Array, row: number): boolean {
  for (let from = start, last = -1; from < end; from++) {
    const place = places[product[from] ?? 0] ?? 0;
    if (place <= last) return false;
    placed[row + from - start] = place;
    last = place;
  }
  return true;
}

function addUp(sums: Int32Array, counter: Int32Array, { product, places, start, end }: DayRows): void {
  for (let row = start; row < end; row++) {
    const place = places[product[row] ?? 0] ?? 0;
    sums[place] = (sums[place] ?? 0) + (counter[row] ?? 0);
  }
}

/** The places with any event on a day, ascending. */
function placesWithEvents(sums: readonly Int32Array[], parts: readonly DayRows[]): Int32Array {
  const products = sums[0]?.length ?? 0;
  const rows = parts.reduce((total, { start, end }) => total + end - start, 0);
  const found = new Int32Array(Math.min(rows, products));
  let count = 0;
  if (rows >= products * SPARSE_SHARE) {
    const [first = found, ...others] = sums;
    const any = others.length === 0 ? first : first.slice();
    for (const other of others)
      for (let place = 0; place < products; place++) any[place] = (any[place] ?? 0) | (other[place] ?? 0);
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

/** Moves the sums at these places to a column, from a row on; nothing is left. */
function moveOut(sums: Int32Array, places: Int32Array, column: Int32Array, row: number): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0;
    column[row + i] = sums[place] ?? 0;
    sums[place] = 0;
  }
}
