import { setTimeout as sleep } from 'node:timers/promises';
import { findObjectCounts } from '../../counting/counts/object-counts';
import type { LakeObject } from '../../storage/lake';
import { testEndpoints } from '../support/servers/endpoints';
import { faultTest } from '../support/faults/fault';
import type { Broken } from '../support/faults/fault';
import { startFaultProxy } from '../support/faults/fault-proxy';
import type { FaultProxy, FaultRule } from '../support/faults/fault-proxy';
import { patchedBuild } from '../support/faults/patched-build';
import type { Patch } from '../support/faults/patched-build';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { repeated, repetitionsFor } from '../support/logs/repeated-object';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-03-01';
const ROWS = 4_000;
const VIEWS = 'input/product_views.csv';

/** Far longer than any run takes, and than a broken build is given. */
const RUN_WITHIN_MS = 120_000;
const BROKEN_RUN_WITHIN_MS = 30_000;

/** A system that reaches its lake through a proxy only; the tests go past it. */
interface LakeWorld {
  readonly proxy: FaultProxy;
  readonly system: TestSystem;
  readonly runWithinMs: number;
}

let sound: LakeWorld;
let seed = 70;

beforeAll(async () => {
  sound = await createWorld([]);
});
afterEach(() => {
  sound.proxy.clear();
});
afterAll(() => disposeWorld(sound));

async function createWorld(patches: readonly Patch[]): Promise<LakeWorld> {
  const proxy = await startFaultProxy(testEndpoints().s3Endpoint);
  const system = await createTestSystem('s3', await newLogs(), {
    START_DATE: '2024-02-29',
    AWS_ENDPOINT_URL_S3: proxy.url,
    ...patchedBuild(patches),
  });
  await system.startWorker();
  return { proxy, system, runWithinMs: patches.length === 0 ? RUN_WITHIN_MS : BROKEN_RUN_WITHIN_MS };
}

async function disposeWorld({ proxy, system }: LakeWorld): Promise<void> {
  await system.dispose();
  await proxy.stop();
}

/** The test of a fault: the unpatched build uses one shared system, and each patched build a new one. */
function lakeTest(
  number: number,
  claim: string,
  scenario: (world: LakeWorld) => Promise<void>,
  ...broken: Broken[]
): void {
  const inOwnWorld = async (patches: readonly Patch[]) => {
    if (patches.length === 0) return scenario(sound);
    const world = await createWorld(patches);
    try {
      await scenario(world);
    } finally {
      await disposeWorld(world);
    }
  };
  faultTest(number, claim, inOwnWorld, ...broken);
}

/** Logs with different bytes at each call, which are not counted yet. */
function newLogs(): Promise<ReferenceLogs> {
  return sampleTexts({ rowsPerLog: ROWS, days: 2, lastDay: DATE, seed: seed++ });
}

async function putLogs({ system }: LakeWorld): Promise<ReferenceLogs> {
  const logs = await newLogs();
  const objects = Object.entries(logs).map(([name, csv]) => [`input/${name}.csv`, csv as string]);
  await putObjects(system.lake, Object.fromEntries(objects) as Record<string, string>);
  return logs;
}

async function runDate({ system, runWithinMs }: LakeWorld): Promise<void> {
  const stopped = new AbortController();
  const end = await Promise.race([
    system.adtech('run', DATE),
    sleep(runWithinMs, 'the run does not end', { signal: stopped.signal }),
  ]);
  stopped.abort();
  expect(end).toMatchObject({ code: 0 });
}

/** Expects the lists that follow from the logs, that every row was read, and that the recorded inputs are the current ones. */
async function expectEqual({ system }: LakeWorld, logs: ReferenceLogs): Promise<void> {
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

const NOT_ASKED_AGAIN: Broken = {
  when: 'an answer of 500 is asked for once, by the client of the lake and by the step',
  patches: [
    {
      module: 'storage/s3-retries.js',
      find: 'STEP_RETRIES = { attempts: 5',
      put: 'STEP_RETRIES = { attempts: 1',
    },
    {
      module: 'activities/failures.js',
      find: "ApplicationFailure.retryable(message, 'LakeUnreachable')",
      put: "ApplicationFailure.nonRetryable(message, 'LakeUnreachable')",
    },
  ],
  fails: /"code": 1/,
};

const ANSWERS: [what: string, leastHits: number, rules: FaultRule[], broken: Broken[]][] = [
  [
    '503 three times to the reading of an input',
    3,
    [{ method: 'GET', key: keyInBucket(VIEWS), times: 3, fault: { kind: 'answer', status: 503 } }],
    [NOT_ASKED_AGAIN],
  ],
  [
    '500 more often than its client tries',
    7,
    [{ method: 'GET', key: keyInBucket(VIEWS), times: 7, fault: { kind: 'answer', status: 500 } }],
    [],
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
    [],
  ],
  [
    '500 three times to each write',
    30,
    [{ method: 'PUT', key: ANY_KEY, times: 3, eachKey: true, fault: { kind: 'answer', status: 500 } }],
    [],
  ],
];

for (const [what, leastHits, rules, broken] of ANSWERS) {
  lakeTest(
    7,
    `a lake that answers ${what} is asked again`,
    async (world) => {
      const logs = await putLogs(world);
      const faults = rules.map((rule) => world.proxy.inject(rule));
      await runDate(world);
      expect(faults.flatMap(({ hits }) => hits).length).toBeGreaterThanOrEqual(leastHits);
      await expectEqual(world, logs);
    },
    ...broken,
  );
}

const CUTS: [
  what: string,
  rule: Pick<FaultRule, 'key' | 'times' | 'eachKey'>,
  least: number,
  broken: Broken[],
][] = [
  [
    'each log',
    { key: /^tests\/input\/.*\.csv$/, eachKey: true },
    3,
    [
      {
        when: 'the length of a body is not checked',
        patches: [
          {
            module: 'storage/whole-body.js',
            find: "done(seenBytes === lengthBytes ? null : cut(''));",
            put: 'done(null);',
          },
          {
            module: 'storage/whole-body.js',
            find: 'void failureFor(error).then((failure) => counted.destroy(failure));',
            put: 'counted.end();',
          },
        ],
        fails: /deep equality/,
      },
    ],
  ],
  ['a result between two steps', { key: /^tests\/intermediate\/.*\.parquet$/, times: 2 }, 2, []],
  ['what is known of an object', { key: /counts\.json$/ }, 1, []],
];

for (const [what, rule, least, broken] of CUTS) {
  lakeTest(
    7,
    `${what}, cut at 60 % of its body, is read again from its start`,
    async (world) => {
      const { proxy, system } = world;
      const logs = await putLogs(world);
      if (rule.key.test('counts.json')) expect(await system.adtech('count')).toMatchObject({ code: 0 });
      const fault = proxy.inject({ ...rule, method: 'GET', fault: { kind: 'cut', share: 0.6 } });
      await runDate(world);
      await expectEqual(world, logs);
      expect(fault.hits).toHaveLength(least);
    },
    ...broken,
  );
}

lakeTest(
  7,
  'a body that drips at 1 KB a second is given up, and asked for again',
  async (world) => {
    const logs = await putLogs(world);
    world.proxy.inject({ method: 'GET', key: keyInBucket(VIEWS), fault: { kind: 'drip' } });
    const again = jest.fn();
    world.proxy.inject({ method: 'GET', key: keyInBucket(VIEWS), fault: { kind: 'answered', tell: again } });
    await runDate(world);
    expect(again).toHaveBeenCalledTimes(1);
    await expectEqual(world, logs);
  },
  {
    when: 'a body may be as slow as it likes',
    patches: [
      {
        module: 'storage/whole-body.js',
        find: 'if (awaited && seenBytes - bytesBefore < SLOW_BODY_BYTES) {',
        put: 'if (false) {',
      },
    ],
    fails: /the run does not end/,
  },
);

lakeTest(
  7,
  'what was written without an answer is written again',
  async (world) => {
    const logs = await putLogs(world);
    const fault = world.proxy.inject({
      method: 'PUT',
      key: ANY_KEY,
      eachKey: true,
      fault: { kind: 'lose-answer' },
    });
    await runDate(world);
    for (const written of [/counts\.json$/, /\/filter\//, /\/rank-/])
      expect(fault.hits.some((key) => written.test(key))).toBe(true);
    await expectEqual(world, logs);
  },
  {
    when: 'a write refuses a key that is there already',
    patches: [
      {
        module: 'storage/s3-lake.js',
        find: "const condition = options.onlyIfAbsent === true ? { IfNoneMatch: '*' } : {};",
        put: "const condition = { IfNoneMatch: '*' };",
      },
    ],
    fails: /the run does not end/,
  },
);

/** Replaces the product views, past the proxy. */
async function replaceViews({ system }: LakeWorld, logs: ReferenceLogs): Promise<ReferenceLogs> {
  const { product_views } = await newLogs();
  await putObjects(system.lake, { [VIEWS]: product_views });
  return { ...logs, product_views };
}

lakeTest(
  8,
  'an input that is replaced between being listed and being read is read as it is now',
  async (world) => {
    const { proxy, system } = world;
    let logs = await putLogs(world);
    const old = await system.lake.head(VIEWS);
    const fault = proxy.inject({
      method: 'GET',
      key: keyInBucket(VIEWS),
      fault: {
        kind: 'before',
        happens: async () => {
          logs = await replaceViews(world, logs);
        },
      },
    });
    await runDate(world);
    expect(fault.hits).toHaveLength(1);
    expect(old && (await findObjectCounts(system.lake, old))).toBeUndefined();
    await expectEqual(world, logs);
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
);

lakeTest(
  8,
  'an input that is replaced while one range of it is read, and before another is, is read as it is now',
  async (world) => {
    const { proxy, system } = world;
    let logs = await putLogs(world);
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
          logs = await replaceViews(world, logs);
        },
      },
    });
    await runDate(world);
    expect(fault.hits).toHaveLength(1);
    expect(await findObjectCounts(system.lake, old)).toBeUndefined();
    await expectEqual(world, logs);
  },
);
