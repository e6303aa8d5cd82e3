import fc from 'fast-check';
import { readProducts } from '../../../counting/columns/product-files';
import { writeCountsPart } from '../../../counting/counts/counts-files';
import { loadCounts } from '../../../counting/daily/load-counts';
import type { LoadedCounts } from '../../../counting/daily/load-counts';
import type { CountsPart, ObjectCounts } from '../../../counting/plan/counted-object';
import { inputShards, nameInputs, sizeOfCounts } from '../../../counting/daily/shared-counts';
import type { SharedCounts } from '../../../counting/daily/shared-counts';
import { mergeShard } from '../../../counting/counts/merge-parts';
import { shardOf, WHOLE } from '../../../counting/plan/shards';
import type * as Shards from '../../../counting/plan/shards';
import { EVENT_LOGS, LOG_COUNTERS } from '../../../domain/logs';
import type { EventLogName } from '../../../domain/logs';
import { countsFileKey } from '../../../storage/lake-keys';
import { attemptOf } from '../../support/logs/counted-objects';
import {
  anyEntries,
  anyId,
  encodeTable,
  entriesOf,
  sumEntries,
  tableOf,
  nameProducts,
  productsOf,
  shareProducts,
} from '../../support/logs/count-tables';
import type { Entry, Sums } from '../../support/logs/count-tables';
import { MemoryLake } from '../../support/lake/memory-lake';
import { tasksHere } from '../../support/logs/tasks-here';
import { holds, SEED } from '../../support/jest/property';
import { WatchedLake } from '../../support/lake/watched-lake';

/* Must fail when a part is left out of a shard that it has advertisers of, or read for one that it has none of. */
jest.setTimeout(30_000);

let mergeProducts = 600_000;
jest.mock<typeof Shards>('../../../counting/plan/shards', () => {
  const shards = jest.requireActual<typeof Shards>('../../../counting/plan/shards');
  return Object.defineProperty({ ...shards }, 'MERGE_PRODUCTS', { get: () => mergeProducts });
});

type Counted = Pick<ObjectCounts, 'log' | 'parts'>;

let lake: WatchedLake;
let written = 0;

beforeEach(() => {
  lake = new WatchedLake(new MemoryLake());
  mergeProducts = 600_000;
});

/** The counts of an object with these entries, its parts shared out among `shards` shards. */
async function put(log: EventLogName, entries: readonly Entry[], shards = 1): Promise<Counted> {
  const object = { key: `input/${log}/${String(written++)}.csv`, sizeBytes: 1, etag: 'e' };
  const { products, rows } = tableOf(entries, LOG_COUNTERS[log].length);
  const encoded = await encodeTable(log, { products, rows });
  const keyOf = (kind: string) => countsFileKey(object, attemptOf('range'), `${kind}-0`);
  const whole = await writeCountsPart(lake, keyOf, encoded, WHOLE);
  if (shards === 1) return { log, parts: [whole] };
  const parts: CountsPart[] = [];
  for (let shard = 0; shard < shards; shard++) {
    const owner = attemptOf(`merge-${String(shard)}`);
    parts.push((await mergeShard(lake, { log, object, owner, parts: [whole], shard: { shard, shards } }))!);
  }
  return { log, parts };
}

let inputs = 0;

async function load(
  objects: readonly Counted[],
  shard = 0,
  shards = 1,
  key = `products ${String(inputs++)}`,
) {
  return loadCounts(tasksHere(lake), { objects, shard: { shard, shards }, productsKey: key });
}

/** By log, what loaded counts hold. */
function sumsOf(loaded: readonly (LoadedCounts | null)[], log: EventLogName): Sums {
  const entries = loaded.flatMap((one) => {
    const { products, rows } = one!.counts;
    const { advertiserIds, productIds, firstProducts } = nameProducts(products);
    const owners = productIds.map((_, i) => {
      const owner = advertiserIds.findIndex(
        (__, a) => firstProducts[a]! <= i && i < (firstProducts[a + 1] ?? Infinity),
      );
      return advertiserIds[owner]!;
    });
    return entriesOf({ products: { advertiserIds: owners, productIds }, rows: rows[log] });
  });
  const sums = sumEntries(entries);
  // No product is there twice.
  expect(Object.keys(sums)).toHaveLength(entries.length);
  return sums;
}

describe(`counts of many objects, seed ${String(SEED)}`, () => {
  it('add up as a naive Map does, in any number of shards, however the objects were shared out', async () => {
    const objects = fc.array(
      fc.tuple(fc.constantFrom(...EVENT_LOGS), fc.constantFrom(1, 2, 8)).chain(([log, shards]) =>
        fc.record({
          log: fc.constant(log),
          shards: fc.constant(shards),
          entries: anyEntries(LOG_COUNTERS[log].length, 20),
        }),
      ),
      { maxLength: 4 },
    );
    await holds(
      fc.asyncProperty(objects, fc.constantFrom(1, 2, 4, 16), async (all, shards) => {
        const counted: Counted[] = [];
        for (const one of all) counted.push(await put(one.log, one.entries, one.shards));
        const loaded: (LoadedCounts | null)[] = [];
        for (let shard = 0; shard < shards; shard++) loaded.push(await load(counted, shard, shards));
        for (const log of EVENT_LOGS) {
          const entries = all.filter((one) => one.log === log).flatMap((one) => one.entries);
          expect(sumsOf(loaded, log)).toEqual(sumEntries(entries));
        }
        loaded.forEach((one, shard) => {
          for (const advertiserId of nameProducts(one!.counts.products).advertiserIds)
            expect(shardOf(advertiserId, shards)).toBe(shard);
        });
      }),
      30,
    );
  });
});

const entry = (advertiserId: string, productId: string, day: number, ...counts: number[]): Entry => ({
  advertiserId,
  productId,
  day,
  counts,
});

describe('loaded counts', () => {
  it('lie in memory that threads share', async () => {
    const loaded = await load([await put('product_views', [entry('A', 'p', 1, 2)])]);
    const { products, rows } = loaded!.counts;
    const columns = EVENT_LOGS.flatMap((log) => [rows[log].day, rows[log].product, ...rows[log].counters]);
    const { advertiserIds, productIds, firstProducts } = products;
    const ids = [advertiserIds, productIds].flatMap(({ bytes, offsets }) => [bytes, offsets]);
    for (const { buffer } of [...columns, ...ids, firstProducts])
      expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('number the products of both logs alike', async () => {
    const objects = [
      await put('ads_views', [entry('B', 'p', 1, 1, 0)]),
      await put('product_views', [entry('A', 'q', 1, 1), entry('B', 'p', 2, 1), entry('A', 'p', 2, 1)]),
    ];
    const { counts } = (await load(objects))!;
    expect(nameProducts(counts.products)).toEqual({
      advertiserIds: ['A', 'B'],
      productIds: ['p', 'q', 'p'],
      firstProducts: Int32Array.of(0, 2),
    });
    expect([...counts.rows.product_views.product]).toEqual([1, 0, 2]);
    expect([...counts.rows.ads_views.product]).toEqual([2]);
  });

  it('of nothing are empty', async () => {
    const { counts } = (await load([]))!;
    expect(nameProducts(counts.products).productIds).toEqual([]);
    expect(sizeOfCounts(counts)).toBe(8);
  });

  it('are read of those parts only that have advertisers of the shard', async () => {
    const entries = Array.from({ length: 64 }, (_, i) => entry(`A${String(i)}`, 'p', 1, 1));
    const counted = await put('product_views', entries, 8);
    const readsFor = async (shard: number, shards: number) => {
      lake.reads.length = 0;
      await load([counted], shard, shards);
      return new Set(lake.reads.map(({ key }) => /-(\d+)-of-8/.exec(key)?.[1])).size;
    };
    expect([
      await readsFor(3, 8),
      await readsFor(3, 4),
      await readsFor(1, 2),
      await readsFor(19, 32),
    ]).toEqual([1, 2, 4, 1]);
  });

  // Only the first shard is checked, and it decides for all: the other shards are loaded only after it fits.
  it('of too many products are none, unless there are as many shards as may be', async () => {
    mergeProducts = 5;
    const entries = Array.from({ length: 6 }, (_, i) => entry('A', `p${String(i)}`, 1, 1));
    const [first, last] = [shardOf('A', 2), 1 - shardOf('A', 2)];
    const objects = [
      await put('product_views', entries.slice(0, 3)),
      await put('product_views', entries.slice(2)),
    ];
    expect(await load(objects)).toBeNull();
    expect(await load(objects.slice(0, 1))).not.toBeNull();
    expect(first).toBe(1);
    expect(await load(objects, first, 2)).not.toBeNull();
    expect(await load(objects, last, 2)).not.toBeNull();
    const ofFirst = entries.map((one) => ({ ...one, advertiserId: ADVERTISER_OF_SHARD_0 }));
    expect(await load([await put('product_views', ofFirst)], 0, 128)).toBeNull();
    expect(await load([await put('product_views', ofFirst)], 0, 256)).not.toBeNull();
  });
});

/** In the first of however many shards. */
const ADVERTISER_OF_SHARD_0 = Array.from({ length: 10_000 }, (_, i) => String(i)).find(
  (id) => shardOf(id, 256) === 0,
)!;

describe('the products of a set of inputs', () => {
  it('are written once for equal dictionaries', async () => {
    const objects = [await put('product_views', [entry('B', 'p', 1, 1), entry('A', 'p', 1, 1)])];
    const first = await load(objects, 0, 1, 'products.parquet');
    expect(productsOf(await readProducts(lake, first!.products))).toEqual({
      advertiserIds: ['A', 'B'],
      productIds: ['p', 'p'],
    });
    lake.writes.length = 0;
    const second = await load(objects, 0, 1, 'products.parquet');
    expect(second!.products).toEqual(first!.products);
    expect(lake.writes).toEqual([]);
  });

  // Fails when the loser of the two replaces the file, whose ETag others hold already.
  it('are the products of the first of two concurrent writers', async () => {
    const objects = [await put('product_views', [entry('A', 'p', 1, 1)])];
    let other: LoadedCounts | null | undefined;
    lake.beforeWrite = async () => {
      lake.beforeWrite = () => Promise.resolve();
      other = await load(objects, 0, 1, 'products.parquet');
    };
    const loaded = await load(objects, 0, 1, 'products.parquet');
    expect(loaded!.products).toEqual(other!.products);
    expect((await lake.head('products.parquet'))?.etag).toBe(loaded!.products.etag);
  });
});

describe('shared products', () => {
  it(`are the texts that they were, seed ${String(SEED)}`, () => {
    const table = fc
      .uniqueArray(fc.tuple(anyId(), anyId()), { selector: (pair) => JSON.stringify(pair), maxLength: 30 })
      .map((pairs) => pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    holds(
      fc.property(table, (pairs) => {
        const shared = shareProducts('x', {
          advertiserIds: pairs.map(([advertiserId]) => advertiserId),
          productIds: pairs.map(([, productId]) => productId),
        });
        const { advertiserIds, productIds, firstProducts } = nameProducts(shared);
        expect(productIds).toEqual(pairs.map(([, productId]) => productId));
        expect(advertiserIds).toEqual([...new Set(pairs.map(([advertiserId]) => advertiserId))]);
        expect([...firstProducts]).toEqual(
          advertiserIds.map((id) => pairs.findIndex(([advertiserId]) => advertiserId === id)),
        );
      }),
    );
  });
});

describe('the name of inputs', () => {
  const file = (key: string, etag: string) => ({ key, etag, rows: 1 });
  const object = (...files: ReturnType<typeof file>[]): Pick<ObjectCounts, 'parts'> => ({
    parts: files.map((counts) => ({
      ...WHOLE,
      products: file('p', 'e'),
      counts,
      events: 1,
      firstDay: 1,
      lastDay: 1,
    })),
  });
  const [a, b] = [file('a', '1'), file('b', '1')];

  it('is the same in any order, and however the files are spread over objects', () => {
    const name = nameInputs([object(a), object(b)]);
    expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect(nameInputs([object(b), object(a)])).toBe(name);
    expect(nameInputs([object(b, a)])).toBe(name);
  });

  it('is another one for another file, another ETag, one more, one less', () => {
    const others = [[a], [b], [file('a', '2'), b], [a, a, b], []];
    const names = [[a, b], ...others].map((files) => nameInputs([object(...files)]));
    expect(new Set(names).size).toBe(6);
  });
});

describe('the number of shards of inputs', () => {
  const withRows = (...rows: number[]): Pick<ObjectCounts, 'parts'>[] =>
    rows.map((count) => ({
      parts: [
        {
          ...WHOLE,
          products: { key: 'p', etag: 'e', rows: 1 },
          counts: { key: 'c', etag: 'e', rows: count },
          events: 1,
          firstDay: 1,
          lastDay: 1,
        },
      ],
    }));

  it.each([
    [[], 1],
    [[12_000_000], 1],
    [[6_000_000, 6_000_001], 2],
    [[24_000_001], 4],
  ])('for %j rows is %i', (rows, shards) => {
    expect(inputShards(withRows(...rows))).toBe(shards);
  });
});

it('the size of counts is the size of all their arrays', () => {
  const ints = (length: number) => new Int32Array(length);
  const counts: SharedCounts = {
    products: {
      id: 'x',
      advertiserIds: { bytes: new Uint8Array(1), offsets: ints(10) },
      productIds: { bytes: new Uint8Array(2), offsets: ints(100) },
      firstProducts: ints(1_000),
    },
    rows: {
      product_views: { day: ints(10_000), product: ints(100_000), counters: [ints(1_000_000)] },
      ads_views: { day: ints(1), product: ints(2), counters: [ints(3), ints(4)] },
    },
  };
  expect(sizeOfCounts(counts)).toBe(3 + 4 * (1_111_110 + 10));
});
