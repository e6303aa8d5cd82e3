/** The counts of a table as rows: by day, the products that have any event, in their order. */
import { counters, countFilled, directoryOf, eventsAt } from './cells';
import { directoriesOf, productCount } from './interning';
import { MAX_ROWS, productNumbers, rows } from './memory';

/** How many rows a day has. */
export function countRows(day: u32): u32 {
  return countFilled(directoriesOf(day), productCount);
}

/** Rows that the last `readRows` left at `rows`. */
export let rowsRead: u32 = 0;

/** Reads rows of a day for products in order, from a position on, until the columns are full; returns where it stopped. Comes after `putInOrder`. */
export function readRows(day: u32, from: u32): u32 {
  const first = directoryOf(directoriesOf(day), 0);
  const second = directoryOf(directoriesOf(day), 1);
  const counts = rows + MAX_ROWS * 4;
  const others = counts + MAX_ROWS * 4;
  let row: u32 = 0;
  let position = from;
  for (; position < productCount && row < MAX_ROWS; position++) {
    const product = load<u32>(productNumbers + (position << 2));
    const count = eventsAt(first, product);
    const other = counters == 2 ? eventsAt(second, product) : 0;
    store<u32>(rows + (row << 2), position);
    store<u32>(counts + (row << 2), count);
    store<u32>(others + (row << 2), other);
    // Most have some: a row without is written over by the next one, so that nothing waits for the answer.
    row += <u32>((count | other) != 0);
  }
  rowsRead = row;
  return position;
}
