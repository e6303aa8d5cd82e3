import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { addDays, daysFromTo, lastDueDate } from '../../domain/execution-date';
import { endProcess, spawnAdtech } from '../support/processes/command-line';
import { runInTerminal } from '../support/processes/terminal';

const FIRST = '2019-03-04';
const LAST = '2019-03-10';
const PORTS = { PORT: '0', METRICS_PORT: '0', WORKER_METRICS_PORT: '0' };

let folder: string;
/** A plain folder of files, without `input/` above them. */
let logs: string;

/** Runs a command in the folder to its end, or until its output matches; that ends it. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}, until?: RegExp) {
  const child = spawnAdtech(args, { ...PORTS, ...env }, folder);
  let output = '';
  const look = (chunk: Buffer) => {
    const before = output;
    output += chunk.toString();
    // Once: a second signal ends `up` before it has stopped its servers.
    if (until?.test(output) === true && !until.test(before)) child.kill('SIGTERM');
  };
  child.stdout?.on('data', look);
  child.stderr?.on('data', look);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

const json = async (...args: string[]) =>
  JSON.parse((await run([...args, '--json'])).output) as Record<string, unknown>;

const filesOf = (of: string) => readdirSync(of, { recursive: true }).sort();

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-closed-'));
  chmodSync(folder, 0o755);
  const lake = pathToFileURL(path.join(folder, 'own')).href;
  await run(['sample', '--out', lake, '--rows', '1000', '--days', '7', '--to', LAST, '--advertisers', '2']);
  logs = path.join(folder, 'own', 'input');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('publishes the seven dates of a week of 2019, and nothing after it', async () => {
  const before = filesOf(logs);
  const { code, output } = await run(['up', '--once', '--logs', logs]);
  expect(output).toContain(
    `the logs have events from ${FIRST} to ${LAST}; START_DATE is not set: dates run from ${FIRST} to ${LAST}`,
  );
  expect(output).toContain(`catching up 7 dates, ${FIRST} to ${LAST}`);
  expect(output).toContain(`every date from ${FIRST} to ${LAST} is published`);
  expect(code).toBe(0);
  expect(filesOf(logs)).toEqual(before);
});

it('is what every command of the folder goes by, also in a later up', async () => {
  const child = spawnAdtech(['up'], PORTS, folder);
  let output = '';
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C stops everything')) resolve();
    });
    child.once('exit', () => {
      resolve();
    });
  });
  try {
    expect(output).not.toContain('catching up');
    const record = path.join(folder, '.adtech', 'running.json');
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({
      settings: { START_DATE: FIRST, END_DATE: LAST },
    });
    expect(await json('status')).toMatchObject({ from: FIRST, to: LAST, extra: [] });
    expect(await json('doctor')).toMatchObject({ healthy: true });
    expect(await json('schedule', 'describe')).toMatchObject({ differences: [], next_times: [] });
    const api = /the API answers at (\S+),/.exec(output)?.[1] ?? '';
    const stats = (await (await fetch(`${api}/stats`)).json()) as object;
    expect(stats).toMatchObject({ date: LAST, stale: false });
    const page = await (await fetch(`${api}/`, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain(`Fresh: ${LAST} is published`);
    expect(page).not.toContain('To look at');
  } finally {
    await endProcess(child, 'SIGTERM');
  }
});

it('tells more than 60 dates, and asks on a terminal', async () => {
  const START_DATE = addDays(FIRST, -61);
  const env = { ...PORTS, START_DATE, END_DATE: LAST };
  const missing = daysFromTo(START_DATE, addDays(FIRST, -1));
  const what = `61 dates, ${START_DATE} to ${missing.at(-1) ?? ''}`;
  const asked = runInTerminal(['up', '--once'], env, { columns: 140, rows: 40 }, folder);
  await asked.shows(/narrow them\)\? \[y\/N\]/);
  expect(await asked.screen()).toContain(`Run ${what} (START_DATE and END_DATE narrow them)? [y/N]`);
  asked.type('n\r');
  await asked.shows(/no date was started/);
  expect(await asked.ended).toBe(3);
  const { output } = await run(['up'], env, /START_DATE and END_DATE narrow them/);
  expect(output).toContain(`this runs ${what}; START_DATE and END_DATE narrow them`);
});

it('has no END_DATE where the logs reach the last three days', async () => {
  const first = addDays(lastDueDate(new Date()), -1);
  const lake = pathToFileURL(path.join(folder, 'fresh')).href;
  const to = lastDueDate(new Date());
  await run(['sample', '--out', lake, '--rows', '500', '--days', '2', '--to', to, '--advertisers', '2']);
  const { output } = await run(['up'], { LAKE_URL: lake }, /the daily schedule is/);
  expect(output).toContain(`START_DATE is not set: dates run from ${first} on`);
  expect(output).toMatch(new RegExp(`the daily schedule is .*, from ${first} on`));
});

it.each([
  ['--logs with LAKE_URL', () => ['--logs', logs], { LAKE_URL: 'file:///nowhere' }, 'use one of them'],
  ['--logs of a folder that is not there', () => ['--logs', path.join(folder, 'no')], {}, 'no such folder'],
  ['--logs of another folder than before', () => ['--logs', folder], {}, `has read the logs in`],
])('refuses %s', async (_what, args, env, message) => {
  const { code, output } = await run(['up', '--once', ...args()], env);
  expect(output).toContain(message);
  expect(code).toBe(2);
});
