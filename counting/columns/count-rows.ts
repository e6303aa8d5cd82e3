import type { NumberColumn } from '../../domain/product-counts';

/** Counts of one log, one row for each day and product that has any; rows in the order of days, then of products. */
export interface CountRows {
  /** Days since 1970-01-01. */
  readonly day: Int32Array;
  /** Position of the product in the products that belong to the rows. */
  readonly product: Int32Array;
  /** By the log's counters, in their order; a column is wide where one of its counts needs that. */
  readonly counters: readonly NumberColumn[];
}

/** Rows of one day, products ascending. */
export interface DayRows extends Pick<CountRows, 'product' | 'counters'> {
  /** Since 1970-01-01. */
  readonly day: number;
}

/** The sum of several columns: exact up to 2^53 - 1, and beyond that larger than it. */
export function sumOfAll(columns: readonly NumberColumn[]): number {
  return columns.reduce((sum, column) => sum + sumOf(column), 0);
}

function sumOf(column: NumberColumn): number {
  let sum = 0;
  // By index: an iterator takes six times as long.
  let row = 0;
  while (row < column.length) sum += column[row++] ?? 0;
  return sum;
}

/** Whether a column has any event in the rows from `start` up to `end`. Of most counters the first row tells. */
export function hasEvents(column: NumberColumn, start: number, end: number): boolean {
  for (let row = start; row < end; row++) if (column[row] !== 0) return true;
  return false;
}

/** The first row after a day, by halving. */
export function firstAfter(days: Int32Array, lastDay: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? 0) <= lastDay) low = middle + 1;
    else high = middle;
  }
  return low;
}
