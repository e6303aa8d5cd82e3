import { defineSearchAttributeKey } from '@temporalio/common';
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
  executionDateOf,
  SCHEDULE_ID,
  TASK_QUEUE,
  WORKFLOW_TYPE,
  workflowIdOf,
} from '../domain/run-identity';
import type { dailyRecommendations, DailyRecommendationsInput } from '../workflows/daily-recommendations';

/** A run that does not end by itself is ended, so that its date can be run again. */
export const RUN_TIMEOUT_MS = 24 * 3_600_000;

const SCHEDULED_BY = defineSearchAttributeKey('TemporalScheduledById', 'KEYWORD');
const SCHEDULED_TIME = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** What became of the wish to run a date. */
export type StartedRun =
  | { readonly outcome: 'started'; readonly workflowId: string; readonly runId: string }
  /** A run of the date is open already, and goes on. */
  | { readonly outcome: 'open'; readonly workflowId: string; readonly runId: string };

/** A run that is open on the server. */
export interface OpenRun {
  readonly workflowId: string;
  readonly runId: string;
  /** Activities under way: type, attempt, and the message of the attempt before. */
  readonly pending: readonly {
    readonly activity: string;
    readonly attempt: number;
    readonly lastFailure?: string;
  }[];
}

/** Starts the run of a date under the id that its schedule would give it; a date that is open is left alone. */
export async function startRun(client: Client, date: CalendarDay): Promise<StartedRun> {
  const workflowId = workflowIdOf(date);
  const input: DailyRecommendationsInput = { executionDate: date };
  try {
    const handle = await client.workflow.start<typeof dailyRecommendations>(WORKFLOW_TYPE, {
      taskQueue: TASK_QUEUE,
      workflowId,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      workflowRunTimeout: RUN_TIMEOUT_MS,
      staticSummary: `Recommendations of ${date}`,
      // As the server marks the runs that it starts by the schedule: one filter finds all runs, and each by its nominal time.
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
    const { workflowId, runId, status, raw } = await client.workflow.getHandle(workflowIdOf(date)).describe();
    if (status.name !== 'RUNNING') return undefined;
    const pending = (raw.pendingActivities ?? []).map(({ activityType, attempt, lastFailure }) => ({
      activity: activityType?.name ?? '',
      attempt: attempt ?? 1,
      ...(lastFailure?.message ? { lastFailure: lastFailure.message } : {}),
    }));
    return { workflowId, runId, pending };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
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

/** Tells whether a worker polls for runs. */
export async function hasWorker(client: Client): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: TASK_QUEUE },
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
  });
  return pollers.length > 0;
}
