import { createHash } from 'node:crypto';
import { allocateShared, zeros } from '../../domain/allocate';
import { EVENT_LOGS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { productCount, sizeOfProducts } from '../../domain/product-ids';
import type { ProductIds } from '../../domain/product-ids';
import { copyStrings } from '../../domain/string-column';
import { LakeObjectExistsError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import { loadParquetEncoder } from '../../storage/parquet';
import type { ParquetFile } from '../../storage/parquet';
import type { CountRows } from '../columns/count-rows';
import { indexParts, mergeRows } from '../counts/merge-counts';
import type { IndexedPart } from '../counts/merge-counts';
import { productColumns, readProducts } from '../columns/product-files';
import type { ObjectCounts } from '../plan/counted-object';
import { MAX_SHARDS, MERGE_PRODUCTS, shardsFor } from '../plan/shards';
import type { Shard } from '../plan/shards';

/** Rows of a shard of a date's inputs, about. */
const SHARD_ROWS = 12_000_000;

/** Products in memory that all threads share. */
export interface SharedProducts extends ProductIds {
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

/**
 * Numbers the products of all inputs, and writes them to the lake unless they are there; null if the first shard has too
 * many.
 */
export async function indexProducts(
  lake: Lake,
  { objects, shard, productsKey }: SharedCountsInput,
): Promise<IndexedProducts | null> {
  // The first shard decides for all: advertisers are spread evenly.
  const isLimited = shard.shard === 0 && shard.shards < MAX_SHARDS;
  const indexed = await indexParts(
    lake,
    objects.flatMap(({ log, parts }) => parts.map((part) => ({ ...part, log }))),
    shard,
    { maxProducts: isLimited ? MERGE_PRODUCTS : Infinity, allocate: allocateShared },
  );
  if (indexed === null) return null;
  const products = { id: productsKey, ...indexed.products };
  return { products, file: await writeProducts(lake, productsKey, products), parts: indexed.parts };
}

/** Adds the rows of the parts of one log up. @throws CountTooLargeError */
export function loadRows(
  lake: Lake,
  input: {
    readonly log: EventLogName;
    readonly parts: readonly IndexedPart[];
    readonly products: SharedProducts;
  },
): Promise<CountRows> {
  return mergeRows(lake, { ...input, source: input.log }, allocateShared);
}

/** Equal inputs give equal products, so the first run writes them. */
async function writeProducts(lake: Lake, key: string, products: ProductIds): Promise<ParquetFile> {
  const rows = productCount(products);
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

/** Reads products from the lake into memory that all threads share. */
export async function loadProducts(
  lake: Lake,
  { id, file }: { readonly id: string; readonly file: ParquetFile },
): Promise<SharedProducts> {
  const { advertiserIds, productIds, firstProducts } = await readProducts(lake, file);
  const shared = zeros(firstProducts.length, allocateShared);
  shared.set(firstProducts);
  return {
    id,
    advertiserIds: copyStrings(advertiserIds, allocateShared),
    productIds: copyStrings(productIds, allocateShared),
    firstProducts: shared,
  };
}
