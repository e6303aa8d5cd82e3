import { Readable } from 'node:stream';
import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import type { NumberColumn } from '../../domain/product-counts';
import { productCount } from '../../domain/product-ids';
import type { ProductIds } from '../../domain/product-ids';
import type { Lake, LakeObject } from '../../storage/lake';
import { countsFileKey } from '../../storage/lake-keys';
import type { StepAttempt } from '../../storage/lake-keys';
import { readNumberGroups } from '../../storage/number-groups';
import { readParquetColumns, writeParquet } from '../../storage/parquet';
import type { ParquetColumn, ParquetEncoder, ParquetFile } from '../../storage/parquet';
import type { CountRows } from '../columns/count-rows';
import { productColumns, readProducts } from '../columns/product-files';
import type { CountsPart } from '../plan/counted-object';
import type { Shard } from '../plan/shards';
import type { Reject } from '../../logs/rejects';

/** Most bytes of a file in pieces that are joined. */
const ONE_BODY_BYTES = 4 * 1024 * 1024;

/** A Parquet file that is ready to be written, in pieces. */
interface EncodedFile {
  readonly pieces: readonly Uint8Array[];
  readonly rows: number;
}

/** Rows laid out as Parquet. */
export interface EncodedRows extends EncodedFile {
  /** The sum of all counters. */
  readonly events: number;
  /** Since 1970-01-01. */
  readonly firstDay: number;
  readonly lastDay: number;
}

/** A table laid out as Parquet. */
export interface EncodedCounts {
  readonly products: EncodedFile;
  readonly counts: EncodedRows;
}

/** Lays a table of counts out. @param events the sum of all counters. */
export function encodeCounts(
  encode: ParquetEncoder,
  log: EventLogName,
  {
    products,
    rows,
    events,
  }: { readonly products: ProductIds; readonly rows: CountRows; readonly events: number },
): EncodedCounts {
  return {
    products: encodeProducts(encode, products),
    counts: {
      pieces: [encode(countColumns(log, rows))],
      rows: rows.day.length,
      events,
      firstDay: rows.day[0] ?? 0,
      lastDay: rows.day.at(-1) ?? 0,
    },
  };
}

/** Lays the products of a table out. */
export function encodeProducts(encode: ParquetEncoder, products: ProductIds): EncodedFile {
  return { pieces: [encode(productColumns(products))], rows: productCount(products) };
}

/** The columns of rows. @param wide counters that are wide in other rows of the file. */
export function countColumns(
  log: EventLogName,
  rows: CountRows,
  wide: ReadonlySet<number> = new Set(),
): ParquetColumn[] {
  return [
    { name: 'day', type: 'DATE', data: rows.day, packed: true },
    { name: 'product', type: 'INT32', data: rows.product, packed: true },
    ...LOG_COUNTERS[log].map((counter, i): ParquetColumn => ({
      name: counter,
      type: 'INTEGER',
      data: rows.counters[i] ?? [],
      packed: true,
      wide: wide.has(i),
    })),
  ];
}

/**
 * Writes a part of counts.
 * @param keyOf makes the keys of its files.
 */
export async function writeCountsPart(
  lake: Lake,
  keyOf: (kind: 'products' | 'counts') => string,
  encoded: EncodedCounts,
  shard: Shard,
): Promise<CountsPart> {
  const write = async (kind: 'products' | 'counts'): Promise<ParquetFile> => {
    const { pieces, rows } = encoded[kind];
    const key = keyOf(kind);
    const { etag } = await lake.write(key, bodyOf(pieces));
    return { key, etag, rows };
  };
  const { events, firstDay, lastDay } = encoded.counts;
  const products = await write('products');
  return { ...shard, products, counts: await write('counts'), events, firstDay, lastDay };
}

/** A small body goes up in one request; a copy of a large one would take as much memory again. */
function bodyOf(pieces: readonly Uint8Array[]): Uint8Array | AsyncIterable<Uint8Array> {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  return bytes <= ONE_BODY_BYTES ? Buffer.concat(pieces) : Readable.from(pieces, { objectMode: false });
}

/** The files of a part. */
export type PartFiles = Pick<CountsPart, 'products' | 'counts'>;

/** Reads the products of a part; the same one may be there several times. */
export function readPartProducts(lake: Lake, { products, counts }: PartFiles): Promise<ProductIds> {
  return readProducts(lake, products ?? counts);
}

/** Reads the rows of a part, in the order of days; a row's product is an ordinal of `readPartProducts`. */
export async function readCountRows(
  lake: Lake,
  log: EventLogName,
  { products, counts: file }: PartFiles,
): Promise<CountRows> {
  const types = Object.fromEntries(LOG_COUNTERS[log].map((name) => [name, 'INTEGER' as const]));
  const columns = { ...types, day: 'DATE' as const };
  const inOrder = (counts: Readonly<Record<string, NumberColumn>>) =>
    LOG_COUNTERS[log].map((name) => counts[name] ?? new Int32Array());
  if (products === null) {
    const { day, ...counts } = await readParquetColumns(lake, file, columns);
    return sortByDay(day, inOrder(counts));
  }
  const read = await readParquetColumns(lake, file, { ...columns, product: 'INT32' as const });
  const { day, product, ...counts } = read;
  return { day, product, counters: inOrder(counts) };
}

/** Reads the rows of a part as `readCountRows` does, some at a time. */
export async function* readCountBatches(
  lake: Lake,
  log: EventLogName,
  part: PartFiles,
): AsyncGenerator<CountRows> {
  if (part.products === null) {
    yield await readCountRows(lake, log, part);
    return;
  }
  const names = ['day', 'product', ...LOG_COUNTERS[log]];
  for await (const [day, product, ...counters] of readNumberGroups(lake, part.counts, names)) {
    if (!(day instanceof Int32Array) || !(product instanceof Int32Array))
      throw new TypeError(`${part.counts.key}: its days and products are no INT32`);
    yield { day, product, counters };
  }
}

/** Puts rows into the order of days; a row's number before that is its product. */
function sortByDay(day: Int32Array, counters: readonly NumberColumn[]): CountRows {
  const product = Int32Array.from(day, (_, row) => row);
  product.sort((a, b) => (day[a] ?? 0) - (day[b] ?? 0) || a - b);
  const sorted = <Column extends NumberColumn>(column: Column): Column =>
    column.map((_, row) => column[product[row] ?? 0] ?? 0) as Column;
  return { day: sorted(day), product, counters: counters.map(sorted) };
}

/** Writes rejected rows; null when there are none. */
export async function writeRejects(
  lake: Lake,
  object: LakeObject,
  owner: StepAttempt,
  rejects: readonly Reject[],
): Promise<ParquetFile | null> {
  if (rejects.length === 0) return null;
  return writeParquet(lake, countsFileKey(object, owner, 'rejects'), [
    { name: 'line', type: 'INTEGER', data: rejects.map(({ line }) => line) },
    { name: 'reason', type: 'STRING', data: rejects.map(({ reason }) => reason) },
    { name: 'text', type: 'STRING', data: rejects.map(({ text }) => text) },
  ]);
}
