import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { rankSteps } from '../domain/rank-steps';
import type { RankStep } from '../domain/rank-steps';
import type { Activities, FilterResult, RankResult, WriteResult } from '../activities/contract';
import { resolveExecutionDate } from './resolve-execution-date';

/** Input of a run started by hand; a run that the schedule starts takes none. */
export interface DailyRecommendationsInput {
  /** Must agree with the workflow id. */
  readonly executionDate?: string;
}

/** What a run leaves behind: the publication, and what it was made from. */
export interface DailyRecommendationsResult extends WriteResult {
  readonly rowsRead: number;
  readonly rowsKept: number;
  readonly rowsRejected: number;
}

/** Set by the server on every run that a schedule starts. */
const SCHEDULED_TIME = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

const steps = proxyActivities<Activities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '15 seconds',
  // Rides out an hour of Postgres or the lake being away; what takes longer is an incident, and is run again.
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '1 minute',
    maximumAttempts: 60,
  },
});

const bookkeeping = proxyActivities<Pick<Activities, 'recordRunEnd'>>({
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: '15 seconds',
  retry: { maximumAttempts: 10 },
});

/**
 * The run of one execution date: `filterLogs → rank… side by side → writeLists`.
 *
 * @throws ApplicationFailure `ExecutionDateRefused` when id, input and scheduled time disagree; otherwise the failure of
 * the step that ended it.
 */
export async function dailyRecommendations(
  input: DailyRecommendationsInput = {},
): Promise<DailyRecommendationsResult> {
  const executionDate = ownExecutionDate(input);
  upsertMemo({ executionDate });
  try {
    return await run(executionDate);
  } catch (error) {
    const end = describeEnd(error);
    await CancellationScope.nonCancellable(() =>
      // The failure of the run matters more than that of its record.
      bookkeeping.recordRunEnd({ executionDate, ...end }).catch(() => undefined),
    );
    if (end.status === 'cancelled') throw error;
    setCurrentDetails(`**${executionDate} failed** in ${end.step ?? 'the workflow'}: ${end.message}`);
    throw ApplicationFailure.create({
      message: end.message,
      type: end.type,
      nonRetryable: true,
      ...(error instanceof Error ? { cause: error } : {}),
    });
  }
}

async function run(executionDate: string): Promise<DailyRecommendationsResult> {
  const filtered = await steps.filterLogs.executeWithOptions(
    { summary: `keep the rows of active advertisers up to ${executionDate}` },
    [{ executionDate }],
  );
  const { rowsRead, rowsKept, rowsRejected } = filtered;
  upsertMemo({ rowsRead, rowsKept, rowsRejected });
  setCurrentDetails(`**${executionDate}** ${figures(filtered)}; ranking`);

  const ranking = rankSteps(filtered.models).map((step) => rank(executionDate, step, filtered));
  const ranked = (await Promise.all(ranking)).flat();

  const written = await steps.writeLists.executeWithOptions(
    { summary: `publish ${String(ranked.length)} models for ${executionDate}` },
    [{ executionDate, filtered, ranked }],
  );
  upsertMemo({ rowsPublished: written.rowsPublished });
  setCurrentDetails(
    `**${executionDate} published** ${String(written.rowsPublished)} rows at ${written.publishedAt}; ${figures(filtered)}`,
  );
  return { ...written, rowsRead, rowsKept, rowsRejected };
}

function rank(
  executionDate: string,
  { activity: name, models }: RankStep,
  { shards }: FilterResult,
): Promise<readonly RankResult[]> {
  const activity = steps[name];
  if (activity === undefined) throw ApplicationFailure.nonRetryable(`no activity is called ${name}`);
  return activity.executeWithOptions({ summary: `rank ${models.join(', ')} for ${executionDate}` }, [
    { executionDate, models, shards },
  ]);
}

function ownExecutionDate(input: DailyRecommendationsInput): string {
  const { workflowId, typedSearchAttributes, startTime } = workflowInfo();
  const resolved = resolveExecutionDate({
    workflowId,
    scheduledTime: typedSearchAttributes.get(SCHEDULED_TIME),
    requestedDate: input.executionDate,
    startedAt: startTime,
  });
  if ('fault' in resolved) throw ApplicationFailure.nonRetryable(resolved.fault, 'ExecutionDateRefused');
  return resolved.date;
}

function describeEnd(error: unknown): {
  status: 'failed' | 'cancelled';
  step: string | null;
  type: string;
  message: string;
} {
  const step = error instanceof ActivityFailure ? error.activityType : null;
  const cause = error instanceof ActivityFailure && error.cause !== undefined ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (isCancellation(error)) return { status: 'cancelled', step, type: 'Cancelled', message };
  const type =
    cause instanceof ApplicationFailure
      ? (cause.type ?? cause.name)
      : cause instanceof Error
        ? cause.name
        : 'Error';
  return { status: 'failed', step, type, message };
}

function figures({ rowsRead, rowsKept, rowsRejected }: FilterResult): string {
  return `${String(rowsKept)} of ${String(rowsRead)} rows kept, ${String(rowsRejected)} rejected`;
}
