// The builds of this checkout. Each lies in a folder that is named after the content of its sources, and `dist` is a link to
// one of them: a process that runs keeps its files while another build takes their place.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));
/** The folder of all builds. */
export const BUILDS = path.join(root, '.builds');
/** The link to the build that is used. */
export const DIST = path.join(root, 'dist');
const SEEN = path.join(BUILDS, 'seen.json');
const USERS = path.join(BUILDS, 'users');
/** The last file of a build. */
const COMPLETE = 'complete';
/** What the lockfile was when its packages were installed. */
const INSTALL_STAMP = path.join(root, 'node_modules', '.adtech-lockfile');
/** All that a build is made from. */
const SOURCES = [
  'activities',
  'api',
  'bench',
  'cli',
  'config',
  'counting',
  'db',
  'domain',
  'examples',
  'local',
  'logs',
  'package-lock.json',
  'sample',
  'scripts/build.mjs',
  'scripts/programs',
  'research',
  'storage',
  'temporal',
  'tsconfig.build.json',
  'tsconfig.json',
  'workflows',
];
/** Builds that stay beside the one in use: for branches between which one goes to and fro. */
const KEPT_BUILDS = 3;

/** Whether `dist` is the build of the sources as they are, over the packages of the lockfile. */
export function isCurrent() {
  const seen = readSeen();
  return (
    seen !== undefined &&
    linkedBuild() === seen.build &&
    installedDigest() === seen.lockfile &&
    isComplete(seen.build) &&
    sourcesSeen() === seen.sources
  );
}

/** Records that the sources in this state belong to a build. */
export function rememberCurrent(build, sources) {
  const temporary = `${SEEN}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify({ build, sources, lockfile: lockfileDigest() }));
  renameSync(temporary, SEEN);
}

function readSeen() {
  try {
    return JSON.parse(readFileSync(SEEN, 'utf8'));
  } catch {
    return undefined;
  }
}

/** How the sources look from outside: as long as that stays the same, so does their content. */
export function sourcesSeen() {
  const hash = createHash('sha256');
  for (const file of sourceFiles()) {
    const { size, mtimeMs, ctimeMs } = statSync(file);
    hash.update(`${file.slice(root.length)}\0${size}\0${mtimeMs}\0${ctimeMs}\0`);
  }
  return hash.digest('hex');
}

/** The name of the build of the sources: by their content, since times go back when an older commit is checked out or files are copied. */
export function buildOfSources() {
  const hash = createHash('sha256');
  for (const file of sourceFiles()) {
    const content = readFileSync(file);
    hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

function sourceFiles() {
  return SOURCES.flatMap((name) => filesBelow(path.join(root, name)));
}

function filesBelow(file) {
  const entries = readEntries(file);
  if (entries === undefined) return existsSync(file) ? [file] : [];
  return entries.flatMap((entry) =>
    entry.isDirectory() ? filesBelow(path.join(file, entry.name)) : [path.join(file, entry.name)],
  );
}

function readEntries(folder) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error.code === 'ENOTDIR' || error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether the build of this name is there as a whole. */
export function isComplete(build) {
  return existsSync(path.join(BUILDS, build, COMPLETE));
}

/** Says that all files of a build are there. */
export function completeBuild(build) {
  writeFileSync(path.join(BUILDS, build, COMPLETE), '');
}

/** The build that `dist` is a link to. */
export function linkedBuild() {
  try {
    return path.basename(readlinkSync(DIST));
  } catch {
    return undefined;
  }
}

/** The digest of package-lock.json. */
export function lockfileDigest() {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

/** The digest of the lockfile that the packages were installed by; undefined where none is known. */
export function installedDigest() {
  return existsSync(INSTALL_STAMP) ? readFileSync(INSTALL_STAMP, 'utf8') : undefined;
}

/** Remembers the lockfile that the packages were installed by. */
export function rememberInstalled(digest) {
  writeFileSync(INSTALL_STAMP, digest);
}

/** Says until this process ends that it runs from the build that `dist` is a link to. */
export function markInUse() {
  const mark = path.join(USERS, `${process.pid}-${linkedBuild()}`);
  try {
    mkdirSync(USERS, { recursive: true });
    writeFileSync(mark, startOf(process.pid));
    process.once('exit', () => rmSync(mark, { force: true }));
  } catch (error) {
    // A checkout that this user cannot write to: nothing is replaced there either.
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
}

/** The other processes that run from a build, each with its build. */
export function findUsers() {
  return (readEntries(USERS) ?? [])
    .map(({ name }) => ({ name, pid: Number(name.split('-')[0]), build: name.split('-')[1] }))
    .filter(({ name, pid }) => {
      if (pid === process.pid) return false;
      const mark = path.join(USERS, name);
      const lives = isAlive(pid) && readFileSync(mark, 'utf8') === startOf(pid);
      if (!lives) rmSync(mark, { force: true });
      return lives;
    });
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** When a process started, where the system tells: its number may be another one's later. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? '';
  } catch {
    return '';
  }
}

/** Removes the oldest builds, but none that a process runs from. */
export function removeOldBuilds() {
  const used = new Set([linkedBuild(), ...findUsers().map(({ build }) => build)]);
  const others = (readEntries(BUILDS) ?? [])
    .filter((entry) => entry.isDirectory() && entry.name !== path.basename(USERS) && !used.has(entry.name))
    .map(({ name }) => ({ name, time: statSync(path.join(BUILDS, name)).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  for (const { name } of others.slice(KEPT_BUILDS)) {
    rmSync(path.join(BUILDS, name), { recursive: true, force: true });
  }
}
