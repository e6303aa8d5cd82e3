/** The counts of a table as rows: by day, the products that have any event, in their order. */
import { counters, countFilled, directoryOf, eventsAt, hasCells, markFilled } from './cells';
import { directoriesOf, productCount } from './interning';
import { filled, MAX_ROWS, productNumbers, rows } from './memory';

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
  const first = directoryOf(directoriesOf(day), 0);
  const second = directoryOf(directoriesOf(day), 1);
  const third = directoryOf(directoriesOf(day), 2);
  const hasThird = counters == 3 && hasCounter(day, 2);
  const counts = rows + MAX_ROWS * 4;
  const others = counts + MAX_ROWS * 4;
  const rares = others + MAX_ROWS * 4;
  if (from == 0) markFilled(directoriesOf(day), productCount, filled);
  let row: u32 = 0;
  /** All that any count has. */
  let bits: u64 = 0;
  let position = from;
  for (; position < productCount && row < MAX_ROWS; position++) {
    const product = load<u32>(productNumbers + (position << 2));
    // Order leads from page to page: a look at the bit, which is near, saves one at cells that are empty.
    if ((load<u8>(filled + (product >> 3)) & (1 << (product & 7))) == 0) continue;
    store<u32>(rows + (row << 2), position);
    const count = eventsAt(first, product);
    store<u32>(counts + (row << 2), <u32>count);
    bits |= count;
    if (counters >= 2) {
      const other = eventsAt(second, product);
      store<u32>(others + (row << 2), <u32>other);
      bits |= other;
    }
    if (hasThird) {
      const rare = eventsAt(third, product);
      store<u32>(rares + (row << 2), <u32>rare);
      bits |= rare;
    }
    row++;
  }
  rowsRead = row;
  areWide = bits >> 31 != 0;
  return position;
}
