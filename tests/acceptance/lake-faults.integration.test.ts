import { findObjectCounts } from '../../counting/object-counts';
import type { LakeObject } from '../../storage/lake';
import { testEndpoints } from '../support/endpoints';
import { startFaultProxy } from '../support/fault-proxy';
import type { FaultProxy, FaultRule } from '../support/fault-proxy';
import { publishedRows } from '../support/published-rows';
import { referenceLists } from '../support/reference';
import type { ReferenceLogs } from '../support/reference';
import { repeated, repetitionsFor } from '../support/repeated-object';
import { putObjects } from '../support/test-lake';
import { createTestSystem, sampleTexts } from '../support/test-system';
import type { TestSystem } from '../support/test-system';

const DATE = '2024-03-01';
const ROWS = 4_000;
const VIEWS = 'input/product_views.csv';

let proxy: FaultProxy;
let system: TestSystem;
let seed = 70;

beforeAll(async () => {
  proxy = await startFaultProxy(testEndpoints().s3Endpoint);
  // The product reaches the lake through the proxy only; the tests go past it.
  system = await createTestSystem('s3', await newLogs(), {
    START_DATE: '2024-02-29',
    AWS_ENDPOINT_URL_S3: proxy.url,
  });
  await system.startWorker();
});
afterEach(() => {
  proxy.clear();
});
afterAll(async () => {
  await system.dispose();
  await proxy.stop();
});

/** Logs of other bytes each time, which nobody has counted yet. */
function newLogs(): Promise<ReferenceLogs> {
  return sampleTexts({ rowsPerLog: ROWS, days: 2, lastDay: DATE, seed: seed++ });
}

async function putLogs(): Promise<ReferenceLogs> {
  const logs = await newLogs();
  const objects = Object.entries(logs).map(([name, csv]) => [`input/${name}.csv`, csv as string]);
  await putObjects(system.lake, Object.fromEntries(objects) as Record<string, string>);
  return logs;
}

async function runDate(): Promise<void> {
  expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
}

/** The lists are those of the logs, every row was read, and the inputs are recorded as they are now. */
async function expectEqual(logs: ReferenceLogs): Promise<void> {
  expect(await publishedRows(system.db, DATE)).toEqual(referenceLists(logs, DATE));
  const run = await system.db
    .selectFrom('runs')
    .selectAll()
    .orderBy('sequence', 'desc')
    .executeTakeFirstOrThrow();
  expect(run).toMatchObject({ rows_read: 2 * ROWS, rows_rejected: 0 });
  const now: LakeObject[] = [];
  for await (const object of system.lake.list('input/')) now.push(object);
  const etags = (objects: readonly { key: string; etag: string }[]) =>
    Object.fromEntries(objects.map(({ key, etag }) => [key, etag]));
  expect(etags(run.inputs ?? [])).toEqual(etags(now));
}

/** A key as the proxy sees it. */
function keyInBucket(key: string): RegExp {
  return new RegExp(`^tests/${key}$`);
}

/** Lists included, whose key is empty. */
const ANY_KEY = /^/;

// Break: one attempt only, by the client of the lake (the first and the last case) and by the activities (the second).
describe('a lake that answers', () => {
  it.each<[what: string, leastHits: number, rules: FaultRule[]]>([
    [
      '503 three times to the reading of an input',
      3,
      [{ method: 'GET', key: keyInBucket(VIEWS), times: 3, fault: { kind: 'answer', status: 503 } }],
    ],
    [
      '500 more often than its client tries',
      7,
      [{ method: 'GET', key: keyInBucket(VIEWS), times: 7, fault: { kind: 'answer', status: 500 } }],
    ],
    [
      '500 to the first request of each kind for each key',
      20,
      (['GET', 'HEAD', 'PUT'] as const).map((method) => ({
        method,
        key: ANY_KEY,
        eachKey: true,
        fault: { kind: 'answer', status: 500 },
      })),
    ],
    [
      '500 three times to each write',
      30,
      [{ method: 'PUT', key: ANY_KEY, times: 3, eachKey: true, fault: { kind: 'answer', status: 500 } }],
    ],
  ])('%s is asked again', async (_, leastHits, rules) => {
    const logs = await putLogs();
    const faults = rules.map((rule) => proxy.inject(rule));
    await runDate();
    expect(faults.flatMap(({ hits }) => hits).length).toBeGreaterThanOrEqual(leastHits);
    await expectEqual(logs);
  });
});

// Break: a body whose length nobody checks, as the part of an object that came would be taken for all of it.
it.each<[what: string, rule: Pick<FaultRule, 'key' | 'times' | 'eachKey'>, least: number]>([
  ['each log', { key: /^tests\/input\//, eachKey: true }, 3],
  ['a result between two steps', { key: /^tests\/intermediate\/.*\.parquet$/, times: 2 }, 2],
  ['what is known of an object', { key: /counts\.json$/ }, 1],
])('reads %s again from its start when it was cut at 60 %%', async (_, rule, least) => {
  const logs = await putLogs();
  if (rule.key.test('counts.json')) expect(await system.adtech('count')).toMatchObject({ code: 0 });
  const fault = proxy.inject({ ...rule, method: 'GET', fault: { kind: 'cut', share: 0.6 } });
  await runDate();
  expect(fault.hits).toHaveLength(least);
  await expectEqual(logs);
});

// Break: no limit on how slow a body may be.
it('gives up a body that drips, and asks for it again', async () => {
  const logs = await putLogs();
  proxy.inject({ method: 'GET', key: keyInBucket(VIEWS), fault: { kind: 'drip' } });
  const again = jest.fn();
  proxy.inject({ method: 'GET', key: keyInBucket(VIEWS), fault: { kind: 'answered', tell: again } });
  await runDate();
  expect(again).toHaveBeenCalledTimes(1);
  await expectEqual(logs);
});

// Break: writes that refuse a key which is there already.
it('writes again what was written without an answer', async () => {
  const logs = await putLogs();
  const fault = proxy.inject({ method: 'PUT', key: ANY_KEY, eachKey: true, fault: { kind: 'lose-answer' } });
  await runDate();
  for (const written of [/counts\.json$/, /\/filter\//, /\/rank-/])
    expect(fault.hits.some((key) => written.test(key))).toBe(true);
  await expectEqual(logs);
});

// Breaks: reading without `If-Match`, as the counts under one ETag are then of other bytes; a changed object that ends the run.
describe('an input that is replaced', () => {
  /** Replaces the product views, past the proxy. */
  async function replaceViews(logs: ReferenceLogs): Promise<ReferenceLogs> {
    const { product_views } = await newLogs();
    await putObjects(system.lake, { [VIEWS]: product_views });
    return { ...logs, product_views };
  }

  it('between being listed and being read is read as it is now', async () => {
    let logs = await putLogs();
    const old = await system.lake.head(VIEWS);
    const fault = proxy.inject({
      method: 'GET',
      key: keyInBucket(VIEWS),
      fault: {
        kind: 'before',
        happens: async () => {
          logs = await replaceViews(logs);
        },
      },
    });
    await runDate();
    expect(fault.hits).toHaveLength(1);
    expect(old && (await findObjectCounts(system.lake, old))).toBeUndefined();
    await expectEqual(logs);
  });

  it('while one range of it is being read, and before another is, is read as it is now', async () => {
    let logs = await putLogs();
    const header = logs.product_views.slice(0, logs.product_views.indexOf('\n') + 1);
    const block = Buffer.from(logs.product_views.slice(header.length).repeat(20));
    const large = repeated(header, block, repetitionsFor(header, block, 2));
    const old = await system.lake.write(VIEWS, large);
    const firstRange = new Promise<void>((resolve) => {
      proxy.inject({
        method: 'GET',
        key: keyInBucket(VIEWS),
        range: new RegExp(`^bytes=${String(header.length)}-`),
        fault: { kind: 'answered', tell: resolve },
      });
    });
    const fault = proxy.inject({
      method: 'GET',
      key: keyInBucket(VIEWS),
      range: /^bytes=\d{6,}-/,
      fault: {
        kind: 'before',
        happens: async () => {
          await firstRange;
          logs = await replaceViews(logs);
        },
      },
    });
    await runDate();
    expect(fault.hits).toHaveLength(1);
    expect(await findObjectCounts(system.lake, old)).toBeUndefined();
    await expectEqual(logs);
  });
});
