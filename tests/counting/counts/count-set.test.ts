import { gzipSync } from 'node:zlib';
import { countSet } from '../../../counting/counts/count-set';
import { fromInline, toInline } from '../../../counting/counts/inline-counts';
import { findObjectCounts } from '../../../counting/counts/object-counts';
import { setOf } from '../../../counting/counts/object-sets';
import { findSetCounts, writeMembers } from '../../../counting/counts/set-files';
import type { ObjectCounts } from '../../../counting/plan/counted-object';
import type * as ScannerModules from '../../../counting/scan/scanner-module';
import type { InputObject } from '../../../logs/input-object';
import { LakeUnreachableError } from '../../../storage/lake';
import { MemoryLake } from '../../support/lake/memory-lake';
import { WatchedLake } from '../../support/lake/watched-lake';
import { attemptOf, countAtOnce, describeCounts, readCounts } from '../../support/logs/counted-objects';
import type { Counted } from '../../support/logs/counted-objects';

// A new module for each object takes longer than its counting.
let only: ReturnType<typeof ScannerModules.createScannerModule> | undefined;
jest.mock<typeof ScannerModules>('../../../counting/scan/scanner-module', () => {
  const modules = jest.requireActual<typeof ScannerModules>('../../../counting/scan/scanner-module');
  return { ...modules, createScannerModule: () => (only ??= modules.createScannerModule()) };
});

const HEADER = 'advertiser_id,product_id,type,date\n';
const LOG = 'ads_views';

let lake: WatchedLake;

beforeEach(() => {
  lake = new WatchedLake(new MemoryLake());
});

function rowsOf(object: number): string {
  const rows = Array.from({ length: 30 }, (_, i) => {
    const type = i % 5 === 0 ? 'click' : 'impression';
    return `A${String(i % 3)},p${String((i * object) % 11)},${type},2024-03-${String(1 + ((i + object) % 28)).padStart(2, '0')}\n`;
  });
  return rows.join('');
}

async function putObjects(count: number): Promise<InputObject[]> {
  const objects: InputObject[] = [];
  for (let i = 0; i < count; i++)
    objects.push(await lake.write(`input/ads_views/${String(i)}.csv`, Buffer.from(HEADER + rowsOf(i))));
  return objects;
}

async function count(objects: readonly InputObject[]) {
  const set = setOf(LOG, objects);
  await writeMembers(lake, set);
  const result = await countSet(lake, { log: LOG, id: set.id, owner: attemptOf('set') });
  return { set, result, known: await findSetCounts(lake, set) };
}

/** The sums of what each object has by itself. */
async function addedUp(objects: readonly InputObject[]): Promise<Counted['counts']> {
  const sums: Record<string, number[]> = {};
  for (const object of objects) {
    const alone = new MemoryLake();
    const { counts } = (await countAtOnce(alone, {
      log: LOG,
      object: await copyOf(alone, object),
    })) as Counted;
    for (const [name, counters] of Object.entries(counts)) {
      sums[name] = counters.map((counter, c) => counter + (sums[name]?.[c] ?? 0));
    }
  }
  return sums;
}

async function copyOf(other: MemoryLake, { key }: InputObject): Promise<InputObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of await lake.read(key)) chunks.push(chunk as Buffer);
  return other.write(key, Buffer.concat(chunks));
}

it('counts each object as it is counted alone, and the set as their sum', async () => {
  const objects = await putObjects(20);
  objects.push(
    await lake.write('input/ads_views/x.csv.gz', gzipSync(`${HEADER}${rowsOf(7)},,impression,2024-03-01\n`)),
  );
  objects.push(await lake.write('input/ads_views/y.csv', Buffer.from(HEADER)));
  const { known, result } = await count(objects);
  expect(known?.objects.map(({ object }) => object)).toEqual(objects);
  expect(await readCounts(lake, LOG, known!.parts)).toEqual(await addedUp(objects));
  expect(result).toMatchObject({ refused: 0, changed: { count: 0 } });
  expect(result.counted.map(({ object }) => object.key).sort()).toEqual(objects.map(({ key }) => key).sort());
  for (const [i, object] of objects.entries()) {
    const alone = new MemoryLake();
    const expected = (await countAtOnce(alone, {
      log: LOG,
      object: await copyOf(alone, object),
    })) as Counted;
    const found = (await findObjectCounts(lake, object)) as ObjectCounts;
    expect(await describeCounts(lake, found)).toEqual(expected);
    const { records, accepted, rejected, rejects, firstLines, firstDay, lastDay } = known!.objects[
      i
    ] as ObjectCounts;
    expect({ records, accepted, rejected, rejects, firstLines, days: [firstDay, lastDay] }).toEqual({
      records: expected.records,
      accepted: expected.accepted,
      rejected: expected.rejected,
      rejects: expected.rejects,
      firstLines: expected.firstLines,
      days: expected.days,
    });
  }
});

// Break: objects of which some have been counted are all counted again.
it('reads only what has not been counted', async () => {
  const objects = await putObjects(12);
  await count(objects.slice(0, 7));
  lake.reads.length = 0;
  const { result, known } = await count(objects);
  expect(lake.reads.filter(({ key }) => key.startsWith('input/')).map(({ key }) => key)).toEqual(
    objects.slice(7).map(({ key }) => key),
  );
  expect(result.counted).toHaveLength(5);
  expect(await readCounts(lake, LOG, known!.parts)).toEqual(await addedUp(objects));
  lake.reads.length = 0;
  expect((await count(objects)).result.counted).toEqual([]);
  expect(lake.readsOf('input/')).toBe(0);
});

// Break: a fault ends the counting of the others, or the set is added up without the object.
it('records the fault of one object, and counts all others', async () => {
  const objects = await putObjects(12);
  objects[5] = await lake.write(objects[5]!.key, Buffer.from(`${HEADER}A,"p\n`));
  const { result, known } = await count(objects);
  expect(result).toMatchObject({ refused: 1, changed: { count: 0 } });
  expect(result.counted).toHaveLength(11);
  expect(known?.objects.flatMap((one) => ('fault' in one ? one.object.key : []))).toEqual([objects[5].key]);
  expect(await readCounts(lake, LOG, known!.parts)).toEqual(await addedUp(objects.filter((_, i) => i !== 5)));
});

// Break: the set is known without an object that was replaced, or under the ETag of the one before.
it('names an object that was replaced meanwhile, counts all others, and does not make the set known', async () => {
  const objects = await putObjects(12);
  lake.beforeRead = async ({ key }) => {
    lake.beforeRead = () => Promise.resolve();
    if (key.startsWith('input/')) return;
    await lake.write(objects[3]!.key, Buffer.from(`${HEADER}B,q,click,2024-03-05\n`));
  };
  const { result, known } = await count(objects);
  expect(result.changed).toEqual({ count: 1, first: [objects[3]!.key] });
  expect(result.counted).toHaveLength(11);
  expect(known).toBeUndefined();
  expect(await findObjectCounts(lake, objects[3]!)).toBeUndefined();
});

it('fails with the error of an object once the others are done, which the next attempt leaves as they are', async () => {
  const objects = await putObjects(12);
  lake.beforeRead = ({ key }) =>
    key === objects[4]!.key ? Promise.reject(new LakeUnreachableError('gone')) : Promise.resolve();
  await expect(count(objects)).rejects.toThrow('gone');
  lake.beforeRead = () => Promise.resolve();
  const { result, known } = await count(objects);
  expect(result.counted.map(({ object }) => object.key)).toContain(objects[4]!.key);
  expect(await readCounts(lake, LOG, known!.parts)).toEqual(await addedUp(objects));
});

// Break: 32 bits for sums of several objects.
it('keeps counts beyond 2^31 exactly', () => {
  const inline = {
    advertisers: ['A'],
    products: [['p', 'q']],
    day: [1, 1],
    product: [0, 1],
    counters: [[2 ** 40 + 1, 0]],
  };
  expect(toInline(fromInline(inline))).toEqual(inline);
});
