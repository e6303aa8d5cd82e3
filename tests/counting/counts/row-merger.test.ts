import fc from 'fast-check';
import { placesOf, ProductIndex } from '../../../counting/counts/product-index';
import { RowMerger } from '../../../counting/counts/row-merger';
import type { Shard } from '../../../counting/plan/shards';
import { shardOf, WHOLE } from '../../../counting/plan/shards';
import {
  anyEntries,
  copyRows,
  entriesOf,
  numberAll,
  productsOf,
  sumEntries,
  tableOf,
} from '../../support/logs/count-tables';
import type { Entry, Table } from '../../support/logs/count-tables';
import { holds, SEED } from '../../support/jest/property';

/* Must fail when a row is lost or added twice, a sum is carried from one day to the next, or rows come out of order. */

/** Merges tables as the product does. */
function merge(tables: readonly Table[], counters: number, shard: Shard = WHOLE): Table {
  const index = new ProductIndex(shard);
  const numbered = tables.map(({ products }) => numberAll(index, products));
  const { products: flat, positions } = index.sort();
  const products = productsOf(flat);
  const merger = new RowMerger(counters);
  tables.forEach(({ rows }, i) => {
    merger.add(copyRows(rows), placesOf(numbered[i]!, positions));
  });
  return { products, rows: merger.merge(products.productIds.length) };
}

const entry = (advertiserId: string, productId: string, day: number, ...counts: number[]): Entry => ({
  advertiserId,
  productId,
  day,
  counts,
});

it('adds up rows of the same day and product, and no others', () => {
  const one = tableOf([entry('A', 'p', 1, 1, 10), entry('A', 'q', 1, 2, 20), entry('A', 'p', 2, 3, 30)], 2);
  const other = tableOf([entry('A', 'p', 1, 4, 40), entry('A', 'p', 3, 5, 0), entry('B', 'p', 1, 0, 60)], 2);
  expect(entriesOf(merge([one, other], 2))).toEqual([
    entry('A', 'p', 1, 5, 50),
    entry('A', 'q', 1, 2, 20),
    entry('B', 'p', 1, 0, 60),
    entry('A', 'p', 2, 3, 30),
    entry('A', 'p', 3, 5, 0),
  ]);
});

it('nothing added up is nothing', () => {
  expect(merge([], 2).rows).toEqual({
    day: new Int32Array(),
    product: new Int32Array(),
    counters: [new Int32Array(), new Int32Array()],
  });
  expect(merge([tableOf([], 1), tableOf([], 1)], 1).rows.day).toHaveLength(0);
});

it('leaves out rows of products without a place', () => {
  const { rows } = tableOf([entry('A', 'p', 1, 1), entry('A', 'q', 1, 2), entry('A', 'r', 2, 3)], 1);
  const merger = new RowMerger(1);
  merger.add(rows, Int32Array.of(-1, 0, -1));
  expect(merger.merge(1)).toEqual({
    day: Int32Array.of(1),
    product: Int32Array.of(0),
    counters: [Int32Array.of(2)],
  });
});

it('makes its result in the memory that it is given', () => {
  const { products, rows } = tableOf([entry('A', 'p', 1, 1)], 1);
  const merger = new RowMerger(1);
  merger.add(rows, numberAll(new ProductIndex(), products));
  const merged = merger.merge(1, { allocate: (bytes) => new SharedArrayBuffer(bytes) });
  for (const column of [merged.day, merged.product, ...merged.counters])
    expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
});

// The products of a day are sorted where they are few of all, and looked for where they are many.
it.each([1, 99, 100, 101, 1_000])('keeps %i of 1,600 products of a day in their order', (few) => {
  const all = Array.from({ length: 1_600 }, (_, i) => entry('A', `p${String(i).padStart(4, '0')}`, 2, 1));
  const chosen = all.filter((_, i) => (i * 1_231) % 1_600 < few).map((one) => ({ ...one, day: 1 }));
  expect(chosen).toHaveLength(few);
  const merged = merge([tableOf(all.reverse(), 1), tableOf(chosen.reverse(), 1), tableOf(chosen, 1)], 1);
  expect(sumEntries(entriesOf(merged))).toEqual(sumEntries([...all, ...chosen, ...chosen]));
});

describe(`any tables, in any order, in any number of shards; seed ${String(SEED)}`, () => {
  it.each([1, 2])('add up as a naive Map does, with %i counters', (counters) => {
    holds(
      fc.property(
        fc.array(anyEntries(counters), { maxLength: 5 }),
        fc.constantFrom(1, 2, 4, 16),
        fc.boolean(),
        (entries, shards, reversed) => {
          const tables = (reversed ? [...entries].reverse() : entries).map((some) => tableOf(some, counters));
          const merged = Array.from({ length: shards }, (_, shard) =>
            merge(tables, counters, { shard, shards }),
          );
          merged.forEach(({ products }, shard) => {
            // Every advertiser is in exactly one shard: the one that is named for it.
            for (const advertiserId of products.advertiserIds)
              expect(shardOf(advertiserId, shards)).toBe(shard);
          });
          expect(sumEntries(merged.flatMap(entriesOf))).toEqual(sumEntries(entries.flat()));
          expect(merged.flatMap(entriesOf)).toHaveLength(Object.keys(sumEntries(entries.flat())).length);
        },
      ),
      150,
    );
  });

  it('add up the same when some have been added up before', () => {
    holds(
      fc.property(fc.array(anyEntries(2), { minLength: 2, maxLength: 5 }), fc.nat(3), (entries, at) => {
        const tables = entries.map((some) => tableOf(some, 2));
        const first = merge(tables.slice(0, at), 2);
        expect(merge([first, ...tables.slice(at)], 2)).toEqual(merge(tables, 2));
      }),
      100,
    );
  });
});
