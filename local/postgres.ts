import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { endChild, hasExited, logTail, runCommand, startServer, waitUntil } from './children';
import { assertNotInUse, commandLine, describeServer, isAlive, readPidFile, writePidFile } from './leftovers';
import { freePort } from './ports';
import type { PostgresBinaries } from './postgres-binaries';
import { findPostgresBinaries } from './postgres-binaries';
import { chooseDataFolder, prepareCluster, ROLE } from './postgres-folder';
import type { ServerUser } from './postgres-user';
import { findServerUser } from './postgres-user';

const DATABASE = 'adtech';
/** A folder for an account that cannot reach the checkout: every account can enter its parents, and only root can write there. */
const REACHABLE_DIR = '/var/lib';
/** Long, because after a crash the server first replays its log. */
const START_TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 30_000;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;

/** The options of the embedded Postgres. */
interface PostgresOptions {
  /** The data folder; log, password and record of the process are beside it (`<dataDir>.log`, …). */
  readonly dataDir: string;
  /** Preferred port; another is used if it is not free. Default: the last one used, else any. */
  readonly port?: number;
  readonly onProgress: (line: string) => void;
}

/** A running Postgres. */
export interface Postgres {
  /** As DATABASE_URL takes it, with the password: not for logs. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends sessions, writes everything to disk and stops; idempotent. */
  stop(): Promise<void>;
  /** Stops without a checkpoint, as a crash would; the next start replays the log. */
  stopImmediately(): Promise<void>;
}

/**
 * Starts the embedded Postgres on 127.0.0.1 in its own process group, with a database `adtech`. First ends a server that a
 * killed process left on the same `dataDir`; throws if a live process runs one there.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { onProgress } = options;
  const dataDir = path.resolve(options.dataDir);
  const [recordFile, logFile] = [`${dataDir}.json`, `${dataDir}.log`];
  const last = readPidFile(recordFile);
  assertNotInUse(last, 'Postgres');

  const user = await findServerUser(dataDir, onProgress);
  const binaries = await findPostgresBinaries(user, REACHABLE_DIR, onProgress);
  const folder = await chooseDataFolder(dataDir, user, REACHABLE_DIR, onProgress);
  await stopLeftoverPostgres(folder, binaries, user, onProgress);
  const password = await prepareCluster({
    ...{ folder, binaries, user, onProgress },
    isRelocated: folder !== dataDir,
    passwordFile: `${dataDir}.password`,
  });

  const port = await freePort(options.port ?? last?.ports['postgres']);
  if (options.port !== undefined && port !== options.port) {
    onProgress(`Port ${options.port} is taken; Postgres listens on ${port}.`);
  }
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = startServer(binaries.postgres, ['-D', folder, '-p', String(port), ...settings], {
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    logFile,
    ...(user && { uid: user.uid, gid: user.gid }),
  });
  if (child.pid === undefined) throw new Error(`${binaries.postgres} could not be started.`);
  writePidFile(recordFile, describeServer(child.pid, { postgres: port }));
  const urlOf = (database: string): string => `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`;
  try {
    await waitForServer(child, urlOf('postgres'), logFile);
  } catch (error) {
    await endChild(child, ['SIGQUIT', 'SIGKILL'], STOP_TIMEOUT_MS);
    throw error;
  }
  return {
    url: urlOf(DATABASE),
    port,
    pid: child.pid,
    // SIGINT is Postgres' fast shutdown, SIGQUIT its immediate one.
    stop: () => endChild(child, ['SIGINT', 'SIGQUIT'], STOP_TIMEOUT_MS),
    stopImmediately: () => endChild(child, ['SIGQUIT', 'SIGKILL'], STOP_TIMEOUT_MS),
  };
}

async function stopLeftoverPostgres(
  folder: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  onProgress: (line: string) => void,
): Promise<void> {
  const pidFile = path.join(folder, 'postmaster.pid');
  const pid = readPid(pidFile);
  if (pid === undefined || !isAlive(pid)) return;
  if (!commandLine(pid).includes(`-D ${folder}`)) {
    // Another process has this pid now, and Postgres would refuse to start.
    rmSync(pidFile, { force: true });
    return;
  }
  onProgress(`Stopping the Postgres server ${pid} that an earlier start left behind.`);
  for (const mode of ['fast', 'immediate']) {
    await runCommand(binaries.pg_ctl, ['stop', '-D', folder, '-m', mode, '-w', '-t', '30'], {
      cwd: '/',
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
      timeoutMs: STOP_TIMEOUT_MS + CONNECT_TIMEOUT_MS,
      ...(user && { uid: user.uid, gid: user.gid }),
    });
    if (!isAlive(pid)) return;
  }
  throw new Error(`Postgres server ${pid}, left over from an earlier start on ${folder}, does not stop.`);
}

function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function waitForServer(child: ChildProcess, url: string, logFile: string): Promise<void> {
  let fault = '';
  const isReady = await waitUntil(async () => {
    if (hasExited(child)) return true;
    try {
      await createDatabase(url);
      return true;
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
      return false;
    }
  }, START_TIMEOUT_MS);
  if (hasExited(child)) throw new Error(`Postgres ended at once; ${logFile} says:\n${logTail(logFile)}`);
  if (!isReady) throw new Error(`Postgres did not answer within ${START_TIMEOUT_MS} ms: ${fault}`);
}

async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // Without a listener a broken connection would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
