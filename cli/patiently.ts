import { setTimeout as delay } from 'node:timers/promises';
import type { Tasks } from '../counting/threads/tasks';
import type { TaskHooks, TaskRunner } from '../counting/counts/task-runner';
import { LakeUnreachableError } from '../storage/lake';
import { terminalText } from './terminal-text';

/** Time limit for retries of work that reads the lake: the same as for a single call, which the lake retries itself. */
const PATIENCE_MS = 10_000;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 4_000;
const TELL_AFTER_MS = 2_000;

/** Prints to stderr what a command waits for. */
export function tellWaiting(message: string): void {
  process.stderr.write(`${terminalText(message)}\n`);
}

/** Retries work after a passing failure of the lake, such as an interrupted body, as Temporal retries a step. */
export async function patiently<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  const begunAtMs = performance.now();
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(MAX_DELAY_MS, delayMs * 2)) {
    try {
      return await work();
    } catch (error) {
      const waitedMs = performance.now() - begunAtMs;
      if (!(error instanceof LakeUnreachableError) || waitedMs + delayMs > PATIENCE_MS) throw error;
      if (waitedMs > TELL_AFTER_MS) tellWaiting(`${error.message}; trying again`);
      await delay(delayMs, undefined, signal === undefined ? {} : { signal });
    }
  }
}

/** The tasks of a pool, with retries. */
export class PatientTasks implements TaskRunner<Tasks> {
  readonly #tasks: TaskRunner<Tasks>;

  constructor(tasks: TaskRunner<Tasks>) {
    this.#tasks = tasks;
  }

  run<Name extends keyof Tasks>(
    task: Name,
    input: Parameters<Tasks[Name]>[1],
    hooks: TaskHooks = {},
  ): Promise<Awaited<ReturnType<Tasks[Name]>>> {
    return patiently(() => this.#tasks.run(task, input, hooks), hooks.signal);
  }
}
