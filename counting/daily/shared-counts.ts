import { createHash } from 'node:crypto';
import { EVENT_LOGS, LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { LakeObjectExistsError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import { loadParquetEncoder } from '../../storage/parquet';
import type { ParquetFile } from '../../storage/parquet';
import type { CountRows } from '../columns/count-rows';
import { numberProducts, readCountRows, readProducts } from '../counts/counts-files';
import { flattenProducts, productColumns } from '../columns/flat-products';
import type { FlatProducts, ProductTable } from '../columns/flat-products';
import type { CountsPart, ObjectCounts } from '../plan/counted-object';
import { nameSumOfDay } from '../counts/name-sum';
import { placesOf, ProductIndex } from '../counts/product-index';
import { MAX_SHARDS, MERGE_PRODUCTS, shardsFor } from '../plan/shards';
import type { Shard } from '../plan/shards';
import { RowMerger } from '../counts/row-merger';

/** Rows of a shard of a date's inputs, about. */
const SHARD_ROWS = 12_000_000;

/** Products in memory that all threads share. */
export interface SharedProducts extends FlatProducts {
  /** Tells these products from all others. */
  readonly id: string;
}

/** The counts of all inputs of a date in memory that all threads share: one shard of the advertisers. */
export interface SharedCounts {
  readonly products: SharedProducts;
  readonly rows: Readonly<Record<EventLogName, CountRows>>;
}

/** The inputs that a shard of counts is made of. */
export interface SharedCountsInput {
  readonly objects: readonly Pick<ObjectCounts, 'log' | 'parts'>[];
  readonly shard: Shard;
  /** Where their products go. */
  readonly productsKey: string;
}

/** The fewest shards that the counts of these objects can be worked through in. */
export function inputShards(objects: readonly Pick<ObjectCounts, 'parts'>[]): number {
  const rows = objects.flatMap(({ parts }) => parts).reduce((sum, { counts }) => sum + counts.rows, 0);
  return shardsFor(rows, SHARD_ROWS);
}

/** A short name for a set of inputs: equal for equal counts, whatever their order. */
export function nameInputs(objects: readonly Pick<ObjectCounts, 'parts'>[]): string {
  const files = objects.flatMap(({ parts }) => parts.map(({ counts }) => `${counts.key}\n${counts.etag}`));
  return createHash('sha256').update(files.sort().join('\n')).digest('hex').slice(0, 32);
}

/** The products of a shard, and which of them the rows of its parts are of. */
export interface IndexedProducts {
  readonly products: SharedProducts;
  /** Where they are written down, for those who read what is made of the counts. */
  readonly file: ParquetFile;
  readonly parts: readonly IndexedPart[];
}

/** Rows of a log in the lake, and where their products are. */
export interface IndexedPart {
  readonly log: EventLogName;
  readonly counts: ParquetFile;
  /** By product of the part: its number in the shard, -1 outside it. */
  readonly places: Int32Array;
}

/**
 * Numbers the products of all inputs, and writes them to the lake unless they are there; null if the first shard has too
 * many.
 */
export async function indexProducts(
  lake: Lake,
  { objects, shard, productsKey }: SharedCountsInput,
): Promise<IndexedProducts | null> {
  const index = new ProductIndex(shard);
  const numbered: {
    readonly log: EventLogName;
    readonly counts: ParquetFile;
    readonly numbers: Int32Array;
  }[] = [];
  for (const { log, parts } of objects) {
    for (const { products, counts } of parts.filter((one) => overlap(one, shard))) {
      numbered.push({ log, counts, numbers: await numberProducts(lake, products, index) });
      // The first shard speaks for all: advertisers are spread evenly.
      if (index.size > MERGE_PRODUCTS && shard.shard === 0 && shard.shards < MAX_SHARDS) return null;
    }
  }
  const { products, positions } = index.sort(sharedMemory);
  const shared = { id: productsKey, ...products };
  return {
    products: shared,
    file: await writeProducts(lake, productsKey, shared),
    parts: numbered.map(({ numbers, ...part }) => ({ ...part, places: placesOf(numbers, positions) })),
  };
}

/** Adds the rows of the parts of one log up. @throws CountTooLargeError */
export async function loadRows(
  lake: Lake,
  {
    log,
    parts,
    products,
  }: {
    readonly log: EventLogName;
    readonly parts: readonly IndexedPart[];
    readonly products: SharedProducts;
  },
): Promise<CountRows> {
  const merger = new RowMerger(LOG_COUNTERS[log].length);
  for (const { counts, places } of parts) merger.add(await readCountRows(lake, log, counts), places);
  return merger.merge(products.productEnds.length, {
    allocate: sharedMemory,
    nameSum: (counter, product, day) => `${log}: ${nameSumOfDay({ log, products }, counter, product, day)}`,
  });
}

/** Equal inputs give equal products, so the first run writes them. */
async function writeProducts(lake: Lake, key: string, products: FlatProducts): Promise<ParquetFile> {
  const rows = products.productEnds.length;
  const known = await lake.head(key);
  if (known !== undefined) return { key, etag: known.etag, rows };
  const encode = await loadParquetEncoder();
  try {
    const { etag } = await lake.write(key, encode(productColumns(products)), { onlyIfAbsent: true });
    return { key, etag, rows };
  } catch (error) {
    if (error instanceof LakeObjectExistsError) return writeProducts(lake, key, products);
    throw error;
  }
}

/** Bytes of memory that counts take. */
export function sizeOfCounts({ products, rows }: SharedCounts): number {
  const columns = EVENT_LOGS.flatMap((log) => [rows[log].day, rows[log].product, ...rows[log].counters]);
  return sizeOfProducts(products) + columns.reduce((sum, column) => sum + column.byteLength, 0);
}

/** Bytes of memory that products take. */
export function sizeOfProducts(products: SharedProducts): number {
  const { bytes, advertiserEnds, productEnds, firstProducts } = products;
  return bytes.byteLength + advertiserEnds.byteLength + productEnds.byteLength + firstProducts.byteLength;
}

/** Puts products, which stand in order, into shared memory. */
export function shareProducts(id: string, products: ProductTable): SharedProducts {
  return { id, ...flattenProducts(products, sharedMemory) };
}

/** Reads products from the lake into shared memory. */
export async function loadProducts(
  lake: Lake,
  { id, file }: { readonly id: string; readonly file: ParquetFile },
): Promise<SharedProducts> {
  return shareProducts(id, await readProducts(lake, file));
}

/** The order of two products of an advertiser by the bytes of their ids, as of `Array.sort`. */
export function compareProducts(
  { bytes, advertiserEnds, productEnds }: SharedProducts,
  left: number,
  right: number,
): number {
  const startOf = (product: number) => productEnds[product - 1] ?? advertiserEnds.at(-1) ?? 0;
  let a = startOf(left);
  let b = startOf(right);
  const endA = productEnds[left] ?? a;
  const endB = productEnds[right] ?? b;
  for (; a < endA && b < endB; a++, b++) {
    const difference = (bytes[a] ?? 0) - (bytes[b] ?? 0);
    if (difference !== 0) return difference;
  }
  return endA - a - (endB - b);
}

function sharedMemory(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}

/** Whether a part may have advertisers of a shard. */
function overlap(part: CountsPart, { shard, shards }: Shard): boolean {
  const fewer = Math.min(part.shards, shards);
  return (part.shard & (fewer - 1)) === (shard & (fewer - 1));
}
