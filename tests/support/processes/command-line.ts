import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { Connection } from '@temporalio/client';
import { hasExited } from '../../../local/children';
import { testEndpoints } from '../servers/endpoints';

const ADTECH = path.join(__dirname, '..', '..', '..', 'bin', 'adtech.mjs');

/** How a command ended. */
export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `adtech …` as a separate process until it exits; `onStart` receives the process. */
export async function adtech(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onStart: (child: ChildProcess) => void = () => undefined,
): Promise<CommandEnd> {
  const child = spawnAdtech(args, env);
  onStart(child);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Starts `adtech …`; the caller ends it. */
export function spawnAdtech(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  // Not the checkout, in whose folder an `adtech up` may run.
  cwd = tmpdir(),
): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, [ADTECH, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
  });
}

/** Starts a worker process and waits until it polls. */
export async function startWorkerProcess(env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const worker = spawnAdtech(['worker'], env);
  let log = '';
  await new Promise<void>((resolve, reject) => {
    worker.stdout?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-20_000);
      if (log.includes('worker is polling')) resolve();
    });
    worker.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    worker.once('exit', (code) => {
      reject(new Error(`the worker ended with ${String(code)}: ${log}`));
    });
  });
  return worker;
}

/** How a process ended: its exit code, or the signal that ended it. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Waits until a process has ended, which it may have done before the call. */
export async function untilExit(child: ChildProcess): Promise<ProcessExit> {
  if (!hasExited(child)) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode };
}

/** Ends a process and waits for it; returns its exit code. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (!hasExited(child)) child.kill(signal);
  const { code } = await untilExit(child);
  return code;
}

/** A Temporal namespace of a suite's own, by default on the server of this test run, as settings name it. */
export async function createTestNamespace(temporalAddress = testEndpoints().temporalAddress): Promise<{
  TEMPORAL_ADDRESS: string;
  TEMPORAL_NAMESPACE: string;
}> {
  const namespace = `test-${randomUUID()}`;
  const connection = await Connection.connect({ address: temporalAddress });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  // The server's namespace cache learns of it within its refresh interval.
  for (;;) {
    try {
      await connection.workflowService.listOpenWorkflowExecutions({ namespace });
      break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  await connection.close();
  return { TEMPORAL_ADDRESS: temporalAddress, TEMPORAL_NAMESPACE: namespace };
}
