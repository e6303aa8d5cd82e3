import { CHUNK_PAGES_LOG2, PAGE_CELLS_LOG2, take } from './memory';

const CELL_MASK: u32 = (1 << PAGE_CELLS_LOG2) - 1;
const PAGE_MASK: u32 = (1 << CHUNK_PAGES_LOG2) - 1;

/** log2 of the bytes of a cell: one counter or two. */
let cellLog2: u32 = 2;

/** Makes cells for `counters` (1 or 2) counters, while there is no page yet. */
export function setCounters(counters: u32): void {
  cellLog2 = counters == 2 ? 3 : 2;
}

/** Where a day's directory has the address of a product's chunk. */
function chunkEntry(directory: u32, product: u32): u32 {
  return directory + ((product >> (PAGE_CELLS_LOG2 + CHUNK_PAGES_LOG2)) << 2);
}

/** Where a chunk has the address of a product's page. */
function pageEntry(chunk: u32, product: u32): u32 {
  return chunk + (((product >> PAGE_CELLS_LOG2) & PAGE_MASK) << 2);
}

function counterIn(page: u32, product: u32, counter: u32): u32 {
  return page + ((product & CELL_MASK) << cellLog2) + (counter << 2);
}

/** The address of a product's counter on the day with this directory; 0 while its page is missing. */
export function findCell(directory: u32, product: u32, counter: u32): u32 {
  const chunk = load<u32>(chunkEntry(directory, product));
  if (chunk == 0) return 0;
  const page = load<u32>(pageEntry(chunk, product));
  return page == 0 ? 0 : counterIn(page, product, counter);
}

/** As `findCell`, but makes the page if it is missing. */
export function makeCell(directory: u32, product: u32, counter: u32): u32 {
  const inDirectory = chunkEntry(directory, product);
  let chunk = load<u32>(inDirectory);
  if (chunk == 0) {
    chunk = take(4 << CHUNK_PAGES_LOG2);
    store<u32>(inDirectory, chunk);
  }
  const inChunk = pageEntry(chunk, product);
  let page = load<u32>(inChunk);
  if (page == 0) {
    page = take(1 << (PAGE_CELLS_LOG2 + cellLog2));
    store<u32>(inChunk, page);
  }
  return counterIn(page, product, counter);
}
