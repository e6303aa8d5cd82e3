import { setTimeout as delay } from 'node:timers/promises';
import type { Tasks } from '../counting/threads/tasks';
import type { TaskHooks, TaskRunner } from '../counting/counts/task-runner';
import { LakeUnreachableError } from '../storage/lake';
import { terminalText } from './terminal-text';

/** How long work that reads the lake is tried again: no longer than a single call is, which need not be tried twice over. */
const PATIENCE_MS = 10_000;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 4_000;
const TELL_AFTER_MS = 2_000;

/** Says on stderr what a command waits for. */
export function tellWaiting(message: string): void {
  process.stderr.write(`${terminalText(message)}\n`);
}

/** Tries work again that the lake has failed in passing, as Temporal does with a step; a body that breaks off, for instance. */
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

/** Tasks of a pool, each tried again. */
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
