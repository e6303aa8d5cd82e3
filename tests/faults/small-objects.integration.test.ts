import { findObjectCounts } from '../../counting/counts/object-counts';
import { objectCountsKey } from '../../storage/lake-keys';
import { faultTest } from '../support/faults/fault';
import { patchedBuild, signalAt } from '../support/faults/patched-build';
import { startFaultProxy } from '../support/faults/fault-proxy';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { testEndpoints } from '../support/servers/endpoints';
import { listRuns } from '../support/temporal/histories';
import { putObjects } from '../support/lake/test-lake';
import { untilExit } from '../support/processes/command-line';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { countSmallObjects } from '../../workflows/count-small-objects';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-03-01';
/** Of each log. */
const OBJECTS = 300;

/** The rows of a log in many objects, each with the header. */
function partsOf(log: string, csv: string): [key: string, text: string][] {
  const [header = '', ...rows] = csv.trimEnd().split('\n');
  return Array.from({ length: OBJECTS }, (_, i) => [
    `input/${log}/${String(i).padStart(4, '0')}.csv`,
    [header, ...rows.filter((__, row) => row % OBJECTS === i), ''].join('\n'),
  ]);
}

interface SmallObjects {
  readonly system: TestSystem;
  readonly logs: ReferenceLogs;
  readonly texts: ReadonlyMap<string, string>;
}

async function createSmallObjects(
  kind: 'folder' | 's3',
  seed: number,
  settings: Readonly<Record<string, string>>,
): Promise<SmallObjects> {
  const logs = await sampleTexts({ rowsPerLog: 3_000, days: 3, lastDay: DATE, seed });
  const texts = new Map([
    ...partsOf('product_views', logs.product_views),
    ...partsOf('ads_views', logs.ads_views),
  ]);
  const { advertiser_ids } = logs;
  const system = await createTestSystem(kind, { advertiser_ids } as ReferenceLogs, settings);
  await putObjects(system.lake, Object.fromEntries(texts));
  return { system, logs, texts };
}

/** The ETags of what is known of objects by themselves, by key. */
async function recordsOf({ system, texts }: SmallObjects): Promise<Map<string, string>> {
  const records = new Map<string, string>();
  for (const key of texts.keys()) {
    const object = await system.lake.head(key);
    const record = object && (await system.lake.head(objectCountsKey(object)));
    if (record !== undefined) records.set(key, record.etag);
  }
  return records;
}

async function expectEqual({ system }: SmallObjects, logs: ReferenceLogs): Promise<void> {
  expect(await publishedRows(system.db, DATE)).toEqual(referenceLists(logs, DATE));
}

faultTest(
  27,
  'a worker killed in the middle of a set of hundreds of small objects: another one counts the rest, no object twice, and the lists are equal',
  async (patches) => {
    const world = await createSmallObjects('folder', 27, patchedBuild(patches));
    const { system, logs } = world;
    try {
      const kill = signalAt('SIGKILL', 'counting/counts/count-set.js', 'done += 1;', 'done === 100');
      const died = untilExit(await system.startWorker(patchedBuild([...patches, kill])));
      const run = system.adtech('run', DATE);
      expect(await Promise.race([died, run])).toEqual({ code: null, signal: 'SIGKILL' });
      const before = await recordsOf(world);
      expect(before.size).toBeGreaterThan(0);
      expect(before.size).toBeLessThan(2 * OBJECTS);
      await system.startWorker();
      expect(await run).toMatchObject({ code: 0 });
      const after = await recordsOf(world);
      expect(after.size).toBe(2 * OBJECTS);
      const countedTwice = [...before].filter(([key, etag]) => after.get(key) !== etag);
      expect({ countedTwice }).toEqual({ countedTwice: [] });
      await expectEqual(world, logs);
    } finally {
      await system.dispose();
    }
  },
  {
    when: 'the next attempt counts every object again',
    patches: [
      {
        module: 'counting/counts/count-set.js',
        find: '(await (0, object_counts_1.findObjectCounts)(this.#lake, object)) ??',
        put: '',
      },
    ],
    fails: /countedTwice/,
  },
);

faultTest(
  28,
  'one bad object among hundreds: the date fails by its name, all others are counted; once it is corrected, it alone is counted',
  async (patches) => {
    const world = await createSmallObjects('folder', 28, patchedBuild(patches));
    const { system, logs, texts } = world;
    const bad = 'input/ads_views/0123.csv';
    const good = texts.get(bad) ?? '';
    try {
      await system.lake.write(bad, Buffer.from(`${good}A,"p\n`));
      await system.startWorker();
      expect(await system.adtech('run', DATE)).toMatchObject({ code: 1 });
      const { failure } = await system.db.selectFrom('runs').select('failure').executeTakeFirstOrThrow();
      expect(failure).toMatchObject({
        type: 'BadLog',
        message: expect.stringContaining(`${bad}: line`) as string,
      });
      const before = await recordsOf(world);
      expect(before.size).toBe(2 * OBJECTS);
      await system.lake.write(bad, Buffer.from(good));
      expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
      const after = await recordsOf(world);
      expect([...after].flatMap(([key, etag]) => (before.get(key) === etag ? [] : key))).toEqual([bad]);
      await expectEqual(world, logs);
    } finally {
      await system.dispose();
    }
  },
  {
    when: 'the fault of a bad object is not recorded',
    patches: [
      {
        module: 'counting/counts/count-set.js',
        find: '!(error instanceof bad_log_1.BadLogError)',
        put: 'true',
      },
    ],
    fails: /toBe/,
  },
);

faultTest(
  29,
  'an object replaced while its set is counted: it alone is counted again, by its new bytes, and the lists are equal',
  async (patches) => {
    const proxy = await startFaultProxy(testEndpoints().s3Endpoint);
    const world = await createSmallObjects('s3', 29, {
      AWS_ENDPOINT_URL_S3: proxy.url,
      ...patchedBuild(patches),
    });
    const { system, logs, texts } = world;
    const key = 'input/ads_views/0123.csv';
    const [header = '', first = '', ...others] = (texts.get(key) ?? '').trimEnd().split('\n');
    try {
      const old = await system.lake.head(key);
      const fault = proxy.inject({
        method: 'GET',
        key: /^tests\/input\/ads_views\/0123\.csv$/,
        fault: {
          kind: 'before',
          happens: async () => {
            await system.lake.write(key, Buffer.from(`${header}\n${first}\n`));
          },
        },
      });
      await system.startWorker();
      expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
      expect(fault.hits).toHaveLength(1);
      expect(old && (await findObjectCounts(system.lake, old))).toBeUndefined();
      expect((await recordsOf(world)).size).toBe(2 * OBJECTS);
      const counted = await countedObjects(system);
      expect({ counted }).toEqual({ counted: 2 * OBJECTS });
      const gone = new Set(others);
      const left = logs.ads_views.split('\n').filter((row) => !gone.delete(row));
      await expectEqual(world, { ...logs, ads_views: left.join('\n') });
    } finally {
      await system.dispose();
      await proxy.stop();
    }
  },
  {
    when: 'an object is read without `If-Match`, and the ETag of the answer is not looked at',
    patches: [
      {
        module: 'storage/s3-lake.js',
        find: '...(ifMatch === undefined ? {} : { IfMatch: `"${ifMatch}"` })',
        put: '',
      },
      { module: 'storage/s3-lake.js', find: 'ifMatch !== undefined && etag !== ifMatch', put: 'false' },
    ],
    fails: /toBeUndefined/,
  },
  {
    when: 'the objects of a set with a replaced one are counted again',
    patches: [
      {
        module: 'counting/counts/count-set.js',
        find: '(await (0, object_counts_1.findObjectCounts)(this.#lake, object)) ??',
        put: '',
      },
    ],
    fails: /counted/,
  },
);

/** How many objects all runs have counted, by their results. */
async function countedObjects({ client }: TestSystem): Promise<number> {
  let counted = 0;
  for (const { workflowId, runId } of await listRuns(client, 'countSmallObjects', 3)) {
    const result = await client.workflow.getHandle<typeof countSmallObjects>(workflowId, runId).result();
    counted += result.counted;
  }
  return counted;
}
