import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { freePort } from '../../local/ports';
import { adtech, createTestNamespace } from '../support/processes/command-line';
import { argumentsOf, askDoctor } from '../support/processes/doctor';
import type { Told } from '../support/processes/doctor';
import { testEndpoints } from '../support/servers/endpoints';
import { adminQuery, databaseUrl } from '../support/database/test-database';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

let system: TestSystem;

beforeAll(async () => {
  const logs = await sampleTexts({ rowsPerLog: 100, days: 2, lastDay: '2024-03-01', seed: 2 });
  system = await createTestSystem('folder', logs, { START_DATE: '2024-02-29' });
});
afterAll(() => system.dispose());

const doctorWith = (settings: Readonly<Record<string, string>>): Promise<Told> =>
  askDoctor((...args) => adtech(args, { ...system.env, ...settings }));
const stateOf = ({ checks }: Told, check: string) => checks.find((one) => one.check === check)?.state;
const findingsOf = ({ findings }: Told, check: string) => findings.filter((one) => one.check === check);

it('tells every fault of the settings, no value of a secret, and looks at nothing else', async () => {
  const told = await askDoctor((...args) =>
    adtech(args, { DATABASE_URL: 'mysql://user:canary@host/db', START_DATE: 'soon' }),
  );
  expect(told.code).toBe(1);
  expect(findingsOf(told, 'settings').map(({ message }) => message)).toEqual([
    expect.stringMatching(/^DATABASE_URL/),
    expect.stringMatching(/^START_DATE/),
  ]);
  expect(told.checks.slice(1).every(({ state }) => state === 'skipped')).toBe(true);
  expect(JSON.stringify(told)).not.toContain('canary');
});

it('says what is missing where nothing runs and nothing is set', async () => {
  const told = await askDoctor((...args) => adtech(args, {}));
  expect(told.findings).toMatchObject([{ check: 'settings', command: 'npx adtech up' }]);
});

it('names each service that does not answer, and makes every check that needs none of it', async () => {
  const port = await freePort();
  const told = await doctorWith({
    TEMPORAL_ADDRESS: `127.0.0.1:${String(port)}`,
    DATABASE_URL: `postgres://user:canary@127.0.0.1:${String(port)}/adtech`,
    LAKE_URL: 's3://no-such-bucket',
    AWS_ENDPOINT_URL_S3: testEndpoints().s3Endpoint,
    AWS_ACCESS_KEY_ID: testEndpoints().s3AccessKeyId,
    AWS_SECRET_ACCESS_KEY: testEndpoints().s3SecretAccessKey,
  });
  expect(told.code).toBe(1);
  expect(told.findings).toMatchObject([
    {
      check: 'temporal',
      message: expect.stringContaining(`127.0.0.1:${String(port)} does not answer`) as unknown,
    },
    {
      check: 'postgres',
      message: expect.stringMatching(/adtech does not answer: .*ECONNREFUSED/) as unknown,
    },
    {
      check: 'lake',
      message: expect.stringMatching(/NoSuchBucket .*; check that the bucket exists/) as unknown,
    },
  ]);
  expect(JSON.stringify(told)).not.toContain('canary');

  const half = await doctorWith({
    LAKE_URL: 's3://no-such-bucket',
    AWS_ENDPOINT_URL_S3: testEndpoints().s3Endpoint,
  });
  expect(['temporal', 'postgres', 'migrations', 'calendar'].map((check) => stateOf(half, check))).toEqual([
    'ok',
    'ok',
    'ok',
    'wrong',
  ]);
  expect(stateOf(half, 'inputs')).toBe('skipped');
});

it('names the migrations that a database lacks, and the command that it prints applies them', async () => {
  const { postgresUrl } = testEndpoints();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await adminQuery(postgresUrl, `CREATE DATABASE ${name}`);
  const settings = { DATABASE_URL: databaseUrl(postgresUrl, name) };
  try {
    const told = await doctorWith(settings);
    const [found] = findingsOf(told, 'migrations');
    expect(found?.message).toMatch(/lacks 0001-lists-and-runs, /);
    expect(stateOf(told, 'calendar')).toBe('skipped');
    const env = { ...system.env, ...settings };
    expect(await adtech(argumentsOf(found?.command), env)).toMatchObject({ code: 0 });
    expect(stateOf(await doctorWith(settings), 'migrations')).toBe('ok');
  } finally {
    await adminQuery(postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  }
});

it('names a missing namespace, and the command that it prints creates it', async () => {
  const settings = { TEMPORAL_NAMESPACE: `test-${randomUUID()}` };
  const [found] = findingsOf(await doctorWith(settings), 'temporal');
  expect(found?.message).toBe(`the server has no namespace ${settings.TEMPORAL_NAMESPACE}`);
  const [temporal, ...args] = (found?.command ?? '').split(' ');
  expect(temporal).toBe('temporal');
  await promisify(execFile)(testEndpoints().temporalExecutable, args);
  // Until all parts of the server know it, some seconds later, the finding stays.
  while (stateOf(await doctorWith(settings), 'temporal') !== 'ok');
});

it('names search attributes that are not registered, and the command that it prints registers them', async () => {
  const settings = await createTestNamespace();
  const namespace = settings.TEMPORAL_NAMESPACE;
  const { operatorService } = system.client.connection;
  expect(await adtech(['schedule', 'apply', '--no-backfill'], { ...system.env, ...settings })).toMatchObject({
    code: 0,
  });
  expect(stateOf(await doctorWith(settings), 'schedule')).toBe('ok');
  await operatorService.removeSearchAttributes({ namespace, searchAttributes: ['RowsPublished'] });
  const [found] = findingsOf(await doctorWith(settings), 'schedule');
  expect(found?.message).toBe(
    `RowsPublished not registered in ${namespace}: the Web UI cannot show runs by that`,
  );
  const [temporal, ...args] = (found?.command ?? '').split(' ');
  expect(temporal).toBe('temporal');
  await promisify(execFile)(testEndpoints().temporalExecutable, args);
  expect(stateOf(await doctorWith(settings), 'schedule')).toBe('ok');
});

it('prints its findings for people, each with the command that resolves it', async () => {
  const { code, stdout } = await system.adtech('doctor');
  expect(code).toBe(1);
  expect(stdout).toMatch(/✓ postgres +127\.0\.0\.1/);
  expect(stdout).toMatch(
    /✗ schedule +no daily-recommendations\n.*no date starts by itself\n +npx adtech schedule apply\n/,
  );
  expect(stdout).toMatch(/\d+ findings\n$/);
});

it.each(['weather', 'volume@2024-02-30', 'volume@2024-03-01@x'])(
  'calls --ignore %s wrong usage',
  async (what) => {
    const { code, stderr } = await system.adtech('doctor', '--ignore', what);
    expect(code).toBe(2);
    expect(stderr).toMatch(/must be one of settings, .*, or such a name with @YYYY-MM-DD/);
  },
);
