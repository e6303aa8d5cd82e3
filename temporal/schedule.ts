import { ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client, ScheduleDescription, ScheduleOptions } from '@temporalio/client';
import { SCHEDULED_HOUR_UTC } from '../domain/execution-date';
import type { Period } from '../domain/due-dates';
import { ACTION_WORKFLOW_ID, SCHEDULE_ID, TASK_QUEUE, WORKFLOW_TYPE } from './names/run-identity';
import { describeRun, RUN_TIMEOUT_MS } from './runs';
import { compareMembers, membersOf } from './schedule-differences';

/** Missed dates are caught up after an outage of at most this length, which is longer than any real one. */
const CATCHUP_WINDOW_MS = 10 * 365 * 86_400_000;

/** The result of applying the schedule; `differences` names the members that were not as specified. */
interface AppliedSchedule {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly differences: readonly string[];
  /** The note of an operator's pause, which stays; undefined if the schedule is not paused. */
  readonly pausedWith?: string;
}

/** The note of a schedule that no operator has paused or resumed. */
const ACTIVE_NOTE = 'active since `adtech schedule apply`';
const REPLACED = 'another program has replaced the schedule, and has ended a pause if there was one';

/** The schedule of the contract: every day at 23:00 UTC of a period; dates run in parallel. */
export function specifySchedule({ startDate, endDate }: Period) {
  return {
    spec: {
      calendars: [{ hour: SCHEDULED_HOUR_UTC, comment: `every day at ${String(SCHEDULED_HOUR_UTC)}:00 UTC` }],
      timezone: 'UTC',
      startAt: new Date(`${startDate}T00:00:00Z`),
      ...(endDate === undefined ? {} : { endAt: new Date(`${endDate}T23:59:59Z`) }),
    },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOW_TYPE,
      workflowId: ACTION_WORKFLOW_ID,
      taskQueue: TASK_QUEUE,
      workflowRunTimeout: RUN_TIMEOUT_MS,
      ...describeRun(),
    },
    // Dates do not depend on each other: no date may wait for another or be skipped because of another.
    policies: {
      overlap: ScheduleOverlapPolicy.ALLOW_ALL,
      catchupWindow: CATCHUP_WINDOW_MS,
      pauseOnFailure: false,
    },
  } as const satisfies Pick<ScheduleOptions, 'spec' | 'action' | 'policies'>;
}

/** Creates or updates the schedule as the contract specifies. A pause stays. Idempotent. */
export async function applySchedule(client: Client, period: Period): Promise<AppliedSchedule> {
  const wanted = specifySchedule(period);
  const existing = await findSchedule(client);
  if (existing === undefined) {
    await client.schedule.create({ scheduleId: SCHEDULE_ID, ...wanted, state: { note: ACTIVE_NOTE } });
    return { outcome: 'created', differences: [] };
  }
  const differences = differencesFrom(period, existing);
  const { paused, note = '' } = existing.state;
  const pause = paused ? { pausedWith: note } : {};
  if (differences.length === 0) return { outcome: 'unchanged', differences, ...pause };
  await client.schedule.getHandle(SCHEDULE_ID).update(({ raw, state }) => {
    // The client would send the headers of the action that it finds here again.
    const headers = raw.schedule?.action?.startWorkflow?.header?.fields ?? {};
    for (const name of Object.keys(headers)) Reflect.deleteProperty(headers, name);
    // Of the state only the pause belongs to operators; a number of remaining runs would end the schedule.
    const note = state.note === undefined || state.note === '' ? ACTIVE_NOTE : state.note;
    return { ...wanted, state: { paused: state.paused, note } };
  });
  return { outcome: 'updated', differences, ...pause };
}

/** The schedule on the server; undefined when there is none. */
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

/**
 * Describes the members of a schedule that are not as specified, including members unknown to this version. A pause is no
 * difference.
 */
export function differencesFrom(period: Period, { raw }: Pick<ScheduleDescription, 'raw'>): string[] {
  const members = membersOf({ raw });
  const note = members.get('state.notes');
  const differences = compareMembers(members, wantedMembers(period, note));
  if (note !== undefined || raw.schedule?.state?.paused === true) return differences;
  // Every command sets a note, but `temporal schedule update` replaces the state and with it the note.
  return differences.map((one) => (one.startsWith('note is ') ? `${one}: ${REPLACED}` : one));
}

/** The members of a schedule as specified. */
function wantedMembers(period: Period, note = ACTIVE_NOTE): Map<string, string> {
  const { spec, action, policies } = specifySchedule(period);
  const seconds = (ms: number) => `${String(ms / 1000)}s`;
  const calendar = 'spec.structuredCalendar[0]';
  const workflow = 'action.startWorkflow';
  return new Map([
    [`${calendar}.hour`, String(SCHEDULED_HOUR_UTC)],
    [`${calendar}.minute`, '0'],
    [`${calendar}.second`, '0'],
    [`${calendar}.dayOfMonth`, '1-31'],
    [`${calendar}.month`, '1-12'],
    [`${calendar}.dayOfWeek`, '0-6'],
    ['spec.timezoneName', spec.timezone],
    ['spec.startTime', spec.startAt.toISOString()],
    ...(spec.endAt === undefined ? [] : [['spec.endTime', spec.endAt.toISOString()] as const]),
    [`${workflow}.workflowType.name`, action.workflowType],
    [`${workflow}.workflowId`, action.workflowId],
    [`${workflow}.taskQueue.name`, action.taskQueue],
    [`${workflow}.workflowRunTimeout`, seconds(action.workflowRunTimeout)],
    [`${workflow}.userMetadata.summary`, JSON.stringify(action.staticSummary)],
    [`${workflow}.userMetadata.details`, JSON.stringify(action.staticDetails)],
    ['policies.overlapPolicy', policies.overlap],
    ['policies.catchupWindow', seconds(policies.catchupWindow)],
    ['state.notes', note],
  ]);
}
