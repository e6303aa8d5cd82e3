import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApiKey } from '../../db/api-keys';
import { recordRunEnd, registerRun } from '../../db/runs';
import { adtech } from '../support/processes/command-line';
import { newRun } from '../support/database/publications';
import { runInTerminal } from '../support/processes/terminal';
import { createTestSystem } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DAY = '2024-03-01';
const BEFORE = '2024-02-29';
/** A line end and a colour, as C0 and as C1 controls; a bidi override. Each is harmless. */
const HOSTILE = 'a\n\u001b[31mRED\u009b32m\u007f\u202e';
/** What no line may hold: a text of others may steer no terminal. */
const OBEYED = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u;
const ADS = `advertiser_id,product_id,type,date\nA,p1,impression,${DAY}\nA,p1,click,${DAY}\n`;

let system: TestSystem;
let inputs: string;
let workerLog = '';

beforeAll(async () => {
  system = await createTestSystem(
    'folder',
    {
      advertiser_ids: 'advertiser_id\nA\n a\nA \n.\n..\n',
      product_views: `advertiser_id,product_id,date\nA,p1,${DAY}\n.,.,${DAY}\n..,..,${DAY}\n`,
      ads_views: ADS,
    },
    { START_DATE: DAY, END_DATE: DAY },
  );
  inputs = path.join(fileURLToPath(system.env['LAKE_URL'] ?? ''), 'input');
  mkdirSync(path.join(inputs, 'ads_views'));
  await createApiKey(system.db, HOSTILE, ['A', 'A ', HOSTILE]);
  // Of a version that knew less, or of another program.
  const run = newRun(BEFORE);
  await registerRun(system.db, run);
  await recordRunEnd(system.db, run, 'failed', { step: 'filterLogs', type: 'BadLog', message: HOSTILE });
  const { stdout, stderr } = await system.startWorker({ WORKER_METRICS_PORT: '0' });
  for (const stream of [stdout, stderr])
    stream?.on('data', (chunk: Buffer) => (workerLog += chunk.toString()));
});
afterAll(() => system.dispose());

/** The commands that name keys of the lake, or say what runs over its logs say. */
const OF_LOGS: readonly (readonly string[])[] = [
  ['data', 'check'],
  ['data', 'check', '--json'],
  ['count', '--dry-run'],
  ['count'],
  ['run', DAY],
  ['backfill', '--from', DAY, '--to', DAY, '--only', 'all'],
  ['status', '--from', BEFORE, '--to', DAY],
  ['doctor'],
  ['doctor', '--json'],
];
/** The other ones that say what they are given, or what is in the database. */
const OTHERS: readonly (readonly string[])[] = [
  ['keys', 'list'],
  ['keys', 'list', '--json'],
  ['evaluate', '--advertiser', HOSTILE],
  ['backtest', '--advertiser', HOSTILE],
  ['status', '--from', BEFORE, '--to', DAY, '--json'],
  ['schedule', 'describe'],
  ['run', HOSTILE],
  [HOSTILE],
];

async function expectHarmless(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout, stderr } = await adtech(args, { ...system.env, ...settings });
  const output = stdout + stderr;
  expect({ args, output }).toEqual({ args, output: expect.not.stringMatching(OBEYED) as unknown });
  expect(output).not.toBe('');
  return output;
}

// Fails when a command writes a text of others as it is.
it.each([
  ['a key that only buckets keep', `${HOSTILE}.csv`, `${ADS}A,p1,${HOSTILE},${DAY}\n`],
  ['a key with a bidi override', 'x\u202evsc.csv', ADS],
  ['a bad header', 'x.csv', `advertiser_id,product_id,\u001b[31mtype\u009b,date\n`],
])('shows a terminal nothing that it would obey of %s', async (_, name, text) => {
  const file = path.join(inputs, 'ads_views', name);
  writeFileSync(file, text);
  try {
    for (const args of OF_LOGS) await expectHarmless(args);
  } finally {
    rmSync(file);
  }
});

it('shows a terminal nothing that it would obey of what Postgres says', async () => {
  const url = `${system.env['DATABASE_URL'] ?? ''}${encodeURIComponent(HOSTILE)}`;
  for (const args of [['status'], ['doctor'], ['doctor', '--json'], ['migrate']])
    expect(await expectHarmless(args, { DATABASE_URL: url })).toContain('RED');
});

it.each(OTHERS)('shows a terminal nothing that it would obey: adtech %s', async (...args) => {
  await expectHarmless(args);
});

it('keeps its own colours in a terminal, and none of others', async () => {
  const run = runInTerminal(['status', '--from', BEFORE, '--to', DAY], system.env);
  await run.ended;
  expect(run.bytes()).toContain('\u001b[31mfailed\u001b[39m');
  expect(run.bytes()).not.toContain('\u001b[31mRED');
  expect(await run.screen()).toContain('a\\u{a}\\u{1b}[31mRED\\u{9b}32m\\u{7f}\\u{202e}');
});

it('logs nothing that a terminal would obey', () => {
  expect(workerLog).toContain('is missing');
  expect(workerLog).not.toMatch(OBEYED);
});

it('quotes ids in sentences where they would not be seen as they are', async () => {
  const checked = await system.adtech('data', 'check');
  expect(checked.stdout).toContain('2 active advertisers without rows: " a", "A "');
  expect((await system.adtech('keys', 'list')).stdout).toContain('A, "A ", a\\u{a}');
});
