import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { addDays, lastDueDate, utcDay } from '../../domain/execution-date';
import { commandLine } from '../../local/leftovers';
import { endProcess, spawnAdtech } from '../support/processes/command-line';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-up-'));
  // Where the tests run as root, Postgres runs as another user, who must reach the folder.
  chmodSync(folder, 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const running = () =>
  JSON.parse(readFileSync(path.join(folder, '.adtech', 'running.json'), 'utf8')) as { databaseUrl: string };

/** Runs `adtech up` until its output matches, or to its end. */
async function up(args: readonly string[], until?: RegExp) {
  const child = spawnAdtech(
    ['up', ...args],
    { PORT: '0', METRICS_PORT: '0', WORKER_METRICS_PORT: '0' },
    folder,
  );
  let output = '';
  await new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (until?.test(output) === true) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => {
      resolve();
    });
  });
  return { child, output: () => output };
}

/** Command lines of processes that work below the folder, where the system lists processes in /proc. */
function leftovers(): string[] {
  if (!existsSync('/proc')) return [];
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.map(commandLine).filter((line) => line.includes(folder));
}

it('stops cleanly on Ctrl-C in the middle of catching up', async () => {
  const stopped = await up([], /catching up/);
  stopped.child.kill('SIGINT');
  const [code] = (await once(stopped.child, 'close')) as [number | null];
  expect(stopped.output()).toMatch(/stopping\n.*everything is stopped; the data is kept\n$/);
  expect(code).toBe(0);
  expect(leftovers()).toEqual([]);
});

it('publishes and checks the dates after a kill in mid-run, keeps all over a restart, and leaves nothing running', async () => {
  const killed = await up([], /catching up/);
  await untilPublished(running().databaseUrl);
  await endProcess(killed.child, 'SIGKILL');

  const second = await up(['--once']);
  const due = daysDue();
  expect(second.output()).toMatch(/stopping\n.*everything is stopped/);
  expect(second.output()).toMatch(new RegExp(`checked: the API answers .* over ${String(due)} dates`));
  expect({ code: second.child.exitCode, output: second.output() }).toMatchObject({ code: 0 });
  expect(leftovers()).toEqual([]);

  const third = await up([], /Ctrl-C stops everything/);
  expect(third.output()).toMatch(/every date from .* is published/);
  const code = await endProcess(third.child, 'SIGINT');
  expect(code).toBe(0);
  expect(leftovers()).toEqual([]);
});

/** Waits until a date is published, however many more follow. */
async function untilPublished(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (;;) {
      const { rowCount } = await client.query('SELECT FROM publications WHERE run_id IS NOT NULL');
      if (rowCount !== 0) return;
      await setTimeout(20);
    }
  } finally {
    await client.end();
  }
}

/** Sample logs begin 30 days before today; the date of today is due from 23:00 UTC on. */
function daysDue(): number {
  const first = addDays(utcDay(new Date()), -30);
  return (Date.parse(lastDueDate(new Date())) - Date.parse(first)) / 86_400_000 + 1;
}
