import fc from 'fast-check';
import { ProductIndex } from '../../../counting/counts/product-index';
import { shardOf } from '../../../counting/plan/shards';
import { anyEntries, numberAll, productsOf, tableOf } from '../../support/logs/count-tables';
import { holds, SEED } from '../../support/jest/property';

const table = (...pairs: [advertiser: string, product: string][]) => ({
  advertiserIds: pairs.map(([advertiser]) => advertiser),
  productIds: pairs.map(([, product]) => product),
});

it('gives the same product the same number, whatever table it is in', () => {
  const index = new ProductIndex();
  expect([...numberAll(index, table(['A', 'p'], ['A', 'q'], ['B', 'p']))]).toEqual([0, 1, 2]);
  expect([...numberAll(index, table(['B', 'p'], ['B', 'q'], ['A', 'q']))]).toEqual([2, 3, 1]);
  expect(index.size).toBe(4);
});

// Fails when products are told apart by their own ids alone.
it("tells one advertiser's product from another's of the same id", () => {
  const index = new ProductIndex();
  expect([...numberAll(index, table(['A', 'p'], ['B', 'p'], ['AB', 'p'], ['A', 'Bp']))]).toEqual([
    0, 1, 2, 3,
  ]);
});

// Fails when two texts are taken for one because they begin at the same place.
it('tells an empty id from the one behind it', () => {
  const index = new ProductIndex();
  expect([...numberAll(index, table(['', 'p'], ['A', 'p'], ['A', ''], ['A', 'q']))]).toEqual([0, 1, 2, 3]);
});

// Fails when what is known is lost, or written over, where more room is made for it.
it('numbers many products with long ids', () => {
  const ids = Array.from(
    { length: 20_000 },
    (_, i) => `${'p'.repeat(i % 100)}-${String(i).padStart(5, '0')}`,
  );
  const index = new ProductIndex();
  const numbers = new Map<string, number>();
  for (let start = 0; start < ids.length; start += 500) {
    const some = ids.slice(start, start + 500).sort();
    const numbered = numberAll(index, table(...some.map((id): [string, string] => ['A', id])));
    some.forEach((id, i) => numbers.set(id, numbered[i]!));
  }
  const { products: flat, positions } = index.sort();
  const { productIds } = productsOf(flat);
  expect(productIds).toEqual(ids.toSorted());
  for (const [id, number] of numbers) if (productIds[positions[number]!] !== id) throw new Error(id);
  expect(new Set(numbers.values()).size).toBe(ids.length);
});

it('finds an advertiser again whose products do not stand together', () => {
  const index = new ProductIndex();
  expect([...numberAll(index, table(['A', 'p'], ['B', 'p'], ['A', 'p'], ['A', 'q'], ['B', 'p']))]).toEqual([
    0, 1, 0, 2, 1,
  ]);
});

// Fails when an id is compared with the one before it only where both are new.
it('numbers an id that is out of order behind a known one', () => {
  const index = new ProductIndex();
  expect([...numberAll(index, table(['A', 'b'], ['A', 'd']))]).toEqual([0, 1]);
  expect([...numberAll(index, table(['A', 'd'], ['A', 'a'], ['A', 'd'], ['A', 'c']))]).toEqual([1, 2, 1, 3]);
  expect(productsOf(index.sort().products).productIds).toEqual(['a', 'b', 'c', 'd']);
});

it('puts products in order, advertiser by advertiser, and says where each number went', () => {
  const index = new ProductIndex();
  numberAll(index, table(['b', 'z'], ['a', 'y'], ['b', 'x'], ['a', 'z']));
  const { products, positions } = index.sort();
  expect(productsOf(products)).toEqual(table(['a', 'y'], ['a', 'z'], ['b', 'x'], ['b', 'z']));
  expect(positions).toEqual(Int32Array.of(3, 0, 2, 1));
});

// Fails when ids are put in the order of their bytes.
it('orders ids by their UTF-16 units', () => {
  const ids = ['z', '\ue000', '\u{10000}', 'a', '\ud7ff', '\uffee', '\u{1f600}', 'a\u{10000}', 'a\uffee'];
  const index = new ProductIndex();
  for (const id of ids) numberAll(index, table(['A', id], [id, 'p']));
  const inOrder = ids.toSorted((a, b) => (a < b ? -1 : 1));
  const { advertiserIds, productIds } = productsOf(index.sort().products);
  expect(productIds.filter((_, i) => advertiserIds[i] === 'A')).toEqual(inOrder);
  expect(advertiserIds.filter((id) => id !== 'A')).toEqual(inOrder);
});

it('an empty one has nothing', () => {
  expect(numberAll(new ProductIndex(), table())).toEqual(new Int32Array());
  const { products, positions } = new ProductIndex().sort();
  expect([productsOf(products), positions]).toEqual([table(), new Int32Array()]);
});

it(`each product of a shard has one number, and no other has any; seed ${String(SEED)}`, () => {
  const tables = fc.array(
    anyEntries(1).map((entries) => tableOf(entries, 1).products),
    { maxLength: 4 },
  );
  holds(
    fc.property(tables, fc.constantFrom(1, 2, 8), fc.nat(7), (all, shards, draw) => {
      const shard = draw % shards;
      const index = new ProductIndex({ shard, shards });
      const numbers = new Map<string, number>();
      for (const products of all) {
        numberAll(index, products).forEach((number, i) => {
          const advertiserId = products.advertiserIds[i]!;
          const key = JSON.stringify([advertiserId, products.productIds[i]]);
          if (shardOf(advertiserId, shards) !== shard) expect(number).toBe(-1);
          else {
            expect(number).toBe(numbers.get(key) ?? numbers.size);
            numbers.set(key, number);
          }
        });
      }
      expect(index.size).toBe(numbers.size);
      const { products: flat, positions } = index.sort();
      const products = productsOf(flat);
      expect(products.productIds).toHaveLength(numbers.size);
      for (const [key, number] of numbers) {
        const at = positions[number]!;
        expect(JSON.stringify([products.advertiserIds[at], products.productIds[at]])).toBe(key);
      }
    }),
    150,
  );
});
