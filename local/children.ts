import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, openSync, closeSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const KEPT_OUTPUT_CHARS = 20_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;
const POLL_MS = 50;

/** The output of a finished command; `code` is null if it could not start, was killed or timed out. */
interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command to its end and collects the last 20,000 characters of its output; never throws for a failing command. */
export function runCommand(
  command: string,
  commandArguments: readonly string[],
  options: Pick<SpawnOptions, 'env' | 'cwd' | 'uid' | 'gid' | 'signal' | 'killSignal'> & {
    readonly timeoutMs: number;
  },
): Promise<CommandResult> {
  const { timeoutMs, ...spawnOptions } = options;
  return new Promise((resolve) => {
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT_CHARS);
    };
    const child = spawn(command, commandArguments, {
      ...spawnOptions,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    });
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => {
      resolve({ code: null, output: `${output}${error.message}` });
    });
    child.once('close', (code, signal) => {
      resolve({ code, output: signal === null ? output : `${output}ended by ${signal}` });
    });
  });
}

/**
 * Starts a server in its own process group, where Ctrl-C of the terminal does not reach it, with its output appended to
 * `logFile`, which starts anew above 10 MiB.
 */
export function startServer(
  command: string,
  commandArguments: readonly string[],
  options: Pick<SpawnOptions, 'env' | 'cwd' | 'uid' | 'gid'> & { readonly logFile: string | undefined },
): ChildProcess {
  const { logFile, ...spawnOptions } = options;
  const log = logFile === undefined ? undefined : openLog(logFile);
  try {
    const child = spawn(command, commandArguments, {
      ...spawnOptions,
      detached: true,
      stdio: ['ignore', log ?? 'ignore', log ?? 'ignore'],
    });
    // Without a listener a failed spawn would end this process; `hasExited` reports the failure.
    child.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true });
  const isTooLong = existsSync(file) && statSync(file).size > MAX_LOG_BYTES;
  return openSync(file, isTooLong ? 'w' : 'a', 0o600);
}

/** Whether a child has ended or never started. */
export function hasExited(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** Waits until `isDone` holds and returns true, or false after `timeoutMs`. */
export async function waitUntil(
  isDone: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isDone())) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Ends a child with the first signal, and with the second if it still runs after `timeoutMs`. */
export async function endChild(
  child: ChildProcess,
  signals: readonly [first: NodeJS.Signals, last: NodeJS.Signals],
  timeoutMs: number,
): Promise<void> {
  for (const signal of signals) {
    if (hasExited(child)) return;
    child.kill(signal);
    if (await waitUntil(() => hasExited(child), timeoutMs)) return;
  }
  throw new Error(`Process ${child.pid ?? 0} did not end within ${timeoutMs} ms of ${signals[1]}.`);
}

/** Returns the last lines of a log, for an error message. */
export function logTail(file: string | undefined, lines = 8): string {
  if (file === undefined || !existsSync(file)) return '';
  return lastLines(readFileSync(file, 'utf8'), lines);
}

/** Returns the last lines of a text that are not blank. */
export function lastLines(text: string, lines: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines)
    .join('\n');
}
