import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnAdtech } from '../support/processes/command-line';
import { askDoctor } from '../support/processes/doctor';
import { POOLER_START_MS, startPgBouncer } from '../support/servers/pgbouncer';
import type { PgBouncer } from '../support/servers/pgbouncer';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const IGNORING = {
  ignore_startup_parameters: 'options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout',
};

let system: TestSystem;
let pooler: PgBouncer;
let pooledUrl: string;
let folder: string;

beforeAll(async () => {
  const logs = await sampleTexts({ rowsPerLog: 100, days: 2, lastDay: '2024-11-30', seed: 1 });
  system = await createTestSystem('folder', logs);
  pooler = await startPgBouncer([system.url], { mode: 'transaction', poolSize: 4, settings: IGNORING });
  pooledUrl = pooler.through(system.url);
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-pooler-'));
}, POOLER_START_MS);

afterAll(async () => {
  await pooler.stop();
  await system.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function adtech(args: readonly string[], settings: Readonly<Record<string, string>>) {
  const child = spawnAdtech(args, { ...system.env, PORT: '0', METRICS_PORT: '0', ...settings }, folder);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

const BOTH_REMEDIES =
  /Postgres at 127\.0\.0\.1:\d+ \(DATABASE_URL\) is a pooler in transaction mode.*; set DATABASE_POOLER=transaction, or DATABASE_URL to an address of Postgres itself/;

it.each([['migrate'], ['worker'], ['api'], ['up', '--once'], ['keys', 'list'], ['status']])(
  '%s refuses a pooler in transaction mode that no setting names, with both remedies',
  async (...args) => {
    const { code, output } = await adtech(args, { DATABASE_URL: pooledUrl });
    expect(output).toMatch(BOTH_REMEDIES);
    expect(code).toBe(1);
  },
);

it('doctor names it, and takes it once a setting does', async () => {
  const asked = async (settings: Readonly<Record<string, string>>) =>
    askDoctor(async (...args) => {
      const { code, output } = await adtech(args, { DATABASE_URL: pooledUrl, ...settings });
      return { code, stdout: output, stderr: '' };
    });
  const { findings } = await asked({});
  expect(findings.find(({ check }) => check === 'postgres')?.message).toMatch(BOTH_REMEDIES);
  const { checks } = await asked({ DATABASE_POOLER: 'transaction' });
  expect(checks.find(({ check }) => check === 'postgres')).toMatchObject({
    state: 'ok',
    summary: expect.stringMatching(/, through a pooler in transaction mode$/) as unknown,
  });
  expect(checks.find(({ check }) => check === 'migrations')).toMatchObject({ state: 'ok' });
});

describe('migrate', () => {
  const settings = () => ({ DATABASE_URL: pooledUrl, DATABASE_POOLER: 'transaction' });

  it('asks for an address past the pooler by name', async () => {
    const { code, output } = await adtech(['migrate'], settings());
    expect(output).toMatch(
      /DATABASE_POOLER is transaction, and migrations need a separate session.*set DATABASE_DIRECT_URL/,
    );
    expect(code).toBe(2);
  });

  it('goes over it', async () => {
    const { code, output } = await adtech(['migrate'], { ...settings(), DATABASE_DIRECT_URL: system.url });
    expect(output).toMatch(/the database is up to date/);
    expect(code).toBe(0);
  });

  it('refuses one that leads through a pooler as well', async () => {
    const { code, output } = await adtech(['migrate'], { ...settings(), DATABASE_DIRECT_URL: pooledUrl });
    expect(output).toMatch(
      /\(DATABASE_DIRECT_URL\) is a pooler in transaction mode.*; set DATABASE_DIRECT_URL to an address of/,
    );
    expect(code).toBe(1);
  });
});

it.each([
  [
    'a password that is wrong',
    (url: URL) => (url.password = 'wrong'),
    /correct user and password in DATABASE_URL/,
  ],
  [
    'a database that is not there',
    (url: URL) => (url.pathname = '/nowhere'),
    /make the database, or correct DATABASE_URL/,
  ],
])('worker, api and doctor take %s for no outage, and say what to do', async (_, spoil, remedy) => {
  const url = new URL(system.url);
  spoil(url);
  for (const command of ['worker', 'api', 'doctor']) {
    const { code, output } = await adtech([command], { DATABASE_URL: url.href });
    expect(output).toMatch(remedy);
    expect(output).not.toMatch(/is unreachable|does not answer/);
    expect(code).toBe(1);
  }
});
