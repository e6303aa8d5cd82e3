import { defaultPayloadConverter, defineSearchAttributeKey } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { scheduledTime } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import {
  COUNTING_TASK_QUEUE,
  executionDateOf,
  SCHEDULE_ID,
  TASK_QUEUE,
  WORKFLOW_TYPE,
  workflowIdOf,
} from './names/run-identity';
import type { dailyRecommendations, DailyRecommendationsInput } from '../workflows/daily-recommendations';

/** A run that does not end by itself is ended, so that its date can be run again. */
export const RUN_TIMEOUT_MS = 24 * 3_600_000;

const SCHEDULED_BY = defineSearchAttributeKey('TemporalScheduledById', 'KEYWORD');
const SCHEDULED_TIME = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** What the Web UI says of the run of a date, or of every run that the schedule starts, however it goes. */
export function describeRun(date?: CalendarDay): { staticSummary: string; staticDetails: string } {
  const [of, command] = date === undefined ? ['the day in the workflow id', '<date>'] : [date, date];
  return {
    staticSummary: `Recommendations of ${of}`,
    staticDetails: [
      `Keeps the rows of active advertisers up to ${of}, ranks their products with each model, and publishes the lists.`,
      `- what became of it: \`npx adtech status --from ${command} --to ${command}\``,
      `- once more: \`npx adtech run ${command}\`; until it has published, readers keep the lists that they have`,
    ].join('\n'),
  };
}

/** What became of the wish to run a date. */
export type StartedRun =
  | { readonly outcome: 'started'; readonly workflowId: string; readonly runId: string }
  /** A run of the date is open already, and goes on. */
  | { readonly outcome: 'open'; readonly workflowId: string; readonly runId: string };

/** An activity under way. */
export interface PendingActivity {
  readonly activity: string;
  readonly attempt: number;
  /** What its last heartbeat says of how far it is. */
  readonly progress?: Readonly<Record<string, unknown>>;
  /** Why the attempt before failed. */
  readonly lastFailure?: string;
}

/** A run that is open on the server. */
export interface OpenRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly startedAt: Date;
  readonly taskQueue: string;
  readonly pending: readonly PendingActivity[];
}

/**
 * Starts the run of a date under the id that its schedule would give it.
 *
 * @param whenOpen what becomes of a date whose run is open: that run is left alone, or it is terminated and another begins.
 * @param wishes how the run differs from one that the schedule starts.
 */
export async function startRun(
  client: Client,
  date: CalendarDay,
  whenOpen: 'leave' | 'terminate' = 'leave',
  wishes: Omit<DailyRecommendationsInput, 'executionDate'> = {},
): Promise<StartedRun> {
  const workflowId = workflowIdOf(date);
  const input: DailyRecommendationsInput = { executionDate: date, ...wishes };
  try {
    const handle = await client.workflow.start<typeof dailyRecommendations>(WORKFLOW_TYPE, {
      taskQueue: TASK_QUEUE,
      workflowId,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: whenOpen === 'leave' ? 'FAIL' : 'TERMINATE_EXISTING',
      workflowRunTimeout: RUN_TIMEOUT_MS,
      ...describeRun(date),
      // As the server marks the runs that it starts by the schedule, so that one filter finds all runs. By its nominal time
      // a run is found with BETWEEN and a second on both sides: SQL stores find no full second by `=`. See ExecutionDate.
      typedSearchAttributes: [
        { key: SCHEDULED_BY, value: SCHEDULE_ID },
        { key: SCHEDULED_TIME, value: scheduledTime(date) },
      ],
    });
    return { outcome: 'started', workflowId, runId: handle.firstExecutionRunId };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const { runId } = await client.workflow.getHandle(workflowId).describe();
    return { outcome: 'open', workflowId, runId };
  }
}

/**
 * Waits until a run has ended; returns why it failed, or undefined when it did not.
 * @throws the reason of `signal` when that is aborted; the run goes on.
 */
export async function waitForRun(
  client: Client,
  { workflowId, runId }: Pick<StartedRun, 'workflowId' | 'runId'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const handle = client.workflow.getHandle(workflowId, runId);
    // A call that begins after the abort would not notice it.
    signal.throwIfAborted();
    await client.connection.withAbortSignal(signal, () => handle.result());
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof WorkflowFailedError)) throw error;
    return error.cause?.message ?? error.message;
  }
}

/** The run of a date that is open right now. */
export async function findOpenRun(client: Client, date: CalendarDay): Promise<OpenRun | undefined> {
  try {
    const described = await client.workflow.getHandle(workflowIdOf(date)).describe();
    if (described.status.name !== 'RUNNING') return undefined;
    const { workflowId, runId, startTime: startedAt, taskQueue, raw } = described;
    return {
      workflowId,
      runId,
      startedAt,
      taskQueue,
      pending: (raw.pendingActivities ?? []).map(describePending),
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

type RawPendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;

function describePending(raw: RawPendingActivity): PendingActivity {
  const { activityType, attempt, heartbeatDetails, lastFailure } = raw;
  const [payload] = heartbeatDetails?.payloads ?? [];
  const progress =
    payload === undefined
      ? undefined
      : defaultPayloadConverter.fromPayload<Readonly<Record<string, unknown>>>(payload);
  return {
    activity: activityType?.name ?? '',
    attempt: attempt ?? 1,
    ...(progress === undefined ? {} : { progress }),
    ...(lastFailure?.message ? { lastFailure: messageOf(lastFailure) } : {}),
  };
}

/** What the server puts in place of a failure of about 2,000 characters and more, whose text is then in its cause. */
const TOO_LONG = 'Failure exceeds size limit';

function messageOf({ message, cause }: temporal.api.failure.v1.IFailure): string {
  return cause?.message && message?.startsWith(TOO_LONG) ? messageOf(cause) : (message ?? '');
}

/** The dates whose runs are open, as far as the server's visibility store knows yet. */
export async function listOpenDates(client: Client): Promise<Set<CalendarDay>> {
  const dates = new Set<CalendarDay>();
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query })) {
    const date = executionDateOf(workflowId);
    if (date !== undefined) dates.add(date);
  }
  return dates;
}

/** Workers that poll, by what for. */
export interface Pollers {
  /** For workflows: the decisions of runs and of counting. */
  readonly workflows: number;
  /** For the steps of dates. */
  readonly steps: number;
  /** For the steps of counting. */
  readonly counting: number;
}

/** How many workers have polled lately. */
export async function findPollers(client: Client): Promise<Pollers> {
  const { TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY } = temporal.api.enums.v1.TaskQueueType;
  const count = async (name: string, taskQueueType: temporal.api.enums.v1.TaskQueueType) => {
    const { namespace } = client.options;
    const { pollers } = await client.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name },
      taskQueueType,
    });
    return pollers.length;
  };
  const [workflows, steps, counting] = await Promise.all([
    count(TASK_QUEUE, TASK_QUEUE_TYPE_WORKFLOW),
    count(TASK_QUEUE, TASK_QUEUE_TYPE_ACTIVITY),
    count(COUNTING_TASK_QUEUE, TASK_QUEUE_TYPE_ACTIVITY),
  ]);
  return { workflows, steps, counting };
}

/** Tells whether a worker polls for runs. */
export async function hasWorker(client: Client): Promise<boolean> {
  return (await findPollers(client)).steps > 0;
}
