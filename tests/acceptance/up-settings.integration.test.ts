import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { addDays, lastDueDate } from '../../domain/execution-date';
import { endProcess, spawnAdtech, untilExit } from '../support/processes/command-line';

let folder: string;
const last = lastDueDate(new Date());
const first = addDays(last, -1);

/** Runs a command in the folder to its end. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawnAdtech(args, env, folder);
  const texts = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

/** Starts `up` in the folder and waits for a line of its output. */
async function startUp(env: Readonly<Record<string, string>>, until: RegExp) {
  const child = spawnAdtech(
    ['up'],
    { PORT: '0', METRICS_PORT: '0', WORKER_METRICS_PORT: '0', ...env },
    folder,
  );
  let output = '';
  await new Promise<void>((resolve) => {
    const look = (chunk: Buffer) => {
      output += chunk.toString();
      if (until.test(output)) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', () => {
      resolve();
    });
  });
  return { child, output: () => output };
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-up-settings-'));
  chmodSync(folder, 0o755);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('is what the commands of a second terminal go by, until its folder is removed', async () => {
  const lake = pathToFileURL(path.join(folder, 'own')).href;
  await run(['sample', '--out', lake, '--rows', '2000', '--days', '2', '--to', last]);
  const env = { LAKE_URL: lake, START_DATE: first, MORE_MODELS: 'none', MAX_REJECTED_FRACTION: '0.25' };
  const up = await startUp(env, /Ctrl-C stops everything/);
  try {
    const status = await run(['status', '--json']);
    expect(status).toMatchObject({ code: 0 });
    expect(JSON.parse(status.stdout)).toMatchObject({ from: first, to: last });
    expect(status.stderr).toBe('');
    const doctor = await run(['doctor', '--json']);
    const { checks, findings } = JSON.parse(doctor.stdout) as {
      checks: { check: string; summary: string }[];
      findings: { check: string }[];
    };
    expect(checks.find(({ check }) => check === 'settings')?.summary).toContain(
      `${lake}, from ${first} on, rejects up to 25 %`,
    );
    expect(findings.map(({ check }) => check)).not.toContain('schedule');
    expect(findings.map(({ check }) => check)).not.toContain('calendar');
    const other = await run(['status', '--json'], { START_DATE: last });
    expect(other.stderr).toContain(`START_DATE is ${last} here, ${first} there`);
    const record = path.join(folder, '.adtech', 'running.json');
    expect(statSync(record).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ settings: env });

    rmSync(path.join(folder, '.adtech'), { recursive: true, force: true });
    expect(await untilExit(up.child)).toEqual({ code: 1, signal: null });
    expect(up.output()).toContain('.adtech was removed');
    expect(up.output()).not.toContain('the data is kept');
  } finally {
    await endProcess(up.child, 'SIGKILL');
  }
});
