import { isCalendarDay, SCHEDULED_HOUR_UTC } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import type { EventLogName } from '../../domain/logs';

/** The one schedule that starts the runs. */
export const SCHEDULE_ID = 'daily-recommendations';
/** The workflow type of a run, as Temporal knows it. */
export const WORKFLOW_TYPE = 'dailyRecommendations';
/** The schedule's action workflow id; the server appends `-<scheduled time>` to it. */
export const ACTION_WORKFLOW_ID = 'recommendations';
/** The task queue that workers poll. */
export const TASK_QUEUE = 'recommendations';
/** The workflow type that counts one object of an event log. */
export const COUNTING_WORKFLOW_TYPE = 'countObject';
/** The workflow type that counts small objects of an event log. */
export const SMALL_OBJECTS_WORKFLOW_TYPE = 'countSmallObjects';
/** The task queue of counting: separate, so that long work cannot delay the runs of dates. */
export const COUNTING_TASK_QUEUE = 'recommendations-counting';

/** The workflow type that tells people of a fact. */
export const NOTICE_WORKFLOW_TYPE = 'notify';

/** The workflow id of a notice: each fact is told once. */
export function noticeWorkflowId(id: string): string {
  return `notify-${id}`;
}

const SUFFIX = `T${String(SCHEDULED_HOUR_UTC)}:00:00Z`;

/** The workflow id under which the small objects of a log are counted: one run at a time. */
export function smallObjectsWorkflowId(log: EventLogName): string {
  return `count-small-objects-${log}`;
}

/** The workflow id of an execution date, e.g. `recommendations-2024-11-29T23:00:00Z`. */
export function workflowIdOf(date: CalendarDay): string {
  return `${ACTION_WORKFLOW_ID}-${date}${SUFFIX}`;
}

/** The execution date in a workflow id; undefined when the id is not exactly one that `workflowIdOf` makes. */
export function executionDateOf(workflowId: string): CalendarDay | undefined {
  const date = workflowId.slice(ACTION_WORKFLOW_ID.length + 1, -SUFFIX.length);
  return isCalendarDay(date) && workflowIdOf(date) === workflowId ? date : undefined;
}
