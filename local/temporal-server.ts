import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { endChild, hasExited, logTail, startServer, waitUntil } from './children';
import { assertNotInUse, describeServer, readPidFile, stopLeftover, writePidFile } from './leftovers';
import { freePort, isListening } from './ports';

const START_TIMEOUT_MS = 30_000;
const CALL_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 15_000;
const NAMESPACE = 'default';
/** Retention of closed runs; Temporal's default of 24 h is too short to look at last week's runs. */
const RETENTION = '30 days';
/**
 * Commits do not wait for the disk, which doubles the runs per second. Commits survive the death of any process. After a
 * power failure the last commits may be lost, but the database stays consistent; a run then continues from an earlier step.
 */
const SQLITE_PRAGMAS = ['journal_mode=wal', 'synchronous=normal'].flatMap((pragma) => [
  '--sqlite-pragma',
  pragma,
]);

/**
 * One partition for each task queue, not four. A worker has one counting poller per core: with fewer pollers than partitions,
 * tasks in a partition without a poller arrive up to a second late.
 */
const DYNAMIC_CONFIG = [
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
].flatMap((value) => ['--dynamic-config-value', value]);

/** The options of Temporal's dev server. */
interface TemporalServerOptions {
  /** The path of `temporal`, see `findTemporal`. */
  readonly executable: string;
  /** Folder of the state, in `<dataDir>/temporal.db`; without it the state is lost at the end. */
  readonly dataDir?: string;
  /** Preferred port; another is used if it is not free. Default: the last one used, else any. */
  readonly port?: number;
  /** Like `port`, for the Web UI. */
  readonly uiPort?: number;
  /** No Web UI; default false. */
  readonly headless?: boolean;
  /** Default `<dataDir>/temporal.log`, or none. */
  readonly logFile?: string;
  readonly onProgress: (line: string) => void;
}

/** A running dev server. */
export interface TemporalServer {
  /** As TEMPORAL_ADDRESS takes it. */
  readonly address: string;
  readonly uiUrl: string | undefined;
  readonly pid: number;
  /** Stops the server; idempotent. */
  stop(): Promise<void>;
  /** Kills the server with SIGKILL, as a crash would end it. */
  kill(): Promise<void>;
}

/**
 * Starts Temporal's dev server on 127.0.0.1 and waits at most 30 s until it answers; closed runs are kept for 30 days. First
 * ends a server that a killed process left on the same `dataDir`; throws if a live process runs one there.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const dataDir = options.dataDir === undefined ? undefined : path.resolve(options.dataDir);
  const recordFile = dataDir === undefined ? undefined : path.join(dataDir, 'temporal.json');
  const database = dataDir === undefined ? undefined : path.join(dataDir, 'temporal.db');
  const logFile = options.logFile ?? (dataDir === undefined ? undefined : path.join(dataDir, 'temporal.log'));
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });

  const last = recordFile === undefined ? undefined : readPidFile(recordFile);
  assertNotInUse(last, 'Temporal');
  if (database !== undefined) await endLeftover(last, database, options.onProgress);

  const port = await choosePort('Temporal', options.port, last?.ports['grpc'], options.onProgress);
  const uiPort = options.headless
    ? undefined
    : await choosePort("Temporal's Web UI", options.uiPort, last?.ports['ui'], options.onProgress);
  const child = startServer(options.executable, serverArguments(port, uiPort, database), {
    // The server gets nothing of the caller's environment, especially not TEMPORAL_*.
    env: { TZ: 'UTC' },
    cwd: dataDir ?? '/',
    logFile,
  });
  if (child.pid === undefined) throw new Error(`${options.executable} could not be started.`);
  if (recordFile !== undefined) {
    writePidFile(recordFile, describeServer(child.pid, { grpc: port, ...(uiPort && { ui: uiPort }) }));
  }
  try {
    await waitForServer(child, port, logFile);
  } catch (error) {
    await endChild(child, ['SIGKILL', 'SIGKILL'], STOP_TIMEOUT_MS);
    throw error;
  }
  return {
    address: `127.0.0.1:${port}`,
    uiUrl: uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}`,
    pid: child.pid,
    stop: () => endChild(child, ['SIGTERM', 'SIGKILL'], STOP_TIMEOUT_MS),
    kill: () => endChild(child, ['SIGKILL', 'SIGKILL'], STOP_TIMEOUT_MS),
  };
}

function serverArguments(port: number, uiPort: number | undefined, database: string | undefined): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn'],
    ...['--disable-config-file', '--disable-config-env'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...(database === undefined ? [] : ['--db-filename', database, ...SQLITE_PRAGMAS]),
    ...DYNAMIC_CONFIG,
  ];
}

async function endLeftover(
  last: ReturnType<typeof readPidFile>,
  database: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const isStopped = await stopLeftover(last, [`--db-filename ${database}`], {
    signal: 'SIGTERM',
    timeoutMs: STOP_TIMEOUT_MS,
  });
  if (isStopped)
    onProgress(`Stopped the Temporal server ${last?.pid ?? 0} that an earlier start left behind.`);
}

async function choosePort(
  what: string,
  wanted: number | undefined,
  last: number | undefined,
  onProgress: (line: string) => void,
): Promise<number> {
  const port = await freePort(wanted ?? last);
  if (wanted !== undefined && port !== wanted)
    onProgress(`Port ${wanted} is taken; ${what} listens on ${port}.`);
  return port;
}

async function waitForServer(child: ChildProcess, port: number, logFile: string | undefined): Promise<void> {
  let fault = '';
  const isReady = await waitUntil(async () => {
    if (hasExited(child)) return true;
    // A gRPC client that finds no server waits a second before it retries.
    if (!(await isListening(port))) return false;
    try {
      await prepareNamespace(`127.0.0.1:${port}`);
      return true;
    } catch (error) {
      fault = error instanceof Error ? `${error.message}\n` : '';
      return false;
    }
  }, START_TIMEOUT_MS);
  if (hasExited(child)) throw new Error(`The Temporal server ended at once.\n${logTail(logFile)}`);
  if (!isReady) {
    throw new Error(
      `The Temporal server did not answer within ${START_TIMEOUT_MS} ms.\n${fault}${logTail(logFile)}`,
    );
  }
}

async function prepareNamespace(address: string): Promise<void> {
  const connection = Connection.lazy({ address, connectTimeout: CALL_TIMEOUT_MS });
  try {
    await connection.ensureConnected();
    await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
      connection.workflowService.updateNamespace({
        namespace: NAMESPACE,
        config: { workflowExecutionRetentionTtl: msToTs(RETENTION) },
      }),
    );
  } finally {
    await connection.close();
  }
}
