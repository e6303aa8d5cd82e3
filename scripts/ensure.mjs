// Installs and builds what is missing or older than its source, so that a fresh clone needs nothing beforehand.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));
/** npm's own record of what is installed, and ours of the lockfile that it was installed by. */
const INSTALLED = path.join(root, 'node_modules', '.package-lock.json');
const INSTALL_STAMP = path.join(root, 'node_modules', '.adtech-lockfile');
/** Held by the process that installs or builds: its process id. */
const LOCK = path.join(root, '.adtech', 'installing');
const LOOK_EVERY_MS = 200;
const BUILD_STAMP = path.join(root, 'dist', 'workflow-bundle.js');
const SOURCES = [
  'activities',
  'api',
  'bench',
  'cli',
  'config',
  'counting',
  'db',
  'domain',
  'local',
  'sample',
  'simulation',
  'storage',
  'temporal',
  'workflows',
];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old; install Node 20.19 or later`);
  process.exit(1);
}

/** Runs npm; ends this process when that fails. */
function npm(...args) {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`npm ${args.join(' ')} failed; its messages are above`);
    process.exit(1);
  }
}

/** Installs the dependencies when there are none, or they were installed by another lockfile. */
export function ensureInstalled() {
  if (lockfileDigest() !== installedDigest()) alone(install);
}

/** Builds when a source is newer than the build; nothing where there are no sources, as in an image. */
export function ensureBuilt() {
  if (!existsSync(path.join(root, 'tsconfig.build.json'))) return;
  ensureInstalled();
  if (isBuilt()) return;
  alone(() => {
    if (isBuilt()) return;
    console.error('building');
    npm('run', '--silent', 'build');
  });
}

function install() {
  const [lockfile, stamp] = [lockfileDigest(), installedDigest()];
  if (stamp === lockfile) return;
  // Without a stamp, somebody has called npm by hand: that is good enough.
  if (stamp !== undefined || !existsSync(INSTALLED)) {
    console.error('installing dependencies (npm ci), about a minute');
    npm('ci', '--no-audit', '--no-fund', '--ignore-scripts=false');
  }
  writeFileSync(INSTALL_STAMP, lockfile);
}

function lockfileDigest() {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

/** Of the lockfile that the packages were installed by; undefined where nobody knows. */
function installedDigest() {
  return existsSync(INSTALL_STAMP) ? readFileSync(INSTALL_STAMP, 'utf8') : undefined;
}

function isBuilt() {
  return Math.max(...SOURCES.map((folder) => newest(path.join(root, folder)))) <= newest(BUILD_STAMP);
}

/** Does what two processes must not do at once: the second waits for the first, and looks again. */
function alone(work) {
  mkdirSync(path.dirname(LOCK), { recursive: true });
  while (!tookLock()) {
    if (!holderIsAlive()) rmSync(LOCK, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
  const release = () => rmSync(LOCK, { force: true });
  // Also where npm fails, which ends the process.
  process.once('exit', release);
  work();
  process.off('exit', release);
  release();
}

function tookLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function holderIsAlive() {
  try {
    const holder = Number(readFileSync(LOCK, 'utf8'));
    // Empty while it is being written, for a moment.
    if (holder === 0) return Date.now() - statSync(LOCK).mtimeMs < 10_000;
    return process.kill(holder, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Time of the newest change at or below a path, in ms; 0 when there is nothing. */
function newest(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}
