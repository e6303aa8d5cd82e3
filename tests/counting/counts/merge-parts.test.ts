import fc from 'fast-check';
import { readCountRows, readPartProducts, writeCountsPart } from '../../../counting/counts/counts-files';
import { mergeParts, mergeShard } from '../../../counting/counts/merge-parts';
import type { CountsPart } from '../../../counting/plan/counted-object';
import { shardOf, WHOLE } from '../../../counting/plan/shards';
import type * as Shards from '../../../counting/plan/shards';
import { LOG_COUNTERS } from '../../../domain/logs';
import type { EventLogName } from '../../../domain/logs';
import { countsFileKey } from '../../../storage/lake-keys';
import { attemptOf } from '../../support/logs/counted-objects';
import {
  encodeTable,
  anyEntries,
  entriesOf,
  productsOf,
  sumEntries,
  tableOf,
} from '../../support/logs/count-tables';
import type { Entry, Table } from '../../support/logs/count-tables';
import { MemoryLake } from '../../support/lake/memory-lake';
import { holds, SEED } from '../../support/jest/property';

jest.setTimeout(30_000);

let mergeProducts = 600_000;
jest.mock<typeof Shards>('../../../counting/plan/shards', () => {
  const shards = jest.requireActual<typeof Shards>('../../../counting/plan/shards');
  return Object.defineProperty({ ...shards }, 'MERGE_PRODUCTS', { get: () => mergeProducts });
});

const object = { key: 'input/log.csv', sizeBytes: 1, etag: 'e' };
const owner = attemptOf('merge');

let lake: MemoryLake;
let written = 0;

beforeEach(() => {
  lake = new MemoryLake();
  mergeProducts = 600_000;
});

async function put(log: EventLogName, table: Table): Promise<CountsPart> {
  const encoded = await encodeTable(log, table);
  const name = String(written++);
  const keyOf = (kind: string) => countsFileKey(object, attemptOf('range'), `${kind}-${name}`);
  return writeCountsPart(lake, keyOf, encoded, WHOLE);
}

async function read(log: EventLogName, part: CountsPart): Promise<Entry[]> {
  const [products, rows] = [await readPartProducts(lake, part), await readCountRows(lake, log, part)];
  return entriesOf({ products: productsOf(products), rows });
}

it.each(['product_views', 'ads_views'] as const)(
  `merging parts of %s adds up as a naive Map does, in any number of shards; seed ${String(SEED)}`,
  async (log) => {
    const counters = LOG_COUNTERS[log].length;
    await holds(
      fc.asyncProperty(
        fc.array(anyEntries(counters, 30), { maxLength: 4 }),
        fc.constantFrom(1, 2, 8),
        async (entries, shards) => {
          const parts: CountsPart[] = [];
          for (const some of entries) parts.push(await put(log, tableOf(some, counters)));
          const found: Entry[] = [];
          for (let shard = 0; shard < shards; shard++) {
            const merged = await mergeShard(lake, { log, object, owner, parts, shard: { shard, shards } });
            const there = await read(log, merged!);
            expect(merged).toMatchObject({ shard, shards, counts: { rows: there.length } });
            expect(merged!.events).toBe(there.flatMap(({ counts }) => counts).reduce((a, b) => a + b, 0));
            expect(merged!.firstDay).toBe(there[0]?.day ?? 0);
            expect(merged!.lastDay).toBe(there.at(-1)?.day ?? 0);
            expect(there.every(({ advertiserId }) => shardOf(advertiserId, shards) === shard)).toBe(true);
            found.push(...there);
          }
          expect(sumEntries(found)).toEqual(sumEntries(entries.flat()));
        },
      ),
      40,
    );
  },
);

it('parts with separate days stay separate files', async () => {
  const days = [1, 2, 3].map((day) => tableOf([{ advertiserId: 'A', productId: 'p', day, counts: [1] }], 1));
  const parts = await Promise.all(days.map((table) => put('product_views', table)));
  expect(await mergeParts(lake, { log: 'product_views', object, owner }, parts)).toBe(parts);
});

it('more parts than four that share days become one', async () => {
  const table = tableOf(
    [1, 2].map((day) => ({ advertiserId: 'A', productId: 'p', day, counts: [1] })),
    1,
  );
  const parts = [];
  for (let i = 0; i < 5; i++) parts.push(await put('product_views', table));
  const merged = await mergeParts(lake, { log: 'product_views', object, owner }, parts);
  expect(merged).toMatchObject([{ shard: 0, shards: 1, events: 10, firstDay: 1, lastDay: 2 }]);
  expect(await read('product_views', merged[0]!)).toHaveLength(2);
});

// Fails when the limit is compared with the products of one part.
it('too many products of several parts are none, and are shared out', async () => {
  mergeProducts = 5;
  const entriesFrom = (from: number) =>
    ['A', 'B'].flatMap((advertiserId, i) =>
      [1, 2].map((day) => ({ advertiserId, productId: `p${String(from + i)}`, day, counts: [1] })),
    );
  const parts = [];
  for (const from of [0, 1, 2, 2, 2]) parts.push(await put('product_views', tableOf(entriesFrom(from), 1)));
  const input = { log: 'product_views' as const, object, owner, parts };
  expect(await mergeShard(lake, { ...input, shard: WHOLE })).toBeNull();
  expect(await mergeShard(lake, { ...input, parts: parts.slice(1), shard: WHOLE })).not.toBeNull();
  // `A` and `B` are in different halves.
  const merged = await mergeParts(lake, input, parts);
  expect(merged.map(({ shard, shards, events }) => ({ shard, shards, events }))).toEqual([
    { shard: 0, shards: 2, events: 10 },
    { shard: 1, shards: 2, events: 10 },
  ]);
});

it('too many products of one advertiser are one shard of as many as may be', async () => {
  mergeProducts = 1;
  const entries = [1, 2].map((day) => ({
    advertiserId: 'A',
    productId: `p${String(day)}`,
    day,
    counts: [1],
  }));
  const parts = [];
  for (let i = 0; i < 5; i++) parts.push(await put('product_views', tableOf(entries, 1)));
  const merged = await mergeParts(lake, { log: 'product_views', object, owner }, parts);
  expect(merged).toHaveLength(256);
  expect(merged.filter(({ events }) => events > 0)).toMatchObject([{ shard: shardOf('A', 256), events: 10 }]);
});
