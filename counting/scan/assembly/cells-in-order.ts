/**
 * The cells of one day in the order of products. Order leads from page to page: reading there would wait for memory at each
 * cell, so that cells are read page by page and written in order.
 */
import { carryAt, counters, directoryOf, findCarries, findCell, PAGE_CELLS } from './cells';
import { productCount } from './interning';
import { carried, cellsInOrder, MAX_PRODUCTS, positions } from './memory';

/** The cells of a counter: a byte for each position. */
export function cellsOf(counter: u32): u32 {
  return cellsInOrder + counter * MAX_PRODUCTS;
}

/** Puts the cells of a day in order, and marks the positions that have events carried over. */
export function orderCells(day: u32): void {
  for (let counter: u32 = 0; counter < counters; counter++) memory.fill(cellsOf(counter), 0, productCount);
  memory.fill(carried, 0, productCount);
  for (let first: u32 = 0; first < productCount; first += PAGE_CELLS) {
    const count = min(PAGE_CELLS, productCount - first);
    for (let counter: u32 = 0; counter < counters; counter++) {
      const directory = directoryOf(day, counter);
      const page = findCell(directory, first);
      if (page == 0) continue;
      orderPage(page, first, count, cellsOf(counter));
      const carries = findCarries(directory, first);
      if (carries != 0) markCarried(carries, first, count);
    }
  }
}

function orderPage(page: u32, first: u32, count: u32, to: u32): void {
  const places = positions + (first << 2);
  const whole = count & ~7;
  for (let i: u32 = 0; i < whole; i += 8) {
    const cells = load<u64>(page + i);
    if (cells == 0) continue;
    const place = places + (i << 2);
    store<u8>(to + load<u32>(place), <u8>cells);
    store<u8>(to + load<u32>(place, 4), <u8>(cells >> 8));
    store<u8>(to + load<u32>(place, 8), <u8>(cells >> 16));
    store<u8>(to + load<u32>(place, 12), <u8>(cells >> 24));
    store<u8>(to + load<u32>(place, 16), <u8>(cells >> 32));
    store<u8>(to + load<u32>(place, 20), <u8>(cells >> 40));
    store<u8>(to + load<u32>(place, 24), <u8>(cells >> 48));
    store<u8>(to + load<u32>(place, 28), <u8>(cells >> 56));
  }
  for (let i = whole; i < count; i++) store<u8>(to + load<u32>(places + (i << 2)), load<u8>(page + i));
}

function markCarried(carries: u32, first: u32, count: u32): void {
  for (let product = first; product < first + count; product++) {
    if (load<u64>(carryAt(carries, product)) == 0) continue;
    store<u8>(carried + load<u32>(positions + (product << 2)), 1);
  }
}
