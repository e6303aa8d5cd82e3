import { formSets } from '../../../counting/counts/object-sets';
import type { InputObject, LogObject } from '../../../logs/input-object';

function objectOf(key: string, change: Partial<InputObject> = {}): InputObject {
  return { key, etag: `etag of ${key}`, sizeBytes: 2_000, ...change };
}

function hourly(count: number): InputObject[] {
  return Array.from({ length: count }, (_, i) =>
    objectOf(`input/ads_views/part-${String(i).padStart(5, '0')}.csv`),
  );
}

function setsOf(objects: readonly InputObject[]) {
  const inOrder = [...objects].sort((a, b) => (a.key < b.key ? -1 : 1));
  return formSets(inOrder.map((object): LogObject => ({ log: 'ads_views', object })));
}

function idsOf(objects: readonly InputObject[]): string[] {
  return setsOf(objects).sets.map(({ id }) => id);
}

// Break: sets of a fixed length, each of which begins somewhere else after a late object.
it('leaves all sets but the one in which a late object lies as they are', () => {
  const objects = hourly(3_000);
  const before = idsOf(objects);
  expect(before.length).toBeGreaterThan(5);
  for (const place of [0, 1_234, 2_999]) {
    const late = objectOf(`input/ads_views/part-${String(place).padStart(5, '0')}-late.csv`);
    const after = idsOf([...objects, late]);
    expect(before.filter((id) => !after.includes(id))).toHaveLength(1);
  }
});

// Break: an object whose other bytes, or other description, are taken for those that were counted.
it.each<[string, Partial<InputObject>]>([
  ['another ETag', { etag: 'new' }],
  [
    'another description',
    { source: { hash: 'h', entry: { format: 'csv' } } as NonNullable<InputObject['source']> },
  ],
])('names the set of an object with %s differently, and no other', (_, change) => {
  const objects = hourly(3_000);
  const before = idsOf(objects);
  const key = objects[700]!.key;
  const after = idsOf(objects.map((one) => (one.key === key ? { ...one, ...change } : one)));
  expect(after).toHaveLength(before.length);
  expect(before.filter((id) => !after.includes(id))).toHaveLength(1);
});

it('has every small object in one set, in the order of keys, of at most 512 objects', () => {
  const objects = hourly(5_000);
  const { sets, others } = setsOf(objects);
  expect([...sets.flatMap((set) => set.objects), ...others.map(({ object }) => object)]).toHaveLength(5_000);
  expect(sets.flatMap((set) => set.objects)).toEqual(
    objects.filter(({ key }) => !others.some(({ object }) => object.key === key)),
  );
  expect(Math.max(...sets.map((set) => set.objects.length))).toBeLessThanOrEqual(512);
});

it('bounds the bytes of a set, a compressed one as more', () => {
  const plain = setsOf(hourly(200).map((one) => ({ ...one, sizeBytes: 1024 * 1024 })));
  expect(Math.max(...plain.sets.map(({ objects }) => objects.length))).toBeLessThanOrEqual(32);
  const packed = setsOf(hourly(200).map((one) => objectOf(`${one.key}.gz`, { sizeBytes: 128 * 1024 })));
  expect(Math.max(...packed.sets.map(({ objects }) => objects.length))).toBeLessThanOrEqual(32);
});

it('leaves a large object, a larger one of Parquet, and one that is alone', () => {
  const large = objectOf('input/ads_views/a.csv', { sizeBytes: 1024 * 1024 + 1 });
  const parquet = objectOf('input/ads_views/b.parquet', { sizeBytes: 200_000 });
  const small = objectOf('input/ads_views/c.csv');
  const { sets, others } = setsOf([large, parquet, small]);
  expect(sets).toEqual([]);
  expect(others.map(({ object }) => object.key).sort()).toEqual([large.key, parquet.key, small.key]);
});

it('keeps the logs apart', () => {
  const both = hourly(10).flatMap((object): LogObject[] => [
    { log: 'ads_views', object },
    { log: 'product_views', object },
  ]);
  const { sets } = formSets(both);
  expect(sets.map(({ log }) => log)).toEqual(['product_views', 'ads_views']);
  expect(sets[0]!.id).not.toBe(sets[1]!.id);
});
