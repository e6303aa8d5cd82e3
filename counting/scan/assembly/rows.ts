/** The counts of a table as rows: by day, the products that have any event, in their order. */
import { counters, countFilled, directoryOf, eventsAt, hasCells } from './cells';
import { cellsOf, orderCells } from './cells-in-order';
import { directoriesOf, productCount } from './interning';
import { carried, MAX_ROWS, productNumbers, rows } from './memory';

/** Positions that are looked at together. */
const GROUP: u32 = 16;

/** How many rows a day has. */
export function countRows(day: u32): u32 {
  return countFilled(directoriesOf(day), productCount);
}

/** Rows that the last `readRows` left at `rows`. */
export let rowsRead: u32 = 0;

/** Whether a count of these rows takes more than 31 bits: the columns then have the lower 32 of each. */
export let areWide: bool = false;

/** Whether a day may have any event of a counter; of one that has none, `readRows` leaves nothing. */
export function hasCounter(day: u32, counter: u32): bool {
  return hasCells(directoriesOf(day), counter);
}

/** All events of one counter of a day, for the product at a position; after `putInOrder`. */
export function eventsOf(day: u32, counter: u32, position: u32): f64 {
  const product = load<u32>(productNumbers + (position << 2));
  return <f64>eventsAt(directoryOf(directoriesOf(day), counter), product);
}

/**
 * Reads rows of a day for products in order, from a position on, until the columns are full; returns where it stopped. A day is
 * read from 0 on to its end. Comes after `putInOrder`.
 */
export function readRows(day: u32, from: u32): u32 {
  const directories = directoriesOf(day);
  if (from == 0) orderCells(directories);
  rowsRead = 0;
  areWide = false;
  let position = from;
  for (; position < productCount && rowsRead + GROUP <= MAX_ROWS; position += GROUP) {
    // Behind the last product there are cells of no product.
    const inside: u32 = productCount - position < GROUP ? (1 << (productCount - position)) - 1 : 0xffff;
    const carries = v128.load(carried + position);
    let any = carries;
    for (let counter: u32 = 0; counter < counters; counter++) {
      any = v128.or(any, v128.load(cellsOf(counter) + position));
    }
    const found = (0xffff ^ i8x16.bitmask(i8x16.eq(any, i8x16.splat(0)))) & inside;
    if (v128.any_true(carries)) addCarried(directories, position, found);
    else addCells(position, found);
  }
  return position;
}

/** Where a column of the rows is: the positions, then each counter. */
function columnOf(ordinal: u32): u32 {
  return rows + ordinal * (MAX_ROWS << 2);
}

/** Adds the rows of the positions whose bits are set. */
function addCells(position: u32, found: u32): void {
  let at = rowsRead << 2;
  for (let bits = found; bits != 0; bits &= bits - 1) {
    const here = position + <u32>ctz(bits);
    store<u32>(columnOf(0) + at, here);
    store<u32>(columnOf(1) + at, load<u8>(cellsOf(0) + here));
    if (counters >= 2) store<u32>(columnOf(2) + at, load<u8>(cellsOf(1) + here));
    if (counters == 3) store<u32>(columnOf(3) + at, load<u8>(cellsOf(2) + here));
    at += 4;
  }
  rowsRead = at >> 2;
}

/** As `addCells`, where some of them have events that are carried over. */
function addCarried(day: u32, position: u32, found: u32): void {
  for (let bits = found; bits != 0; bits &= bits - 1) {
    const here = position + <u32>ctz(bits);
    const product = load<u32>(productNumbers + (here << 2));
    const at = rowsRead++ << 2;
    store<u32>(columnOf(0) + at, here);
    for (let counter: u32 = 0; counter < counters; counter++) {
      const events = eventsAt(directoryOf(day, counter), product);
      store<u32>(columnOf(counter + 1) + at, <u32>events);
      if (events >> 31 != 0) areWide = true;
    }
  }
}
