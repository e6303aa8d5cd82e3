import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aptInstall } from '../../../scripts/programs/apt-install';
import { endChild, hasExited, logTail, startServer, waitUntil } from '../../../local/children';
import { findOnPath, isExecutable } from '../../../local/executables';
import { freePort, isListening } from '../../../local/ports';

const PROGRAM = 'pgbouncer';
/** Where Debian puts it, which is not on the PATH of every user. */
const DEBIAN_PATH = '/usr/sbin/pgbouncer';
const START_TIMEOUT_MS = 10_000;

/** Enough to install PgBouncer first. */
export const POOLER_START_MS = 5 * 60_000;

/** A real PgBouncer. */
export interface PgBouncer {
  /** The address of a database through the pooler. */
  through(databaseUrl: string): string;
  stop(): Promise<void>;
}

/** How it pools, and lines of its configuration. */
export interface PgBouncerOptions {
  readonly mode: 'session' | 'transaction' | 'statement';
  /** Most sessions of the server. */
  readonly poolSize: number;
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Starts PgBouncer before the server of `urls`, for the users that they name. */
export async function startPgBouncer(
  urls: readonly [string, ...string[]],
  { mode, poolSize, settings = {} }: PgBouncerOptions,
): Promise<PgBouncer> {
  const executable = await findPgBouncer();
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-pgbouncer-'));
  // As root it runs as another user.
  chmodSync(folder, 0o755);
  const file = (name: string, lines: readonly string[]) => {
    const at = path.join(folder, name);
    writeFileSync(at, `${lines.join('\n')}\n`);
    return at;
  };
  const { hostname, port: serverPort } = new URL(urls[0]);
  const port = await freePort();
  const users = urls
    .map((url) => new URL(url))
    .map(({ username, password }) => `"${username}" "${password}"`);
  const configuration = file('pgbouncer.ini', [
    '[databases]',
    `* = host=${hostname} port=${serverPort}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${String(port)}`,
    'unix_socket_dir =',
    'auth_type = plain',
    `auth_file = ${file('users.txt', users)}`,
    `pool_mode = ${mode}`,
    `default_pool_size = ${String(poolSize)}`,
    ...Object.entries(settings).map(([name, value]) => `${name} = ${String(value)}`),
  ]);
  const logFile = path.join(folder, 'log');
  const user = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const child = startServer(executable, [...user, configuration], { cwd: folder, env: {}, logFile });
  const isUp = await waitUntil(async () => hasExited(child) || (await isListening(port)), START_TIMEOUT_MS);
  if (!isUp || hasExited(child)) throw new Error(`PgBouncer does not start: ${logTail(logFile)}`);
  return {
    through: (databaseUrl) => {
      const url = new URL(databaseUrl);
      url.host = `127.0.0.1:${String(port)}`;
      return url.href;
    },
    stop: async () => {
      await endChild(child, ['SIGTERM', 'SIGKILL'], START_TIMEOUT_MS);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PGBOUNCER_PATH, or the one on the PATH, or one that is installed now, by root on Debian and its like. */
async function findPgBouncer(): Promise<string> {
  const named = process.env['PGBOUNCER_PATH'] ?? '';
  if (named !== '') return named;
  const found = () => [...findOnPath(PROGRAM, process.env), DEBIAN_PATH].find((file) => isExecutable(file));
  const why =
    found() ??
    (await aptInstall(PROGRAM, {
      env: process.env,
      onInstall: () => process.stderr.write('Installing PgBouncer with "apt-get install pgbouncer", once.\n'),
    }));
  const executable = found();
  if (executable !== undefined) return executable;
  throw new Error(
    `No PgBouncer: ${why}. On Debian, as root: apt-get update && apt-get install -y pgbouncer; elsewhere set PGBOUNCER_PATH.`,
  );
}
