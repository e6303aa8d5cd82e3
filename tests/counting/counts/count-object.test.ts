import { gzipSync } from 'node:zlib';
import { countRange } from '../../../counting/counts/count-range';
import { finishObject, openObject, refuseObject } from '../../../counting/counts/count-object';
import { findObjectCounts, recordObjectCounts } from '../../../counting/counts/object-counts';
import type { ObjectCounts } from '../../../counting/plan/counted-object';
import type * as ScannerModules from '../../../counting/scan/scanner-module';
import type * as MergePlans from '../../../counting/plan/merge-plan';
import type { EventLogName } from '../../../domain/logs';
import { LakeObjectChangedError, LakeObjectMissingError } from '../../../storage/lake';
import { objectCountsKey } from '../../../storage/lake-keys';
import type { LogObject } from '../../../logs/input-object';
import { latin1 } from '../../support/logs/chunks';
import { attemptOf, countInRanges, describeCounts, headerOf } from '../../support/logs/counted-objects';
import type { Counted } from '../../support/logs/counted-objects';
import { createFolderLake } from '../../support/lake/test-lake';
import type { TestLake } from '../../support/lake/test-lake';
import { WatchedLake } from '../../support/lake/watched-lake';
import { BadLogError } from '../../../logs/bad-log';

/*
 * Must fail when an object is read that is known, when what is known is found by the key alone, when one that was replaced
 * is counted under its old ETag, or when rows may be lost unnoticed.
 */

jest.setTimeout(30_000);

let arenaBytes: number | undefined;
jest.mock<typeof ScannerModules>('../../../counting/scan/scanner-module', () => {
  const modules = jest.requireActual<typeof ScannerModules>('../../../counting/scan/scanner-module');
  return { ...modules, createScannerModule: () => modules.createScannerModule(arenaBytes) };
});

let fewestShards = 1;
jest.mock<typeof MergePlans>('../../../counting/plan/merge-plan', () => {
  const plans = jest.requireActual<typeof MergePlans>('../../../counting/plan/merge-plan');
  return {
    ...plans,
    mergeInShards: (parts, merge) =>
      fewestShards === 1
        ? plans.mergeInShards(parts, merge)
        : merge(Array.from({ length: fewestShards }, (_, shard) => ({ shard, shards: fewestShards }))).then(
            (merged) => merged.filter((part) => part !== null),
          ),
  };
});

const HEADER = 'advertiser_id,product_id,date\n';
const ROW = 'A,p,2024-01-01\n';

let testLake: TestLake;
let lake: WatchedLake;

beforeEach(() => {
  arenaBytes = undefined;
  fewestShards = 1;
  testLake = createFolderLake();
  lake = new WatchedLake(testLake.lake);
});

afterEach(() => {
  testLake.remove();
});

async function put(
  text: string | Buffer,
  log: EventLogName = 'product_views',
  suffix = '',
): Promise<LogObject> {
  const bytes = typeof text === 'string' ? latin1(text) : text;
  return { log, object: await testLake.lake.write(`input/${log}.csv${suffix}`, bytes) };
}

let attempt = 0;
const open = (logObject: LogObject) =>
  openObject(lake, { ...logObject, owner: { runId: 'test', step: 'open', attempt: ++attempt } });

/** Opens an object that is counted at once. */
async function count(logObject: LogObject): Promise<ObjectCounts> {
  const opened = await open(logObject);
  if ('plan' in opened) throw new Error('a plan');
  return opened.counted;
}

describe('an object', () => {
  it('is counted with all that is to be known of it', async () => {
    const logObject = await put(
      `${HEADER}${ROW}${ROW}B,q,2024-02-01\nA,p\n,p,2024-01-01\nA,p,2023-12-31\nA,p\n`,
    );
    const counted = await count(logObject);
    expect(counted).toMatchObject({ ...logObject, parts: [{ shard: 0, shards: 1, events: 4 }] });
    expect(await describeCounts(lake, counted)).toEqual<Counted>({
      records: 7,
      accepted: 4,
      rejected: 3,
      rejects: { wrong_field_count: 2, empty_id: 1 },
      firstLines: { wrong_field_count: 5, empty_id: 6 },
      days: ['2023-12-31', '2024-02-01'],
      listed: [
        { line: 5, reason: 'wrong_field_count', text: 'A,p' },
        { line: 6, reason: 'empty_id', text: ',p,2024-01-01' },
        { line: 8, reason: 'wrong_field_count', text: 'A,p' },
      ],
      counts: {
        '["A","p",19722]': [1],
        '["A","p",19723]': [2],
        '["B","q",19754]': [1],
      },
    });
  });

  it('without a record is known as well, and has no files', async () => {
    const counted = await count(await put(HEADER));
    expect(counted).toMatchObject({
      records: 0,
      parts: [],
      rejectedRows: null,
      firstDay: null,
      lastDay: null,
    });
    expect(await findObjectCounts(lake, counted.object)).toEqual(counted);
  });

  it.each(['', '.gz'])('is read once, however often it is counted%s', async (suffix) => {
    const text = latin1(`${HEADER}${ROW}A\n`);
    const logObject = await put(suffix === '' ? text : gzipSync(text), 'product_views', suffix);
    const first = await count(logObject);
    expect(lake.readsOf('input/')).toBe(1);
    lake.writes.length = 0;
    expect(await count(logObject)).toEqual(first);
    expect(lake.readsOf('input/')).toBe(1);
    expect(lake.writes).toEqual([]);
  });

  it('is listed with its first 1,000 rejects, and all are counted', async () => {
    const logObject = await put(`${HEADER}${ROW}${'A,p\n'.repeat(1_500)}`);
    const counted = await count(logObject);
    expect(counted).toMatchObject({ records: 1_501, rejected: 1_500, rejects: { wrong_field_count: 1_500 } });
    const { listed } = await describeCounts(lake, counted);
    expect(listed.map(({ line }) => line)).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 3));
  });

  it('in ranges is listed with the first 1,000 rejects of all of them', async () => {
    const logObject = await put(`${HEADER}${'A,p\n'.repeat(1_500)}`);
    const header = await headerOf(lake, logObject);
    if ('fault' in header) throw new Error(header.fault.text);
    const borders = [HEADER.length + 4 * 400, HEADER.length + 4 * 900];
    const counted = await countInRanges(lake, logObject, header, borders);
    if ('fault' in counted) throw new Error(counted.fault.text);
    expect(counted).toMatchObject({ records: 1_500, rejected: 1_500, firstLines: { wrong_field_count: 2 } });
    expect(counted.listed.map(({ line }) => line)).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 2));
  });

  it('larger than a range is planned, and its header alone is read', async () => {
    const { log, object } = await put(`\n${HEADER}${ROW.repeat(10)}`);
    const large = { ...object, sizeBytes: 1_200 * 1024 * 1024 };
    const third = large.sizeBytes / 3;
    expect(await open({ log, object: large })).toEqual({
      plan: {
        layout: { width: 3, positions: [0, 1, 2] },
        headerLines: 2,
        ranges: [
          { start: HEADER.length + 1, end: third },
          { start: third, end: 2 * third },
          { start: 2 * third, end: 3 * third },
        ],
      },
    });
    expect(await findObjectCounts(lake, object)).toBeUndefined();
  });
});

describe('an object that cannot be read', () => {
  it.each([
    ['by its header', 'advertiser_id\nA\n', undefined, /`product_id` is missing/],
    ['by a quote', `${HEADER}${ROW}"A,p\n`, 3, /line 3: the quote that opens here is never closed/],
    ['as it is empty', '', undefined, /0 bytes/],
  ])('%s is refused, and from then on without being read', async (_, text, line, says) => {
    const logObject = await put(text);
    const first = await open(logObject).catch((error: unknown) => error as BadLogError);
    expect(first).toBeInstanceOf(BadLogError);
    const { reads } = lake;
    const before = lake.readsOf('input/');
    const second = await open(logObject).catch((error: unknown) => error as BadLogError);
    expect(second).toBeInstanceOf(BadLogError);
    expect(lake.readsOf('input/')).toBe(before);
    expect(reads.at(-1)?.key).toBe(objectCountsKey(logObject.object));
    for (const error of [first, second] as BadLogError[]) {
      expect(error.message).toMatch(says);
      expect(error).toMatchObject({ key: logObject.object.key, line });
    }
    expect((second as Error).message).toBe((first as Error).message);
  });

  it('is refused as its ranges found it', async () => {
    const bad = { ...(await put(ROW)), fault: { text: 'is broken', line: 7 } };
    await expect(refuseObject(lake, bad)).rejects.toThrow('input/product_views.csv: line 7: is broken');
    await expect(open(bad)).rejects.toMatchObject({ name: 'BadLogError', line: 7, fault: 'is broken' });
    expect(lake.readsOf('input/')).toBe(0);
  });

  it('is read when another one has taken its place', async () => {
    await expect(open(await put('x\n'))).rejects.toThrow(BadLogError);
    expect(await count(await put(`${HEADER}${ROW}`))).toMatchObject({ accepted: 1 });
  });
});

describe('an object that is replaced', () => {
  it('between its listing and its reading is not counted; its new version is, under its new ETag', async () => {
    const listed = await put(`${HEADER}${ROW}`);
    let replaced: LogObject | undefined;
    lake.beforeRead = async ({ key }) => {
      if (key === listed.object.key) replaced ??= await put(`${HEADER}${ROW.repeat(5)}`);
    };
    await expect(open(listed)).rejects.toThrow(LakeObjectChangedError);
    expect(await findObjectCounts(lake, listed.object)).toBeUndefined();

    const counted = await count(replaced!);
    expect(counted).toMatchObject({ object: replaced!.object, accepted: 5 });
    expect(replaced!.object.etag).not.toBe(listed.object.etag);
    expect(await findObjectCounts(lake, replaced!.object)).toEqual(counted);
    await expect(open(listed)).rejects.toThrow(LakeObjectChangedError);
  });

  it('before its header is read is not planned', async () => {
    const { log, object } = await put(`${HEADER}${ROW}`);
    await put(`date,product_id,advertiser_id\n${ROW}`);
    const large = { ...object, sizeBytes: 2 ** 31 };
    await expect(open({ log, object: large })).rejects.toThrow(LakeObjectChangedError);
    expect(lake.writes).toEqual([]);
  });

  it.each([1, 2])('before range %i is read is not counted', async (changed) => {
    const listed = await put(`${HEADER}${ROW.repeat(100)}`);
    const header = await headerOf(lake, listed);
    if ('fault' in header) throw new Error(header.fault.text);
    lake.beforeRead = async ({ key, range }) => {
      const start = [HEADER.length, 600, 1_200][changed]!;
      if (key === listed.object.key && range !== undefined && range.start >= start - 1)
        await put(`${HEADER}${'B,q,2024-01-01\n'.repeat(100)}`);
    };
    const counting = countInRanges(lake, listed, header, [600, 1_200]);
    await expect(counting).rejects.toThrow(LakeObjectChangedError);
    lake.beforeRead = () => Promise.resolve();
    expect(await findObjectCounts(lake, listed.object)).toBeUndefined();
  });

  it('between two reads of one range is not counted', async () => {
    // A record longer than what is read at once.
    const listed = await put(`${HEADER}A,"${'p\n'.repeat(100_000)}",2024-01-01\n${ROW}`);
    let reads = 0;
    lake.beforeRead = async () => {
      if (++reads === 2) await put(`${HEADER}A,"${'q\n'.repeat(100_000)}",2024-01-01\n${ROW}`);
    };
    const counting = countRange(lake, {
      ...listed,
      owner: attemptOf('range'),
      layout: { width: 3, positions: [0, 1, 2] },
      range: { start: HEADER.length, end: 100 },
      startsAtRecord: true,
    });
    await expect(counting).rejects.toThrow(LakeObjectChangedError);
    expect(reads).toBe(2);
  });

  it('by nothing is missing', async () => {
    const { log, object } = await put(HEADER);
    await expect(open({ log, object: { ...object, key: 'input/product_views/gone.csv' } })).rejects.toThrow(
      LakeObjectMissingError,
    );
  });
});

describe('counts', () => {
  // Rows of 2,310 products, some of them malformed, and days that go back and forth.
  const rows = Array.from({ length: 12_000 }, (_, i) => {
    const day = String(1 + ((i * 7) % 28)).padStart(2, '0');
    if (i % 1_000 === 77) return `A${String(i)},p\n`;
    return `A${String(i % 77)},product-${String(i % 30)},2024-0${String(1 + (i % 3))}-${day}\n`;
  });
  const text = HEADER + rows.join('');

  // Fails when the counts of a table that was handed over are not cleared, or are.
  it.each([
    { when: 'memory is short', spills: true, shards: 1 },
    { when: 'they are shared out', spills: false, shards: 4 },
    { when: 'memory is short and they are shared out', spills: true, shards: 4 },
  ])('are the same when $when, in one range or three', async ({ spills, shards }) => {
    const expected = await describeCounts(lake, await count(await put(text)));
    expect(expected).toMatchObject({ records: 12_000, accepted: 11_988, rejected: 12 });
    expect(Object.values(expected.counts).reduce((sum, [views]) => sum + views!, 0)).toBe(11_988);

    arenaBytes = spills ? 64 * 1024 : undefined;
    fewestShards = shards;
    lake.writes.length = 0;
    const again = await put(text);
    const counted = await count(again);
    const written = lake.writes.filter((key) => /\/counts-\d+\.parquet$/.test(key)).length;
    expect(spills ? written > 3 : written === 1).toBe(true);
    expect(counted.parts.map((part) => part.shard)).toEqual(Array.from({ length: shards }, (_, i) => i));
    expect(await describeCounts(lake, counted)).toEqual(expected);

    const header = await headerOf(lake, again);
    if ('fault' in header) throw new Error(header.fault.text);
    const borders = [text.length / 3, text.length / 2].map(Math.floor);
    expect(await countInRanges(lake, again, header, borders)).toEqual(expected);
  });

  it.each([
    ['fewer events than accepted records', { events: -1 }],
    ['more events than accepted records', { events: 1 }],
    ['fewer accepted and rejected than records', { records: 1 }],
    ['more accepted and rejected than records', { records: -1 }],
  ])('with %s are not made known', async (_, wrong: { events?: number; records?: number }) => {
    const logObject = await put(`${HEADER}${ROW.repeat(3)}A\n`);
    const counted = await count(logObject);
    const owner = attemptOf('finish');
    const finish = (off: { events?: number; records?: number }) =>
      finishObject(lake, {
        ...logObject,
        owner,
        headerLines: 0,
        ranges: [{ ...counted, startedAt: 0, endedAt: 1, lines: 5, records: 4 + (off.records ?? 0) }],
        parts: counted.parts.map((part) => ({ ...part, events: part.events + (off.events ?? 0) })),
      });
    expect(await finish({})).toEqual(counted);
    await expect(finish(wrong)).rejects.toThrow('input/product_views.csv: rows were lost while counting');
  });

  it('of ranges that end before the object does are not made known', async () => {
    const logObject = await put(`${HEADER}${ROW.repeat(3)}`);
    const { parts, ...counted } = await count(logObject);
    const finish = (endedAt: number) => {
      const ranges = [{ ...counted, parts: [], startedAt: HEADER.length, endedAt, lines: 3 }];
      return finishObject(lake, { ...logObject, owner: attemptOf('finish'), headerLines: 1, ranges, parts });
    };
    const { sizeBytes } = logObject.object;
    await expect(finish(sizeBytes - ROW.length)).rejects.toThrow(/counted to byte 60 of 75/);
    expect(await finish(sizeBytes)).toMatchObject({ accepted: 3 });
  });

  it('are found by key and ETag', async () => {
    const counted = await count(await put(`${HEADER}${ROW}`));
    const { object } = counted;
    expect(await findObjectCounts(lake, { ...object, etag: 'other' })).toBeUndefined();
    expect(await findObjectCounts(lake, { ...object, key: 'input/ads_views.csv' })).toBeUndefined();
    await recordObjectCounts(lake, { ...counted, object: { ...object, etag: 'other' } });
    expect(await findObjectCounts(lake, object)).toEqual(counted);
  });
});
