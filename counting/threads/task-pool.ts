import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { OpenLakeOptions } from '../../storage/open-lake';
import type { TaskHooks, TaskRunner } from '../counts/task-runner';
import type { Tasks } from './tasks';
import type { TaskAnswer, TaskMessage } from './thread';
import { COLLECT, collectGarbage } from './collect-garbage';
import { fromPlainError } from './thread-errors';

/** Heap of a thread for short-lived objects: more makes garbage dearer to keep than to collect. */
const YOUNG_HEAP_MB = 16;

/** Without a task for so long, all threads collect their garbage: by then no date keeps its counts any more. */
const IDLE_MS = 75_000;

/** Threads for the long work, so that the thread of the worker stays free for its heartbeats. */
export class TaskPool implements TaskRunner<Tasks> {
  readonly #piscina: Piscina<TaskMessage | typeof COLLECT, TaskAnswer>;
  readonly #lake: TaskMessage['lake'];
  readonly #threads: number;
  #running = 0;
  /** Runs since the last task has ended. */
  #idle: NodeJS.Timeout | undefined;

  /** @param threads how many tasks run side by side. */
  constructor(lakeUrl: string, options: OpenLakeOptions, threads: number) {
    this.#lake = { url: lakeUrl, options };
    this.#threads = threads;
    this.#piscina = new Piscina<TaskMessage | typeof COLLECT, TaskAnswer>({
      filename: path.join(__dirname, 'thread.js'),
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Infinity,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    });
  }

  /** Runs a task in a free thread, or in the first that becomes free; an abort ends its thread at once. */
  async run<Name extends keyof Tasks>(
    task: Name,
    input: Parameters<Tasks[Name]>[1],
    { signal, onProgress }: TaskHooks = {},
  ): Promise<Awaited<ReturnType<Tasks[Name]>>> {
    signal?.throwIfAborted();
    this.#running++;
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (details: Readonly<Record<string, number | string>>) => onProgress?.(details));
    try {
      const answer = await this.#piscina.run(
        { lake: this.#lake, task, input, port: port2 },
        { transferList: [port2], ...(signal === undefined ? {} : { signal }) },
      );
      if ('error' in answer) throw fromPlainError(answer.error);
      return answer.result as Awaited<ReturnType<Tasks[Name]>>;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      port1.close();
      this.#running--;
      this.#startIdleTime();
    }
  }

  /** Ends all threads, and the tasks in them. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#piscina.destroy();
  }

  #startIdleTime(): void {
    this.#idle ??= setTimeout(() => void this.#collect(), IDLE_MS).unref();
    // Begins anew also where it has run out.
    this.#idle.refresh();
  }

  /** Threads without tasks do not collect garbage by themselves, nor let go of memory that they share. */
  async #collect(): Promise<void> {
    if (this.#running > 0) return;
    collectGarbage();
    const all = Array.from({ length: this.#threads }, () => this.#piscina.run(COLLECT));
    // A pool that is closed meanwhile has no memory to give back.
    await Promise.allSettled(all);
  }
}
