import { availableParallelism } from 'node:os';
import { TaskPool } from '../counting/threads/task-pool';
import type { Settings } from '../config/settings';
import type { CalendarDay } from '../domain/execution-date';
import { EVENT_LOGS } from '../domain/logs';
import { listInputs } from '../logs/list-inputs';
import type { Lake } from '../storage/lake';
import { readEventObjects } from './data-check/read-objects';
import type { ReadingProgress } from './data-check/read-objects';
import { patiently, PatientTasks } from './patiently';
import { lakeOptions } from './services';

/** The first and the last day with events. */
export interface LogDays {
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
}

/**
 * Finds the days of the event logs by counting them, as the runs do, which then find the counts in the lake. Undefined
 * where no object that can be read has events.
 */
export async function findLogDays(
  lake: Lake,
  settings: Settings,
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: ReadingProgress) => void },
): Promise<LogDays | undefined> {
  const { signal } = options;
  const inputs = await patiently(() => listInputs(lake, { signal }), signal);
  const objects = EVENT_LOGS.flatMap((log) => inputs.objects[log].map((object) => ({ log, object })));
  const tasks = new TaskPool(lake.url, lakeOptions(settings), availableParallelism());
  try {
    const { reports } = await readEventObjects(lake, new PatientTasks(tasks), objects, options);
    const days = reports.flatMap((one) => [one.first_day, one.last_day]).filter((day) => day !== null);
    const [firstDay, lastDay] = [days.sort()[0], days.at(-1)];
    return firstDay === undefined || lastDay === undefined ? undefined : { firstDay, lastDay };
  } finally {
    await tasks.close();
  }
}
