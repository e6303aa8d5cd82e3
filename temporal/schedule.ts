import { ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client, ScheduleDescription, ScheduleOptions } from '@temporalio/client';
import { SCHEDULED_HOUR_UTC } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { ACTION_WORKFLOW_ID, SCHEDULE_ID, TASK_QUEUE, WORKFLOW_TYPE } from '../domain/run-identity';
import { describeRun, RUN_TIMEOUT_MS } from './runs';

/** Missed dates are caught up after an outage of this length at most: longer than any. */
const CATCHUP_WINDOW_MS = 10 * 365 * 86_400_000;

/** What applying the schedule changed; `differences` names what was not as specified. */
export interface AppliedSchedule {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly differences: readonly string[];
}

type Specification = Required<Pick<ScheduleOptions, 'spec' | 'action' | 'policies'>>;

/** The schedule of the contract: every day at 23:00 UTC from `startDate` on, dates side by side. */
export function specifySchedule(startDate: CalendarDay): Specification {
  return {
    spec: {
      calendars: [{ hour: SCHEDULED_HOUR_UTC, comment: `every day at ${String(SCHEDULED_HOUR_UTC)}:00 UTC` }],
      timezone: 'UTC',
      startAt: new Date(`${startDate}T00:00:00Z`),
    },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOW_TYPE,
      workflowId: ACTION_WORKFLOW_ID,
      taskQueue: TASK_QUEUE,
      workflowRunTimeout: RUN_TIMEOUT_MS,
      ...describeRun(),
    },
    // Dates do not depend on each other: none may wait for, or be dropped because of, another.
    policies: {
      overlap: ScheduleOverlapPolicy.ALLOW_ALL,
      catchupWindow: CATCHUP_WINDOW_MS,
      pauseOnFailure: false,
    },
  };
}

/** Makes the schedule what the contract says. A pause stays a pause. Safe to repeat. */
export async function applySchedule(client: Client, startDate: CalendarDay): Promise<AppliedSchedule> {
  const wanted = specifySchedule(startDate);
  const existing = await findSchedule(client);
  if (existing === undefined) {
    await client.schedule.create({ scheduleId: SCHEDULE_ID, ...wanted });
    return { outcome: 'created', differences: [] };
  }
  const differences = differencesFrom(startDate, existing);
  if (differences.length === 0) return { outcome: 'unchanged', differences };
  await client.schedule.getHandle(SCHEDULE_ID).update(({ state }) => ({ ...wanted, state }));
  return { outcome: 'updated', differences };
}

/** The schedule as the server has it; undefined when it has none. */
export async function findSchedule(client: Client): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(SCHEDULE_ID).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/** Pauses the schedule, with a note on why. @throws ScheduleNotFoundError */
export async function pauseSchedule(client: Client, note: string): Promise<void> {
  await client.schedule.getHandle(SCHEDULE_ID).pause(note);
}

/** Resumes the schedule. @throws ScheduleNotFoundError */
export async function resumeSchedule(client: Client, note: string): Promise<void> {
  await client.schedule.getHandle(SCHEDULE_ID).unpause(note);
}

/** What of a schedule is not as specified, in words. */
export function differencesFrom(
  startDate: CalendarDay,
  { spec, action, policies }: ScheduleDescription,
): string[] {
  const wanted = specifySchedule(startDate);
  const [calendar] = spec.calendars ?? [];
  const fires = [calendar?.hour, calendar?.minute, calendar?.second].map(rangesInWords);
  const facts: [name: string, is: unknown, wanted: unknown][] = [
    ['time of day', fires.join(':'), `${String(SCHEDULED_HOUR_UTC)}:0:0`],
    ['calendars', spec.calendars?.length ?? 0, 1],
    ['days of the month', rangesInWords(calendar?.dayOfMonth), '1-31'],
    ['months', rangesInWords(calendar?.month), 'JANUARY-DECEMBER'],
    ['days of the week', rangesInWords(calendar?.dayOfWeek), 'SUNDAY-SATURDAY'],
    ['years', rangesInWords(calendar?.year), ''],
    ['skipped times', spec.skip?.length ?? 0, 0],
    ['intervals', spec.intervals?.length ?? 0, 0],
    ['time zone', spec.timezone ?? 'UTC', 'UTC'],
    ['first date', spec.startAt?.toISOString(), wanted.spec.startAt?.toISOString()],
    ['end', spec.endAt, undefined],
    ['jitter', spec.jitter ?? 0, 0],
    ['workflow type', action.workflowType, wanted.action.workflowType],
    ['workflow id', action.workflowId, wanted.action.workflowId],
    ['task queue', action.taskQueue, wanted.action.taskQueue],
    ['arguments', action.args?.length ?? 0, 0],
    ['run timeout', action.workflowRunTimeout, wanted.action.workflowRunTimeout],
    // A server that keeps no texts is as it can be.
    ['summary', action.staticSummary ?? wanted.action.staticSummary, wanted.action.staticSummary],
    [
      'details',
      action.staticSummary && action.staticDetails,
      action.staticSummary && wanted.action.staticDetails,
    ],
    ['overlap policy', policies.overlap, wanted.policies.overlap],
    ['catch-up window', policies.catchupWindow, wanted.policies.catchupWindow],
    ['pause on failure', policies.pauseOnFailure, wanted.policies.pauseOnFailure],
  ];
  return facts
    .filter(([, is, should]) => JSON.stringify(is) !== JSON.stringify(should))
    .map(([name, is, should]) => `${name} is ${JSON.stringify(is)}, specified ${JSON.stringify(should)}`);
}

function rangesInWords(
  ranges: readonly { start: number | string; end: number | string; step: number }[] = [],
): string {
  return ranges
    .map(({ start, end, step }) => {
      if (start === end) return String(start);
      return `${String(start)}-${String(end)}${step > 1 ? `/${String(step)}` : ''}`;
    })
    .join(',');
}
