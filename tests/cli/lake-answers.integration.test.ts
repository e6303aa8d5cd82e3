import type { Lake } from '../../storage/lake';
import { adtech } from '../support/processes/command-line';
import type { CommandEnd } from '../support/processes/command-line';
import { askDoctor } from '../support/processes/doctor';
import { testEndpoints } from '../support/servers/endpoints';
import { startFaultProxy } from '../support/faults/fault-proxy';
import type { FaultProxy, FaultRule } from '../support/faults/fault-proxy';
import { createS3Lake, putObjects } from '../support/lake/test-lake';
import type { ReferenceLogs } from '../support/reference/reference';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const VIEWS = /product_views/;
const PROBE = /intermediate\/doctor-probe$/;
const METHODS = ['GET', 'HEAD', 'PUT'] as const;

let system: TestSystem;
let logs: ReferenceLogs;

beforeAll(async () => {
  logs = await sampleTexts({ rowsPerLog: 200, days: 2, lastDay: '2024-03-01', seed: 2 });
  system = await createTestSystem('s3', logs, { START_DATE: '2024-02-29', END_DATE: '2024-03-01' });
});
afterAll(() => system.dispose());

/** A lake behind a proxy, and the commands that reach it through that proxy. */
interface LakeWorld {
  readonly proxy: FaultProxy;
  readonly lake: Lake;
  run(...args: string[]): Promise<CommandEnd>;
}

/** A test with a lake to itself. Commands mostly wait until they ask the lake again, so the tests run side by side. */
function withLake(work: (world: LakeWorld) => Promise<void>): () => Promise<void> {
  return async () => {
    const proxy = await startFaultProxy(testEndpoints().s3Endpoint);
    const { lake, env, remove } = await createS3Lake();
    try {
      for (const [name, csv] of Object.entries(logs))
        await putObjects(lake, { [`input/${name}.csv`]: csv as string });
      const run = (...args: string[]) =>
        adtech(args, { ...system.env, ...env, AWS_ENDPOINT_URL_S3: proxy.url });
      await work({ proxy, lake, run });
    } finally {
      remove();
      await proxy.stop();
    }
  };
}

const away = (method: (typeof METHODS)[number]): FaultRule => ({
  method,
  key: /^/,
  times: 10_000,
  fault: { kind: 'answer', status: 503, isBare: true },
});

it.concurrent.each([
  [['data', 'check']],
  [['count', '--dry-run']],
  [['sample', '--out', 'LAKE', '--rows', '200', '--days', '2', '--overwrite']],
])('%j asks a lake again that answers 503 for some seconds, and says so', (args) =>
  withLake(async ({ proxy, lake, run }) => {
    proxy.inject({ method: 'GET', key: /^/, times: 7, fault: { kind: 'answer', status: 503, isBare: true } });
    const end = await run(...args.map((arg) => (arg === 'LAKE' ? lake.url : arg)));
    expect(end).toMatchObject({ code: 0 });
    expect(end.stderr).toMatch(/s3:\/\/.*: HTTP 503; trying again for up to 20 s/);
  })(),
);

it.concurrent(
  'commands name lake, key, status and remedy of one that answers 503 for good',
  withLake(async ({ proxy, run }) => {
    for (const method of METHODS) proxy.inject(away(method));
    const commands = [['data', 'check'], ['count', '--dry-run'], ['status']];
    for (const end of await Promise.all(commands.map((args) => run(...args, '--json')))) {
      expect(end.code).toBe(1);
      expect(end.stderr).toMatch(
        /error: s3:\/\/lake-.*: answers with a fault \((LIST|GET|HEAD) \S+: HTTP 503, \d+ attempts\); it may pass: the log of the server/,
      );
    }
  }),
);

it.concurrent(
  'a body that breaks off is read again by `data check`',
  withLake(async ({ proxy, run }) => {
    const fault = proxy.inject({ method: 'GET', key: VIEWS, times: 2, fault: { kind: 'cut', share: 0.6 } });
    expect(await run('data', 'check')).toMatchObject({ code: 0 });
    expect(fault.hits).toHaveLength(2);
  }),
);

describe('doctor', () => {
  const lakeOf = async ({ proxy, run }: LakeWorld, rules: readonly FaultRule[]) => {
    for (const rule of rules) proxy.inject(rule);
    const told = await askDoctor(run);
    proxy.clear();
    return {
      findings: told.findings.filter(({ check }) => check === 'lake'),
      summary: told.checks.find(({ check }) => check === 'lake')?.summary,
    };
  };

  it.concurrent(
    'finds nothing wrong with a server that keeps its promises, and leaves nothing behind',
    withLake(async (world) => {
      const { findings, summary } = await lakeOf(world, []);
      expect(findings).toEqual([]);
      expect(summary).toMatch(/^s3:.*, lists and reads$/);
      expect(await world.lake.head('intermediate/doctor-probe')).toBeUndefined();
    }),
  );

  it.concurrent(
    'says which lake answers 503, for which key, and what to do',
    withLake(async (world) => {
      const { findings } = await lakeOf(world, METHODS.map(away));
      expect(findings).toMatchObject([
        {
          message: expect.stringMatching(
            /s3:\/\/lake-.*\(LIST input\/: HTTP 503.*\); it may pass: /,
          ) as string,
        },
      ]);
    }),
  );

  it.concurrent(
    'names the setting for a server that sends the checksum of the whole object with a range',
    withLake(async (world) => {
      const odd = { kind: 'headers', add: { 'x-amz-checksum-crc32': 'AAAAAA==' } } as const;
      const onRead = await lakeOf(world, [
        { method: 'GET', key: /input\//, range: /./, times: 100, fault: odd },
      ]);
      const onProbe = await lakeOf(world, [
        { method: 'GET', key: PROBE, range: /./, times: 100, fault: odd },
      ]);
      for (const { findings } of [onRead, onProbe]) {
        expect(findings).toHaveLength(1);
        const { message, remedy } = findings[0]!;
        expect(message).toContain('the checksum of the whole object with a range');
        expect(message + String(remedy)).toContain('AWS_RESPONSE_CHECKSUM_VALIDATION=WHEN_REQUIRED');
      }
    }),
  );

  it.concurrent(
    'names each condition that the server ignores, and the promise that is lost',
    withLake(async (world) => {
      const { findings } = await lakeOf(world, [
        { method: 'GET', key: PROBE, times: 100, fault: { kind: 'answer', status: 200, isBare: true } },
        { method: 'PUT', key: PROBE, times: 100, fault: { kind: 'answer', status: 200, isBare: true } },
      ]);
      expect(findings.map(({ message }) => message)).toEqual([
        expect.stringMatching(/ignores `If-Match`: an object that is replaced/),
        expect.stringMatching(/ignores ranges/),
        expect.stringMatching(/ignores `If-None-Match: \*`: of two that write/),
      ]);
    }),
  );

  it.concurrent(
    'does without where nothing may be written, and says so',
    withLake(async (world) => {
      const { findings, summary } = await lakeOf(world, [
        { method: 'PUT', key: PROBE, times: 100, fault: { kind: 'answer', status: 403, isBare: true } },
      ]);
      expect(findings).toEqual([]);
      expect(summary).toMatch(/conditions and ranges not looked at: no right to write/);
    }),
  );
});
