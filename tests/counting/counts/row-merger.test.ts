import fc from 'fast-check';
import { placesOf, ProductIndex } from '../../../counting/counts/product-index';
import type { CountRows } from '../../../counting/columns/count-rows';
import { RowColumns } from '../../../counting/columns/row-columns';
import { mergeByDay } from '../../../counting/counts/row-merger';
import type { Shard } from '../../../counting/plan/shards';
import { shardOf, WHOLE } from '../../../counting/plan/shards';
import {
  anyEntries,
  entriesOf,
  numberAll,
  productsOf,
  sumEntries,
  tableOf,
} from '../../support/logs/count-tables';
import type { Entry, Table } from '../../support/logs/count-tables';
import { holds, SEED } from '../../support/jest/property';

/* Must fail when a row is lost or added twice, a sum is carried from one day to the next, or rows come out of order. */

/** The rows of a table, so many at a time. */
async function* batchesOf(
  { day, product, counters }: CountRows,
  batchRows: number,
): AsyncGenerator<CountRows> {
  for (let from = 0; from < day.length; from += batchRows) {
    const to = from + batchRows;
    await Promise.resolve();
    yield {
      day: day.slice(from, to),
      product: product.slice(from, to),
      counters: counters.map((counter) => counter.slice(from, to)),
    };
  }
}

interface Merged {
  readonly rows: CountRows;
  readonly places: Int32Array;
}

/** Merges rows; `areKnown` tells the first days beforehand. */
async function mergeRows(
  tables: readonly Merged[],
  {
    counters,
    products,
    batchRows = 3,
    areKnown = false,
  }: Record<'counters' | 'products', number> & {
    readonly batchRows?: number;
    readonly areKnown?: boolean;
  },
): Promise<CountRows> {
  const inputs = tables.map(({ rows, places }) => ({
    batches: batchesOf(rows, batchRows),
    places,
    ...(areKnown && rows.day.length > 0 && { firstDay: rows.day[0]! }),
  }));
  const most = tables.reduce((sum, { rows }) => sum + rows.day.length, 0);
  const columns = new RowColumns(counters, most);
  for await (const rows of mergeByDay(inputs, { counters, products })) columns.add(rows);
  return columns.finish();
}

/** Merges tables as the product does. */
async function merge(
  tables: readonly Table[],
  counters: number,
  shard: Shard = WHOLE,
  how: { readonly batchRows?: number; readonly areKnown?: boolean } = {},
): Promise<Table> {
  const index = new ProductIndex(shard);
  const numbered = tables.map(({ products }) => numberAll(index, products));
  const { products: flat, positions } = index.sort();
  const products = productsOf(flat);
  const inputs = tables.map(({ rows }, i) => ({ rows, places: placesOf(numbered[i]!, positions) }));
  const rows = await mergeRows(inputs, { counters, products: products.productIds.length, ...how });
  return { products, rows };
}

const entry = (advertiserId: string, productId: string, day: number, ...counts: number[]): Entry => ({
  advertiserId,
  productId,
  day,
  counts,
});

it('adds up rows of the same day and product, and no others', async () => {
  const one = tableOf([entry('A', 'p', 1, 1, 10), entry('A', 'q', 1, 2, 20), entry('A', 'p', 2, 3, 30)], 2);
  const other = tableOf([entry('A', 'p', 1, 4, 40), entry('A', 'p', 3, 5, 0), entry('B', 'p', 1, 0, 60)], 2);
  expect(entriesOf(await merge([one, other], 2))).toEqual([
    entry('A', 'p', 1, 5, 50),
    entry('A', 'q', 1, 2, 20),
    entry('B', 'p', 1, 0, 60),
    entry('A', 'p', 2, 3, 30),
    entry('A', 'p', 3, 5, 0),
  ]);
});

it('nothing added up is nothing', async () => {
  expect((await merge([], 2)).rows).toEqual({
    day: new Int32Array(),
    product: new Int32Array(),
    counters: [new Int32Array(), new Int32Array()],
  });
  expect((await merge([tableOf([], 1), tableOf([], 1)], 1)).rows.day).toHaveLength(0);
});

it('leaves out rows of products without a place', async () => {
  const { rows } = tableOf([entry('A', 'p', 1, 1), entry('A', 'q', 1, 2), entry('A', 'r', 2, 3)], 1);
  const merged = await mergeRows([{ rows, places: Int32Array.of(-1, 0, -1) }], { counters: 1, products: 1 });
  expect(merged).toEqual({
    day: Int32Array.of(1),
    product: Int32Array.of(0),
    counters: [Int32Array.of(2)],
  });
});

// A first day that is told wrongly must not put rows out of order.
it('refuses rows that come after those of a later day', async () => {
  const [early, late] = [1, 2].map((day) => tableOf([entry('A', 'p', day, 1)], 1));
  const places = Int32Array.of(0);
  const inputs = [
    { batches: batchesOf(early!.rows, 1), places, firstDay: 3 },
    { batches: batchesOf(late!.rows, 1), places },
  ];
  const merging = async () => {
    for await (const { day } of mergeByDay(inputs, { counters: 1, products: 1 })) expect(day).toBe(2);
  };
  await expect(merging()).rejects.toThrow('rows of day 1 come after day 2');
});

it('does not ask for rows before their day', async () => {
  const asked: number[] = [];
  const inputs = [3, 1, 2].map((day) => {
    const { rows } = tableOf([entry('A', 'p', day, 1)], 1);
    async function* batches() {
      asked.push(day);
      yield* batchesOf(rows, 1);
    }
    return { batches: batches(), places: Int32Array.of(0), firstDay: day };
  });
  for await (const { day } of mergeByDay(inputs, { counters: 1, products: 1 }))
    expect(Math.max(...asked)).toBeLessThanOrEqual(day + 1);
  expect(asked).toEqual([1, 2, 3]);
});

// The products of a day are sorted where they are few of all, and looked for where they are many.
it.each([1, 99, 100, 101, 1_000])('keeps %i of 1,600 products of a day in their order', async (few) => {
  const all = Array.from({ length: 1_600 }, (_, i) => entry('A', `p${String(i).padStart(4, '0')}`, 2, 1));
  const chosen = all.filter((_, i) => (i * 1_231) % 1_600 < few).map((one) => ({ ...one, day: 1 }));
  expect(chosen).toHaveLength(few);
  const merged = await merge(
    [tableOf(all.reverse(), 1), tableOf(chosen.reverse(), 1), tableOf(chosen, 1)],
    1,
  );
  expect(sumEntries(entriesOf(merged))).toEqual(sumEntries([...all, ...chosen, ...chosen]));
});

describe(`any tables, in any order, in any number of shards; seed ${String(SEED)}`, () => {
  it.each([1, 2])('add up as a naive Map does, with %i counters', async (counters) => {
    await holds(
      fc.asyncProperty(
        fc.array(anyEntries(counters), { maxLength: 5 }),
        fc.constantFrom(1, 2, 4, 16),
        fc.boolean(),
        fc.record({ batchRows: fc.integer({ min: 1, max: 9 }), areKnown: fc.boolean() }),
        async (entries, shards, reversed, how) => {
          const tables = (reversed ? [...entries].reverse() : entries).map((some) => tableOf(some, counters));
          const merged = await Promise.all(
            Array.from({ length: shards }, (_, shard) => merge(tables, counters, { shard, shards }, how)),
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

  it('add up the same when some have been added up before', async () => {
    await holds(
      fc.asyncProperty(
        fc.array(anyEntries(2), { minLength: 2, maxLength: 5 }),
        fc.nat(3),
        async (entries, at) => {
          const tables = entries.map((some) => tableOf(some, 2));
          const first = await merge(tables.slice(0, at), 2);
          expect(await merge([first, ...tables.slice(at)], 2)).toEqual(await merge(tables, 2));
        },
      ),
      100,
    );
  });
});
