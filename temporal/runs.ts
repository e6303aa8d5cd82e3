import { defaultPayloadConverter, defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { scheduledTime } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import type { StartedBy } from '../domain/started-by';
import { isAnswer } from './grpc';
import {
  COUNTING_TASK_QUEUE,
  executionDateOf,
  SCHEDULE_ID,
  TASK_QUEUE,
  WORKFLOW_TYPE,
  workflowIdOf,
} from './names/run-identity';
import {
  EXECUTION_DATE_ATTRIBUTE,
  ROWS_PUBLISHED_ATTRIBUTE,
  STARTED_BY_ATTRIBUTE,
} from './names/search-attributes';
import type { SearchAttributeName } from './names/search-attributes';
import { createSearchAttributeWatch } from './search-attributes';
import type {
  dailyRecommendations,
  DailyRecommendationsInput,
  RunMemo,
} from '../workflows/daily-recommendations';

/** Time limit of a run, so that a run that does not end blocks its date only this long. */
export const RUN_TIMEOUT_MS = 24 * 3_600_000;

const SCHEDULED_BY = defineSearchAttributeKey('TemporalScheduledById', 'KEYWORD');
const SCHEDULED_TIME = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** The summary in the Web UI for the run of a date, or for every run that the schedule starts. */
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

/** The result of a request to run a date. */
export type StartedRun =
  | { readonly outcome: 'started'; readonly workflowId: string; readonly runId: string }
  /** A run of the date is already open, and continues. */
  | { readonly outcome: 'open'; readonly workflowId: string; readonly runId: string };

/** A running activity. */
export interface PendingActivity {
  readonly activity: string;
  readonly attempt: number;
  /** Its progress, from the last heartbeat. */
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

/** How a run is to be started. */
export interface RunStart {
  readonly startedBy: StartedBy;
  /** For a date with an open run: keep that run (the default), or terminate it and start another. */
  readonly whenOpen?: 'leave' | 'terminate';
  /** Whether it publishes even if the active list has lost advertisers. */
  readonly acceptLostAdvertisers?: boolean;
}

/** Starts the run of a date under the id that its schedule would give it. */
export type StartRun = (date: CalendarDay, start: RunStart) => Promise<StartedRun>;

/** Creates the function that starts runs. It describes them from their start, so that they need not do it. */
export function createRunStarter(client: Client): StartRun {
  const findUsable = createSearchAttributeWatch(client);
  return async (date, start) => {
    // Runs go without search attributes where the server does not tell of them.
    const usable = await findUsable().catch((): readonly SearchAttributeName[] => []);
    try {
      return await startRun(client, date, start, describeStart(date, start, usable));
    } catch (error) {
      if (usable.length === 0 || !isRefusal(error)) throw error;
      // One of them has been removed since, or not all parts of the server know it yet.
      return startRun(client, date, start, describeStart(date, start, []));
    }
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && isAnswer(error.cause, 'invalidArgument');
}

/** What a run has from its start: memo and search attributes. */
interface DescribedStart {
  readonly memo?: RunMemo;
  readonly typedSearchAttributes: SearchAttributePair[];
}

function describeStart(
  date: CalendarDay,
  { startedBy }: RunStart,
  usable: readonly SearchAttributeName[],
): DescribedStart {
  // The server sets these attributes on runs that the schedule starts, so that one filter finds all runs. To find a run by
  // its nominal time, use BETWEEN with a second on both sides: SQL stores find no full second by `=`. See ExecutionDate.
  const scheduled: SearchAttributePair[] = [
    { key: SCHEDULED_BY, value: SCHEDULE_ID },
    { key: SCHEDULED_TIME, value: scheduledTime(date) },
  ];
  const [hasDate, hasRows] = [EXECUTION_DATE_ATTRIBUTE, ROWS_PUBLISHED_ATTRIBUTE].map(({ name }) =>
    usable.includes(name),
  );
  // Such a run asks by itself what it may set: with `ExecutionDate` at its start it would also set the other one.
  if (hasDate !== hasRows) return { typedSearchAttributes: scheduled };
  const own: SearchAttributePair[] = [
    { key: EXECUTION_DATE_ATTRIBUTE, value: date },
    { key: STARTED_BY_ATTRIBUTE, value: startedBy },
  ];
  return {
    memo: { executionDate: date },
    typedSearchAttributes: [
      ...scheduled,
      ...own.filter(({ key }) => usable.some((name) => name === key.name)),
    ],
  };
}

async function startRun(
  client: Client,
  date: CalendarDay,
  { startedBy, whenOpen = 'leave', acceptLostAdvertisers = false }: RunStart,
  described: DescribedStart,
): Promise<StartedRun> {
  const workflowId = workflowIdOf(date);
  const input: DailyRecommendationsInput = {
    executionDate: date,
    startedBy,
    ...(acceptLostAdvertisers ? { acceptLostAdvertisers } : {}),
  };
  try {
    const handle = await client.workflow.start<typeof dailyRecommendations>(WORKFLOW_TYPE, {
      taskQueue: TASK_QUEUE,
      workflowId,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: whenOpen === 'leave' ? 'FAIL' : 'TERMINATE_EXISTING',
      workflowRunTimeout: RUN_TIMEOUT_MS,
      ...describeRun(date),
      ...described,
    });
    return { outcome: 'started', workflowId, runId: handle.firstExecutionRunId };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const { runId } = await client.workflow.getHandle(workflowId).describe();
    return { outcome: 'open', workflowId, runId };
  }
}

/**
 * Waits until a run has ended; returns why it failed, or undefined if it did not.
 * @throws the reason of `signal` when it is aborted; the run continues.
 */
export async function waitForRun(
  client: Client,
  { workflowId, runId }: Pick<StartedRun, 'workflowId' | 'runId'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const handle = client.workflow.getHandle(workflowId, runId);
    // A call that begins after the abort would ignore it.
    signal.throwIfAborted();
    await client.connection.withAbortSignal(signal, () => handle.result());
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof WorkflowFailedError)) throw error;
    return error.cause?.message ?? error.message;
  }
}

/** The open run of a date; undefined when there is none. */
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

/** The server's replacement for a message of about 2,000 characters or more; the original is then in the cause. */
const TOO_LONG = 'Failure exceeds size limit';

function messageOf({ message, cause }: temporal.api.failure.v1.IFailure): string {
  return cause?.message && message?.startsWith(TOO_LONG) ? messageOf(cause) : (message ?? '');
}

/** The dates whose runs are open; the server's visibility store may lag behind. */
export async function listOpenDates(client: Client): Promise<Set<CalendarDay>> {
  const dates = new Set<CalendarDay>();
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query })) {
    const date = executionDateOf(workflowId);
    if (date !== undefined) dates.add(date);
  }
  return dates;
}

/** The number of polling workers, by kind of task. */
interface Pollers {
  /** Workers for the workflow tasks of runs and of counting. */
  readonly workflows: number;
  /** Workers for the steps of dates. */
  readonly steps: number;
  /** Workers for the steps of counting. */
  readonly counting: number;
}

/** Counts the workers that have polled recently. */
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

/** Whether a worker polls for runs. */
export async function hasWorker(client: Client): Promise<boolean> {
  return (await findPollers(client)).steps > 0;
}
