import { TASKS } from '../../../counting/threads/tasks';
import type { Tasks } from '../../../counting/threads/tasks';
import type { TaskRunner } from '../../../counting/counts/task-runner';
import type { Lake } from '../../../storage/lake';

/** Runs tasks at once, in this thread. */
export function tasksHere(lake: Lake): TaskRunner<Tasks> {
  const run = (name: keyof typeof TASKS, input: unknown) =>
    (TASKS[name] as (lake: Lake, input: unknown) => Promise<unknown>)(lake, input);
  return { run } as unknown as TaskRunner<Tasks>;
}
