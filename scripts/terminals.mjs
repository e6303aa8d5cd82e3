// `npm run terminals`: renews the pictures of terminals in docs/images/ from a separate system: `adtech up` in a temporary
// folder, with dates in every state, looked at through a pseudo-terminal. Nothing of it is left running, nor its folder.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { ensureBuilt, root } from './ensure.mjs';
import { environmentWithoutSettings } from './own-environment.mjs';
import { open } from './terminal/capture.mjs';

const IMAGES = path.join(root, 'docs', 'images');
const ADTECH = path.join(root, 'bin', 'adtech.mjs');
const SIZE = { columns: 110, rows: 40 };
/** Up to 8 minutes go by where Temporal's server has to be built first. */
const START_TIMEOUT_MS = 15 * 60_000;

await ensureBuilt();
mkdirSync(IMAGES, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'adtech-terminals-'));
// Started by root, Postgres runs as another user, whose data would otherwise lie where that user can reach them.
chmodSync(folder, 0o755);
const env = await environmentWithoutSettings();
const up = spawn(process.execPath, [ADTECH, 'up'], {
  cwd: folder,
  env: { ...env, PORT: '0', METRICS_PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
  // A separate process group: Ctrl-C is passed on once, by the handler below.
  detached: true,
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => up.kill('SIGINT'));
try {
  await published();
  await takeAll();
} finally {
  if (up.exitCode === null && up.signalCode === null) {
    const ended = once(up, 'exit');
    up.kill('SIGINT');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}

async function takeAll() {
  const { dates } = JSON.parse(await adtech('status', '--json'));
  const days = dates.map(({ date }) => date);
  const ofLast = (count) => ['--from', days.at(-count), '--to', days.at(-1)];

  await makeStates(days);
  await picture('terminal-status.svg', ['status', ...ofLast(10)]);
  await picture('terminal-doctor.svg', ['doctor']);
  await adtech('backfill', '--only', 'missing');
  await adtech('backfill', '--only', 'failed');
  await picture('terminal-backfill.svg', ['backfill', '--only', 'stale']);
  await pictureOf(
    'terminal-backfill-running.svg',
    ['backfill', '--only', 'all', '--max-parallel', '8'],
    (lines) => lines.some((line) => /^█.* [1-9]\d of 30 dates.* left$/.test(line)),
  );
  await picture('terminal-doctor-healthy.svg', ['doctor']);

  const lake = `file://${path.join(folder, 'logs')}`;
  await adtech('sample', '--out', lake, '--days', '14', '--malformed', '0.0001');
  await picture('terminal-data-check.svg', ['data', 'check'], { LAKE_URL: lake });
}

/** Makes dates stale, missing and failed: by a late object, two dates that were lost, and an object that cannot be read. */
async function makeStates(days) {
  const input = (...parts) => path.join(folder, '.adtech', 'lake', 'input', ...parts);
  const [, advertiser] = readFileSync(input('advertiser_ids.csv'), 'utf8').split('\n');
  for (const log of ['product_views', 'ads_views']) mkdirSync(input(log));
  const rows = days.slice(-3).map((day) => `${advertiser},latep1,${day}\n`.repeat(20));
  writeFileSync(input('product_views', 'late.csv'), `advertiser_id,product_id,date\n${rows.join('')}`);
  await adtech('count');

  const bad = input('ads_views', 'bad.csv');
  writeFileSync(bad, `advertiser_id;product_id;type;date\n`);
  await adtech('run', days.at(-6)).catch(() => undefined);
  rmSync(bad);

  const { databaseUrl } = JSON.parse(readFileSync(path.join(folder, '.adtech', 'running.json'), 'utf8'));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  for (const table of ['publications', 'runs']) {
    await client.query(`DELETE FROM ${table} WHERE date = ANY ($1::date[])`, [[days.at(-9), days.at(-8)]]);
  }
  await client.end();
}

/** A picture of a command at its end. */
async function picture(name, args, more = {}) {
  const terminal = open(process.execPath, [ADTECH, ...args], {
    cwd: folder,
    env: { ...env, ...more },
    ...SIZE,
  });
  await terminal.ended;
  await save(name, args, terminal);
}

/** A picture of a command at the first moment at which its lines are as wanted; then it runs to its end. */
async function pictureOf(name, args, isWanted) {
  const terminal = open(process.execPath, [ADTECH, ...args], { cwd: folder, env, ...SIZE });
  const end = { over: false };
  void terminal.ended.then(() => (end.over = true));
  while (!isWanted(await terminal.lines())) {
    if (end.over) throw new Error(`${args.join(' ')} has ended before its picture was taken`);
    await sleep(20);
  }
  await save(name, args, terminal);
  await terminal.ended;
}

async function save(name, args, terminal) {
  // The temporary folder is of no interest.
  const rewrite = (text) => text.replaceAll(folder, '/home/me/adtech');
  const svg = await terminal.picture(`npx adtech ${args.join(' ')}`, rewrite);
  writeFileSync(path.join(IMAGES, name), svg);
  console.log(`docs/images/${name}`);
}

async function adtech(...args) {
  const { stdout } = await promisify(execFile)(process.execPath, [ADTECH, ...args], { cwd: folder, env });
  return stdout;
}

/** Waits until `up` has published every date. */
async function published() {
  let said = '';
  up.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!said.includes('Ctrl-C stops everything')) {
    if (up.exitCode !== null || up.signalCode !== null) throw new Error('`adtech up` has ended');
    if (performance.now() > deadline) throw new Error('`adtech up` took too long');
    await sleep(200);
  }
}
