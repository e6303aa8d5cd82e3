import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { runCommand } from './children';
import type { PostgresBinaries } from './postgres-binaries';
import type { ServerUser } from './postgres-user';
import { canWrite, giveTo } from './postgres-user';

const INITDB_TIMEOUT_MS = 120_000;

/** The one role of the embedded Postgres, its superuser. */
export const ROLE = 'adtech';

/**
 * Returns the folder for the data: `dataDir`, or, if `user` cannot reach it (a checkout below /root), a folder below
 * `reachableDir` whose name is derived from it.
 */
export async function chooseDataFolder(
  dataDir: string,
  user: ServerUser | undefined,
  reachableDir: string,
  onProgress: (line: string) => void,
): Promise<string> {
  // The parent first: otherwise all new folders get this mode, and the server's user is locked out.
  mkdirSync(path.dirname(dataDir), { recursive: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!isInitialised(dataDir) && readdirSync(dataDir).length > 0) {
    throw new Error(`${dataDir} holds something else than Postgres' data: name another folder.`);
  }
  if (user === undefined) return dataDir;
  if (statSync(dataDir).uid !== user.uid) giveTo(user, dataDir);
  const folder = relocatedFolder(dataDir, reachableDir);
  const wasRelocated = isInitialised(folder) && !isInitialised(dataDir);
  if (!wasRelocated && (await canWrite(dataDir, user))) return dataDir;
  onProgress(`User ${user.name}, which runs Postgres, cannot reach ${dataDir}: its data lie in ${folder}.`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (statSync(folder).uid !== user.uid) giveTo(user, folder);
  return folder;
}

/** Returns the folder below `reachableDir` that replaces a data folder. */
export function relocatedFolder(dataDir: string, reachableDir: string): string {
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return path.join(reachableDir, `adtech-${key}`);
}

/** Tells whether a folder holds a database cluster; throws if it belongs to another user. */
function isInitialised(folder: string): boolean {
  try {
    return readFileSync(path.join(folder, 'PG_VERSION'), 'utf8') !== '';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    throw new Error(
      `${folder} cannot be read (${String(code)}): it belongs to another user. Run this as that user.`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Returns the password of the cluster in `folder` from `passwordFile`, and creates both if there is no cluster. Throws if the
 * password of a cluster is lost, unless the cluster was relocated: then it is moved aside, because its checkout was deleted.
 */
export async function prepareCluster(options: {
  readonly folder: string;
  readonly isRelocated: boolean;
  readonly passwordFile: string;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser | undefined;
  readonly onProgress: (line: string) => void;
}): Promise<string> {
  const { folder, passwordFile, onProgress } = options;
  const hasPassword = existsSync(passwordFile);
  if (isInitialised(folder) && hasPassword) return readFileSync(passwordFile, 'utf8').trim();
  if (isInitialised(folder)) {
    if (!options.isRelocated) {
      throw new Error(
        `${passwordFile} is gone, and with it the way into ${folder}: restore it, or remove both.`,
      );
    }
    const aside = `${folder}.old`;
    rmSync(aside, { recursive: true, force: true });
    renameSync(folder, aside);
    onProgress(`${folder} is of a data folder that was deleted since: moved to ${aside}, starting anew.`);
  }
  if (!hasPassword) {
    writeFileSync(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const password = readFileSync(passwordFile, 'utf8').trim();
  onProgress(`Creating a database cluster in ${folder}.`);
  await createCluster(options, password);
  return password;
}

async function createCluster(
  { folder, binaries, user }: Parameters<typeof prepareCluster>[0],
  password: string,
): Promise<void> {
  // Created beside its place and renamed: a killed initdb must not leave what looks like a cluster.
  const temporary = `${folder}.init-${process.pid}`;
  const passwordCopy = `${temporary}.password`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { mode: 0o700 });
  writeFileSync(passwordCopy, password, { mode: 0o600 });
  try {
    if (user !== undefined) {
      giveTo(user, temporary);
      chownSync(passwordCopy, user.uid, user.gid);
    }
    const { code, output } = await runCommand(
      binaries.initdb,
      [
        ...[
          `--pgdata=${temporary}`,
          `--username=${ROLE}`,
          `--pwfile=${passwordCopy}`,
          '--auth=scram-sha-256',
        ],
        ...['--encoding=UTF8', '--locale=C', '--no-instructions'],
      ],
      {
        cwd: '/',
        env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
        timeoutMs: INITDB_TIMEOUT_MS,
        ...(user && { uid: user.uid, gid: user.gid }),
      },
    );
    if (code !== 0) throw new Error(`initdb failed in ${folder}: ${output}`);
    renameSync(temporary, folder);
  } finally {
    rmSync(passwordCopy, { force: true });
    rmSync(temporary, { recursive: true, force: true });
  }
}
