import type { NumberColumn } from '../../domain/product-counts';
import { zeros } from '../../domain/allocate';
import { firstAfter, hasEvents } from '../columns/count-rows';
import type { CountRows, DayRows } from '../columns/count-rows';
import { addWidening, CountTooLargeError } from '../columns/counter-columns';

/** Below this share of all products, a day's products are sorted instead of searched for. */
const SPARSE_SHARE = 1 / 16;

/** The rows of one table, in the order of days. */
export interface MergeInput {
  /** Some rows at a time, which are not reused; each has an event in one counter at least. */
  readonly batches: AsyncIterable<CountRows>;
  /** The first day, if it is known: the rows are not asked for before it is their turn. */
  readonly firstDay?: number;
  /** By product of the table: its ordinal in the result, -1 if it is left out. */
  readonly places: Int32Array;
}

/** What tables are merged into. */
export interface MergeOptions {
  /** How many counters a row has. */
  readonly counters: number;
  /** How many products the result has. */
  readonly products: number;
  /** Says what the sum of a counter is of, for the error that tells that it is too large; the day is in days since 1970-01-01. */
  readonly nameSum?: (counter: number, place: number, day: number) => string;
}

/**
 * Adds the counts of several tables up, row by row of the same day and product. Yields the rows of each day, in the order of
 * days; memory grows with the products, and with the tables that share a day.
 *
 * @throws CountTooLargeError
 */
export async function* mergeByDay(
  inputs: readonly MergeInput[],
  { counters, products, nameSum }: MergeOptions,
): AsyncGenerator<DayRows> {
  const cursors = inputs.map((input) => new DayCursor(input));
  /** By counter and place, of one day: made for the first one that needs them. */
  let sums: NumberColumn[] = [];
  let last = -Infinity;
  for (;;) {
    const today = cursors.reduce((first, { day }) => Math.min(first, day), Infinity);
    const active = cursors.filter(({ day }) => day === today);
    const unread = active.filter(({ isOpen }) => !isOpen);
    if (unread.length > 0) {
      await Promise.all(unread.map((cursor) => cursor.open()));
      continue;
    }
    if (today === Infinity) return;
    if (today <= last) throw new Error(`rows of day ${String(today)} come after day ${String(last)}`);
    last = today;
    const pieces = await Promise.all(active.map((cursor) => cursor.takeDay()));
    const [only] = pieces;
    const placed = pieces.length === 1 && only !== undefined ? placesInOrder(only) : undefined;
    if (placed !== undefined) {
      for (const [i, product] of placed.entries())
        if (product.length > 0) yield { day: today, product, counters: countersOf(only?.[i]) };
      continue;
    }
    if (sums.length === 0) sums = Array.from({ length: counters }, () => zeros(products));
    const parts = pieces.flat();
    for (const part of parts) {
      sums = sums.map((sum, c) =>
        addUp(sum, part.counters[c] ?? sum, part, (place) => {
          const name = nameSum?.(c, place, today);
          return new CountTooLargeError(name ?? `counter ${String(c)} of product ${String(place)}`);
        }),
      );
    }
    const product = placesWithEvents(sums, parts);
    if (product.length > 0) yield { day: today, product, counters: sums.map((sum) => moveOut(sum, product)) };
  }
}

/** Rows of a day in one of the inputs. */
interface Piece {
  readonly product: Int32Array;
  readonly counters: readonly NumberColumn[];
  readonly places: Int32Array;
  readonly start: number;
  readonly end: number;
}

/** Goes through a table day by day. */
class DayCursor {
  /** The next day; before the table is open, a day that is not behind it. Infinity at the end. */
  day: number;
  isOpen = false;
  readonly #batches: AsyncIterator<CountRows>;
  readonly #places: Int32Array;
  readonly #leavesOut: boolean;
  #rows: CountRows | undefined;
  #start = 0;

  constructor({ batches, firstDay = -Infinity, places }: MergeInput) {
    this.day = firstDay;
    this.#batches = batches[Symbol.asyncIterator]();
    this.#places = places;
    this.#leavesOut = places.includes(-1);
  }

  async open(): Promise<void> {
    this.isOpen = true;
    await this.#load();
  }

  /** Takes all rows of the next day. */
  async takeDay(): Promise<Piece[]> {
    const today = this.day;
    const pieces: Piece[] = [];
    while (this.#rows !== undefined && this.day === today) {
      const { day, product, counters } = this.#rows;
      const end = firstAfter(day, today);
      const piece = { product, counters, places: this.#places, start: this.#start, end };
      pieces.push(this.#leavesOut ? keepPlaced(piece) : piece);
      this.#start = end;
      const next = day[end];
      if (next === undefined) await this.#load();
      else this.day = next;
    }
    return pieces;
  }

  /** Asks for further rows; at the end there are none. */
  async #load(): Promise<void> {
    do {
      const next = await this.#batches.next();
      this.#rows = next.done === true ? undefined : next.value;
    } while (this.#rows?.day.length === 0);
    this.#start = 0;
    this.day = this.#rows?.day[0] ?? Infinity;
  }
}

/** The rows of products that have a place. */
function keepPlaced({ product, counters, places, start, end }: Piece): Piece {
  const rows = new Int32Array(end - start);
  let kept = 0;
  for (let row = start; row < end; row++) if (places[product[row] ?? 0] !== -1) rows[kept++] = row;
  const pick = <Column extends NumberColumn>(column: Column): Column => {
    const picked = (column instanceof Int32Array ? new Int32Array(kept) : new Float64Array(kept)) as Column;
    for (let i = 0; i < kept; i++) picked[i] = column[rows[i] ?? 0] ?? 0;
    return picked;
  };
  return { product: pick(product), counters: counters.map(pick), places, start: 0, end: kept };
}

/** By piece: the ordinals of its products; undefined if they do not ascend, as in a sorted table. */
function placesInOrder(pieces: readonly Piece[]): Int32Array[] | undefined {
  let last = -1;
  const placed: Int32Array[] = [];
  for (const { product, places, start, end } of pieces) {
    const inOrder = new Int32Array(end - start);
    for (let row = start; row < end; row++) {
      const place = places[product[row] ?? 0] ?? 0;
      if (place <= last) return undefined;
      inOrder[row - start] = place;
      last = place;
    }
    placed.push(inOrder);
  }
  return placed;
}

function countersOf(piece: Piece | undefined): NumberColumn[] {
  return piece?.counters.map((counter) => counter.subarray(piece.start, piece.end)) ?? [];
}

function addUp(
  sums: NumberColumn,
  counter: NumberColumn,
  rows: Piece,
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
  { product, places, end }: Piece,
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
function placesWithEvents(sums: readonly NumberColumn[], parts: readonly Piece[]): Int32Array {
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

/** The sums at these places; nothing is left there. */
function moveOut(sums: NumberColumn, places: Int32Array): NumberColumn {
  const moved = sums instanceof Int32Array ? new Int32Array(places.length) : new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0;
    moved[i] = sums[place] ?? 0;
    sums[place] = 0;
  }
  return moved;
}
