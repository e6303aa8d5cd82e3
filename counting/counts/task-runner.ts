import type { Lake } from '../../storage/lake';

/** Lets a caller cancel a task and follow its progress. */
export interface TaskHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (details: Readonly<Record<string, number | string>>) => void;
}

/** Work on the lake that a thread can run: input and result are plain data. */
type Task = (lake: Lake, input: never, hooks?: TaskHooks) => Promise<unknown>;

/** Runs tasks by name, in this thread or in others; a caller names only the tasks that it needs. */
export interface TaskRunner<Tasks extends Readonly<Record<keyof Tasks, Task>>> {
  run<Name extends keyof Tasks>(
    name: Name,
    input: Parameters<Tasks[Name]>[1],
    hooks?: TaskHooks,
  ): Promise<Awaited<ReturnType<Tasks[Name]>>>;
}
