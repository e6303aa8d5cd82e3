import fc from 'fast-check';
import type { CountRows } from '../../../counting/columns/count-rows';
import { encodeCounts } from '../../../counting/counts/counts-files';
import type { EncodedCounts } from '../../../counting/counts/counts-files';
import type { ProductIndex } from '../../../counting/counts/product-index';
import type { SharedProducts } from '../../../counting/daily/shared-counts';
import { allocateShared, zeros } from '../../../domain/allocate';
import type { Allocate } from '../../../domain/allocate';
import type { EventLogName } from '../../../domain/logs';
import type { NumberColumn } from '../../../domain/product-counts';
import type { ProductIds } from '../../../domain/product-ids';
import { decodeStrings, encodeStrings } from '../../../domain/string-column';
import { loadParquetEncoder } from '../../../storage/parquet';
import { anyText } from '../jest/property';

/** Events of one advertiser's product on one day, a count for each counter. */
export interface Entry {
  readonly advertiserId: string;
  readonly productId: string;
  readonly day: number;
  readonly counts: readonly number[];
}

/** Products as strings. */
export interface ProductTable {
  /** By product: its advertiser's id. */
  readonly advertiserIds: readonly string[];
  readonly productIds: readonly string[];
}

/** Products and their rows, as a scan or a merge hands them over. */
export interface Table {
  readonly products: ProductTable;
  readonly rows: CountRows;
}

/** Counts by advertiser, product and day. */
export type Sums = Readonly<Record<string, readonly number[]>>;

/** By product of a table: its number in an index. */
export function numberAll(index: ProductIndex, table: ProductTable): Int32Array {
  return index.number(encodeProducts(table));
}

/** A table in columns; adjacent products of an advertiser are one group. */
export function encodeProducts({ advertiserIds, productIds }: ProductTable, allocate?: Allocate): ProductIds {
  const firsts = advertiserIds.flatMap((id, i) => (id === advertiserIds[i - 1] ? [] : [i]));
  const firstProducts = zeros(firsts.length, allocate);
  firstProducts.set(firsts);
  return {
    advertiserIds: encodeStrings(
      firsts.map((first) => advertiserIds[first]!),
      allocate,
    ),
    productIds: encodeStrings(productIds, allocate),
    firstProducts,
  };
}

/** A table in memory that threads share. */
export function shareProducts(id: string, table: ProductTable): SharedProducts {
  return { id, ...encodeProducts(table, allocateShared) };
}

/** Products as strings, each advertiser once. */
export function nameProducts({ advertiserIds, productIds, firstProducts }: ProductIds) {
  return {
    advertiserIds: decodeStrings(advertiserIds),
    productIds: decodeStrings(productIds),
    firstProducts,
  };
}

/** The naive sum of entries. */
export function sumEntries(entries: readonly Entry[]): Sums {
  const sums: Record<string, number[]> = {};
  for (const { advertiserId, productId, day, counts } of entries) {
    const key = JSON.stringify([advertiserId, productId, day]);
    sums[key] = counts.map((count, i) => count + (sums[key]?.[i] ?? 0));
  }
  return sums;
}

/** The entries of a table. @throws Error when its rows are out of order. */
export function entriesOf({ products, rows }: Table): Entry[] {
  const { day, product, counters } = rows;
  return Array.from(day, (today, i) => {
    const before = day[i - 1] ?? -Infinity;
    if (today < before || (today === before && product[i]! <= product[i - 1]!)) {
      throw new Error(`row ${String(i)} is out of order`);
    }
    return {
      advertiserId: products.advertiserIds[product[i]!]!,
      productId: products.productIds[product[i]!]!,
      day: today,
      counts: counters.map((counter) => counter[i]!),
    };
  });
}

/** A table of these entries, added up; products in the order in which they first come, as a scan numbers them. */
export function tableOf(entries: readonly Entry[], counters: number): Table {
  const numbers = new Map<string, number>();
  const advertiserIds: string[] = [];
  const productIds: string[] = [];
  for (const { advertiserId, productId } of entries) {
    const key = JSON.stringify([advertiserId, productId]);
    if (numbers.has(key)) continue;
    numbers.set(key, productIds.length);
    advertiserIds.push(advertiserId);
    productIds.push(productId);
  }
  const rows = Object.entries(sumEntries(entries)).map(([key, counts]) => {
    const [advertiserId, productId, day] = JSON.parse(key) as [string, string, number];
    return { day, product: numbers.get(JSON.stringify([advertiserId, productId]))!, counts };
  });
  rows.sort((a, b) => a.day - b.day || a.product - b.product);
  return {
    products: { advertiserIds, productIds },
    rows: {
      day: Int32Array.from(rows, ({ day }) => day),
      product: Int32Array.from(rows, ({ product }) => product),
      counters: Array.from({ length: counters }, (_, c) => columnOf(rows.map(({ counts }) => counts[c]!))),
    },
  };
}

/** Counts as the product holds them: in a wide column where one of them needs that. */
export function columnOf(counts: readonly number[]): NumberColumn {
  return counts.some((count) => count >= 2 ** 31) ? Float64Array.from(counts) : Int32Array.from(counts);
}

/** A table laid out as Parquet. */
export async function encodeTable(log: EventLogName, { products, rows }: Table): Promise<EncodedCounts> {
  const events = rows.counters.flatMap((counter) => [...counter]).reduce((sum, count) => sum + count, 0);
  return encodeCounts(await loadParquetEncoder(), log, { products: encodeProducts(products), rows, events });
}

/** The products of a scan, one after the other. */
export function productsOf(flat: ProductIds): ProductTable {
  const { advertiserIds, productIds, firstProducts } = nameProducts(flat);
  const owners = advertiserIds.flatMap((advertiserId, i) => {
    const products = (firstProducts[i + 1] ?? productIds.length) - firstProducts[i]!;
    return Array.from({ length: products }, () => advertiserId);
  });
  return { advertiserIds: owners, productIds };
}

/** Ids that often share their first letters, and whose UTF-16 order differs from their UTF-8 order. */
export function anyId(): fc.Arbitrary<string> {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('A', 'AB', 'ABCDEFGH', 'ABCDEFGHI', 'a', 'é', '\uffee', '\u{1f600}'),
    },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 60 }).map((number) => `p${String(number)}`) },
    { weight: 1, arbitrary: anyText({ minLength: 1, maxLength: 5 }) },
  );
}

/** Entries with the given number of counters. */
export function anyEntries(counters: number, maxLength = 60): fc.Arbitrary<Entry[]> {
  return fc.array(
    fc.record({
      advertiserId: anyId(),
      productId: anyId(),
      day: fc.integer({ min: -3, max: 3 }).map((day) => (day === 3 ? 2_932_896 : day)),
      counts: fc
        .array(fc.integer({ min: 0, max: 3 }), { minLength: counters, maxLength: counters })
        .map((counts) => (counts.every((count) => count === 0) ? counts.map(() => 1) : counts)),
    }),
    { maxLength },
  );
}
