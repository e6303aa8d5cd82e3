import { endChild, hasExited, logTail, startServer, waitUntil } from '../local/children';
import type { StartedProcesses } from './started-processes';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 45_000;

/** A server that answers, or a worker that polls. */
export interface ServerProcess {
  readonly pid: number;
  stop(): Promise<void>;
}

/** How to start one. */
export interface ServerProcessOptions {
  /** Its name in error messages. */
  readonly what: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly logFile: string;
  /** Whether it is ready for work. */
  readonly isReady: () => boolean | Promise<boolean>;
  readonly started: StartedProcesses;
  readonly stop: AbortSignal;
}

/** Starts a process and waits until it is ready. @throws Error with the end of its log when it ends before. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { what, command, env, folder, logFile, isReady, started, stop } = options;
  const [program = '', ...args] = command;
  const child = startServer(program, args, { env, cwd: folder, logFile });
  const forget = started.add(child.pid);
  const end = async () => {
    await endChild(child, ['SIGTERM', 'SIGKILL'], STOP_TIMEOUT_MS);
    forget();
  };
  const hasStarted = await waitUntil(
    async () => stop.aborted || hasExited(child) || (await isReady()),
    START_TIMEOUT_MS,
  );
  if (child.pid === undefined || hasExited(child) || !hasStarted || stop.aborted) {
    await end();
    stop.throwIfAborted();
    throw new Error(`${what} did not start:\n${logTail(logFile)}`);
  }
  return { pid: child.pid, stop: end };
}
