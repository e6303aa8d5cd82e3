import { readFileSync } from 'node:fs';
import { endChild, hasExited, logTail, startServer, waitUntil } from '../local/children';
import { ADTECH } from './bench';
import type { StartedProcesses } from './started-processes';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 45_000;
const POLLING = 'worker is polling';

/** A worker process that polls. */
export interface WorkerProcess {
  readonly pid: number;
  stop(): Promise<void>;
}

/** How to start a worker. */
export interface WorkerProcessOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly logFile: string;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** A network namespace to start it in. */
  readonly networkNamespace?: string;
  readonly started: StartedProcesses;
  readonly stop: AbortSignal;
}

/** Starts `adtech worker` and waits until it polls. @throws Error with the end of its log when it ends before. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { env, folder, logFile, nodeOptions = [], networkNamespace, started, stop } = options;
  const command = [process.execPath, ...nodeOptions, ADTECH, 'worker'];
  // `ip netns exec` becomes the command: the process id is the worker's own.
  const [program = '', ...args] =
    networkNamespace === undefined ? command : ['ip', 'netns', 'exec', networkNamespace, ...command];
  const child = startServer(program, args, { env, cwd: folder, logFile });
  const forget = started.add(child.pid);
  const end = async () => {
    await endChild(child, ['SIGTERM', 'SIGKILL'], STOP_TIMEOUT_MS);
    forget();
  };
  const isPolling = await waitUntil(
    () => stop.aborted || hasExited(child) || readFileSync(logFile, 'utf8').includes(POLLING),
    START_TIMEOUT_MS,
  );
  if (child.pid === undefined || hasExited(child) || !isPolling || stop.aborted) {
    await end();
    stop.throwIfAborted();
    throw new Error(`the worker did not start:\n${logTail(logFile)}`);
  }
  return { pid: child.pid, stop: end };
}
