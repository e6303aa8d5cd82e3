import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import type { Postgres } from '../../local/postgres';
import { startPostgres } from '../../local/postgres';
import { relocatedFolder } from '../../local/postgres-folder';
import { isAlive, readPidFile } from '../../local/leftovers';
import { inAnotherProcess } from './another-process';

jest.setTimeout(120_000);

let folder: string;
let dataDir: string;
let lines: string[];
const running: Postgres[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-postgres-'));
  // mkdtemp keeps others out, and the user that runs Postgres for root has to get through.
  chmodSync(folder, 0o755);
  dataDir = path.join(folder, 'state', 'postgres');
  lines = [];
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(port?: number): Promise<Postgres> {
  const postgres = await startPostgres({
    dataDir,
    onProgress: (line) => lines.push(line),
    ...(port !== undefined && { port }),
  });
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(sql);
    return rows.map((row) => row.value);
  } finally {
    await client.end();
  }
}

test('keeps its data and its port over a stop and a start, and takes a second stop', async () => {
  const first = await start();
  await query(first.url, "CREATE TABLE kept AS SELECT 'here' AS value");
  await first.stop();
  await first.stop();
  await first.stopImmediately();
  const second = await start();
  expect(second.port).toBe(first.port);
  expect(await query(second.url, 'SELECT value FROM kept')).toEqual(['here']);
});

test('is set up for dates in UTC, bytewise order, and this machine alone', async () => {
  const { url } = await start();
  const show = async (name: string): Promise<unknown> =>
    (await query(url, `SELECT current_setting('${name}') AS value`))[0];
  expect(await show('server_encoding')).toBe('UTF8');
  expect(await show('timezone')).toBe('UTC');
  expect(await show('listen_addresses')).toBe('127.0.0.1');
  expect(await show('fsync')).toBe('on');
  expect(await query(url, "SELECT 'B' < 'a' AS value")).toEqual([true]);
  expect(await query(url, 'SELECT current_database()::text AS value')).toEqual(['adtech']);
});

test('keeps the password in a file for the owner only, and out of log and progress', async () => {
  const { url } = await start();
  const password = readFileSync(`${dataDir}.password`, 'utf8').trim();
  expect(new URL(url).password).toBe(password);
  expect(statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600);
  expect(readFileSync(`${dataDir}.log`, 'utf8')).not.toContain(password);
  expect(lines.join('\n')).not.toContain(password);
  await expect(query(url.replace(password, 'wrong'), 'SELECT 1 AS value')).rejects.toThrow('password');
});

test('survives an immediate stop, as after a crash', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS value');
  await first.stopImmediately();
  const second = await start();
  expect(await query(second.url, 'SELECT value FROM kept')).toEqual([1]);
});

test('takes another port, and says so, when the wanted one is taken', async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => {
      resolve((other.address() as { port: number }).port);
    });
  });
  const postgres = await start(port);
  other.close();
  expect(postgres.port).not.toBe(port);
  expect(lines.join('\n')).toContain(`Port ${port} is taken`);
});

test('refuses a folder in use under a live process, and cleans up once that one was killed', async () => {
  const other = await inAnotherProcess(`
    const { startPostgres } = require('./local/postgres');
    startPostgres({ dataDir: ${JSON.stringify(dataDir)}, onProgress: () => {} })
      .then(({ url }) => { console.log(url); setInterval(() => {}, 1000); });
  `);
  await query(other.said, 'CREATE TABLE kept AS SELECT 1 AS value');
  const { pid } = readPidFile(`${dataDir}.json`)!;
  await expect(start()).rejects.toThrow(`started by process ${other.child.pid}`);

  await other.kill();
  expect(isAlive(pid)).toBe(true);
  const postgres = await start();
  expect(isAlive(pid)).toBe(false);
  expect(lines).toContain(`Stopping the Postgres server ${pid} that an earlier start left behind.`);
  expect(await query(postgres.url, 'SELECT value FROM kept')).toEqual([1]);
});

const testOnLinux = process.platform === 'linux' ? test : test.skip;

testOnLinux('is not reached by a Ctrl-C of the terminal, which goes to the process group', async () => {
  await start();
  const { pid } = readPidFile(`${dataDir}.json`)!;
  const processGroup = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ')[2];
  expect(Number(processGroup)).toBe(pid);
});

test('refuses a folder that holds something else', async () => {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(path.join(dataDir, 'notes.txt'), 'mine');
  await expect(start()).rejects.toThrow('something else');
  expect(readFileSync(path.join(dataDir, 'notes.txt'), 'utf8')).toBe('mine');
});

// Only root runs Postgres under another user, who may not get to the folder.
const testAsRoot = process.getuid?.() === 0 ? test : test.skip;

testAsRoot(
  "puts the data in /var/lib when Postgres' user cannot reach the folder, and starts anew once that was deleted",
  async () => {
    chmodSync(folder, 0o700);
    const relocated = relocatedFolder(dataDir, '/var/lib');
    try {
      const first = await start();
      expect(lines.join('\n')).toContain(`its data lie in ${relocated}`);
      await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS value');
      await first.stop();
      const second = await start();
      expect(await query(second.url, 'SELECT value FROM kept')).toEqual([1]);
      await second.stop();

      rmSync(path.dirname(dataDir), { recursive: true });
      const third = await start();
      expect(await query(third.url, "SELECT to_regclass('kept') AS value")).toEqual([null]);
      expect(existsSync(`${relocated}.old`)).toBe(true);
      await third.stop();
    } finally {
      rmSync(relocated, { recursive: true, force: true });
      rmSync(`${relocated}.old`, { recursive: true, force: true });
    }
  },
);
