import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasExited, waitUntil } from '../../local/children';
import {
  assertNotInUse,
  commandLine,
  describeServer,
  isAlive,
  readPidFile,
  stopLeftover,
  writePidFile,
} from '../../local/leftovers';

const OPTIONS = { signal: 'SIGTERM', timeoutMs: 5_000 } as const;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-leftovers-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function startProcess(...marks: string[]): { pid: number; hasEnded: () => boolean; end: () => void } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', ...marks]);
  return { pid: child.pid!, hasEnded: () => hasExited(child), end: () => child.kill('SIGKILL') };
}

test('reads back a record, and takes a damaged or missing one for none', () => {
  const file = path.join(folder, 'server.json');
  expect(readPidFile(file)).toBeUndefined();
  const record = describeServer(process.pid, { grpc: 7233 });
  writePidFile(file, record);
  expect(readPidFile(file)).toEqual(record);
  for (const damaged of ['', '{"pid":', 'null', '[]', '{"pid":"1"}']) {
    writeFileSync(file, damaged);
    expect(readPidFile(file)).toBeUndefined();
  }
});

test('stops a process with our mark', async () => {
  const ours = startProcess('--', '--db-filename', '/ours/temporal.db');
  await waitUntil(() => commandLine(ours.pid).includes('/ours'), 5_000);
  expect(await stopLeftover(ours, ['--db-filename /ours/temporal.db'], OPTIONS)).toBe(true);
  expect(isAlive(ours.pid)).toBe(false);
});

test('does not end a foreign process that has the pid now', async () => {
  const theirs = startProcess('--', '--db-filename', '/theirs/temporal.db');
  await waitUntil(() => commandLine(theirs.pid).includes('/theirs'), 5_000);
  expect(await stopLeftover(theirs, ['--db-filename /ours/temporal.db'], OPTIONS)).toBe(false);
  expect(isAlive(theirs.pid)).toBe(true);
  theirs.end();
  expect(await waitUntil(theirs.hasEnded, 5_000)).toBe(true);
  expect(await stopLeftover(theirs, [], OPTIONS)).toBe(false);
});

test('takes a folder for free when the pid of its supervisor belongs to a later process', () => {
  const record = describeServer(process.pid, {});
  expect(() => {
    assertNotInUse(record, 'Temporal');
  }).toThrow('Temporal already runs for this folder');
  assertNotInUse({ ...record, supervisorIdentity: 'of an earlier process' }, 'Temporal');
  assertNotInUse({ ...record, identity: 'of an earlier process' }, 'Temporal');
  assertNotInUse(undefined, 'Temporal');
});
