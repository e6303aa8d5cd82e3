import type { MessagePort } from 'node:worker_threads';
import type { Lake } from '../../storage/lake';
import { openLake } from '../../storage/open-lake';
import type { OpenLakeOptions } from '../../storage/open-lake';
import type { TaskHooks } from '../counts/task-runner';
import { COLLECT, collectGarbage } from './collect-garbage';
import { TASKS } from './tasks';
import { toPlainError } from './thread-errors';
import type { PlainError } from './thread-errors';

/** What a task may leave behind in memory before it is collected at once. */
const GARBAGE_BYTES = 24 * 1024 * 1024;

/** What was left in memory when it was collected last: shared counts that other threads work with, for instance. */
let keptBytes = 0;

function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What a thread is asked to do. */
export interface TaskMessage {
  readonly lake: { readonly url: string; readonly options: OpenLakeOptions };
  readonly task: keyof typeof TASKS;
  readonly input: unknown;
  /** Where progress goes. */
  readonly port: MessagePort;
}

/** What comes of it. */
export type TaskAnswer = { readonly result: unknown } | { readonly error: PlainError };

let opened: { readonly url: string; readonly lake: Lake } | undefined;

/** Runs one task in a thread of the pool. */
export default async function runTask(message: TaskMessage | typeof COLLECT): Promise<TaskAnswer> {
  if (message === COLLECT) {
    collectGarbage();
    keptBytes = memoryInUse();
    return { result: undefined };
  }
  const { lake, task, input, port } = message;
  if (opened?.url !== lake.url) opened = { url: lake.url, lake: await openLake(lake.url, lake.options) };
  const run = TASKS[task] as (lake: Lake, input: unknown, hooks: TaskHooks) => Promise<unknown>;
  try {
    const onProgress: TaskHooks['onProgress'] = (details) => {
      port.postMessage(details);
    };
    return { result: await run(opened.lake, input, { onProgress }) };
  } catch (error) {
    return { error: toPlainError(error) };
  } finally {
    port.close();
    const inUse = memoryInUse();
    const isCollected = inUse - keptBytes > GARBAGE_BYTES;
    if (isCollected) collectGarbage();
    // Retained memory can also shrink on its own, when another thread drops shared counts.
    keptBytes = isCollected ? memoryInUse() : Math.min(keptBytes, inUse);
  }
}
