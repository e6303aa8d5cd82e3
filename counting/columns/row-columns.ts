import { allocateHere, zeros } from '../../domain/allocate';
import type { Allocate } from '../../domain/allocate';
import type { NumberColumn } from '../../domain/product-counts';
import { hasEvents } from './count-rows';
import type { CountRows, DayRows } from './count-rows';
import { widen } from './counter-columns';

/** Columns of rows that are filled day by day. */
export class RowColumns {
  /** Rows so far. */
  length = 0;
  readonly #day: Int32Array;
  readonly #product: Int32Array;
  readonly #counters: NumberColumn[];
  readonly #allocate: Allocate;

  /**
   * @param counters how many counters a row has.
   * @param capacity most rows.
   */
  constructor(counters: number, capacity: number, allocate: Allocate = allocateHere) {
    this.#allocate = allocate;
    this.#day = zeros(capacity, allocate);
    this.#product = zeros(capacity, allocate);
    this.#counters = Array.from({ length: counters }, () => zeros(capacity, allocate));
  }

  /** Appends the rows of a day from `start` up to `end`. */
  add({ day, product, counters }: DayRows, start = 0, end = product.length): void {
    const { length } = this;
    this.#day.fill(day, length, length + end - start);
    this.#product.set(product.subarray(start, end), length);
    counters.forEach((counter, c) => {
      // Memory that nothing is written to is not used.
      if (!hasEvents(counter, start, end)) return;
      let column = this.#counters[c] ?? zeros(0);
      const fits = column instanceof Float64Array || counter instanceof Int32Array;
      if (!fits) this.#counters[c] = column = widen(column, this.#allocate);
      column.set(counter.subarray(start, end), length);
    });
    this.length += end - start;
  }

  /** The rows so far, in the same memory. */
  finish(): CountRows {
    const cut = (column: Int32Array) => column.subarray(0, this.length);
    return {
      day: cut(this.#day),
      product: cut(this.#product),
      counters: this.#counters.map((counter) => counter.subarray(0, this.length)),
    };
  }
}
