import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import {
  EXECUTION_DATE_ATTRIBUTE,
  ROWS_PUBLISHED_ATTRIBUTE,
  STARTED_BY_ATTRIBUTE,
} from '../temporal/names/search-attributes';
import { sumIgnored } from '../domain/ignored-counts';
import { rankSteps } from '../domain/rank-steps';
import type { RankStep } from '../domain/rank-steps';
import { startedByOf } from '../domain/started-by';
import type { StartedBy } from '../domain/started-by';
import type {
  Activities,
  EvaluatedDate,
  FilterResult,
  RankResult,
  WriteResult,
} from '../activities/contract';
import { describeEnd, failureOf, remedyOfLastAttempt } from './end-of-run';
import { resolveExecutionDate } from './resolve-execution-date';
import { setRegisteredAttributes } from './set-search-attributes';
import { tellOfFailure } from './tell-of-failure';

/** Input of a run started by hand; a run that the schedule starts takes none. */
export interface DailyRecommendationsInput {
  /** Must agree with the workflow id. */
  readonly executionDate?: string;
  /** Publishes although the active list has lost its advertisers. */
  readonly acceptLostAdvertisers?: boolean;
  readonly startedBy?: StartedBy;
}

/** What a command puts into the memo of a run at its start. */
export type RunMemo = Readonly<Record<'executionDate', string>>;

/** The run that the steps work for. */
interface Run {
  readonly executionDate: string;
  readonly startedBy: StartedBy;
  readonly acceptLostAdvertisers: boolean;
  /** Whether its start has the memo, and the search attributes if they are registered. */
  readonly isDescribed: boolean;
}

/** What a run leaves behind: the publication, and what it was made from. */
interface DailyRecommendationsResult extends WriteResult {
  readonly rowsRead: number;
  readonly rowsKept: number;
  readonly rowsRejected: number;
  readonly rowsIgnored: number;
  /** How yesterday's lists scored; missing where the settings turn evaluation off. */
  readonly evaluation?: Evaluated;
}

/** What was evaluated, or why it failed. */
type Evaluated = { readonly evaluated: readonly EvaluatedDate[] } | { readonly failure: string };

/** Set by the server on every run that a schedule starts. */
const SCHEDULED_TIME = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** Events from a task that schedules an activity to the next task, if nothing else happens in between. */
const EVENTS_OF_A_STEP = 6;

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

const evaluation = proxyActivities<Pick<Activities, 'evaluateLists'>>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  // The lists are published: what does not come right in some minutes is not worth an open run.
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '1 minute',
    maximumAttempts: 8,
  },
});

const bookkeeping = proxyActivities<Pick<Activities, 'recordRunEnd'>>({
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: '15 seconds',
  retry: { maximumAttempts: 10 },
});

/**
 * The run of one execution date: `filterLogs → rank… side by side → writeLists → evaluateLists`. What is published stays
 * so, whatever becomes of the evaluation.
 *
 * @throws ApplicationFailure `ExecutionDateRefused` when id, input and scheduled time disagree; otherwise the failure of
 * the step that ended it.
 */
export async function dailyRecommendations(
  input: DailyRecommendationsInput = {},
): Promise<DailyRecommendationsResult> {
  const ownRun = describeRun(input);
  const { executionDate, startedBy, isDescribed } = ownRun;
  if (!isDescribed) {
    upsertMemo({ executionDate } satisfies RunMemo);
    await setRegisteredAttributes([
      { key: EXECUTION_DATE_ATTRIBUTE, value: executionDate },
      { key: STARTED_BY_ATTRIBUTE, value: startedBy },
    ]);
  }
  try {
    return await publish(ownRun);
  } catch (error) {
    const described = describeEnd(error);
    const end = { ...described, message: described.message + remedyOfLastAttempt(error) };
    const { status, step, type } = end;
    const summary = `record that ${executionDate} ${status === 'failed' ? 'failed' : 'was cancelled'} in ${step ?? 'the workflow'}: ${type}`;
    await CancellationScope.nonCancellable(() =>
      bookkeeping.recordRunEnd
        .executeWithOptions({ summary }, [{ executionDate, ...end }])
        .then((recorded) => tellOfFailure(recorded, executionDate, end))
        // The run's failure matters more than a failure to record it, or to tell of it.
        .catch(() => undefined),
    );
    setCurrentDetails(`**${executionDate} ${status}** in ${step ?? 'the workflow'}: ${end.message}`);
    throw status === 'cancelled' ? error : failureOf(error, end);
  }
}

async function publish(run: Run): Promise<DailyRecommendationsResult> {
  const { executionDate, startedBy, acceptLostAdvertisers, isDescribed } = run;
  setCurrentDetails(`**${executionDate}** waits for the counts of its inputs, and filters them`);
  const filtered = await steps.filterLogs.executeWithOptions(
    { summary: `keep the rows of active advertisers up to ${executionDate}` },
    [{ executionDate, startedBy, ...(acceptLostAdvertisers ? { acceptLostAdvertisers } : {}) }],
  );
  const { rowsRead, rowsKept, rowsRejected } = filtered;
  const rowsIgnored = sumIgnored(filtered.ignored ?? {});
  const rows = { rowsRead, rowsKept, rowsRejected, rowsIgnored };
  if (!isDescribed) upsertMemo(rows);
  setCurrentDetails(`**${executionDate}** ${figures(filtered)}; ranking`);

  const ranking = rankSteps(filtered.models).map((step) => rank(executionDate, step, filtered));
  const ranked = (await Promise.all(ranking)).flat();

  const eventsBefore = workflowInfo().historyLength;
  const written = await steps.writeLists.executeWithOptions(
    { summary: `publish ${String(ranked.length)} models for ${executionDate}: ${listFigures(ranked)}` },
    [{ executionDate, filtered, ranked }],
  );
  const { rowsPublished } = written;
  upsertMemo(isDescribed ? { ...rows, rowsPublished } : { rowsPublished });
  await setRowsPublished(run, rowsPublished, eventsBefore);
  setCurrentDetails(
    `**${executionDate} published** ${String(rowsPublished)} rows at ${written.publishedAt}; ${figures(filtered)}`,
  );
  const result = { ...written, ...rows };
  if (!filtered.evaluatesLists) return result;
  return { ...result, evaluation: await evaluate(executionDate) };
}

/**
 * A command sets `ExecutionDate` only where both search attributes are registered. If the server refuses the task because
 * that has changed, the refusal is one event more, and the repeated task asks.
 */
async function setRowsPublished(
  { isDescribed }: Run,
  rowsPublished: number,
  eventsBefore: number,
): Promise<void> {
  const pair = { key: ROWS_PUBLISHED_ATTRIBUTE, value: rowsPublished };
  const { typedSearchAttributes, historyLength } = workflowInfo();
  if (!isDescribed || historyLength !== eventsBefore + EVENTS_OF_A_STEP)
    await setRegisteredAttributes([pair]);
  else if (typedSearchAttributes.get(EXECUTION_DATE_ATTRIBUTE) !== undefined) upsertSearchAttributes([pair]);
}

async function evaluate(executionDate: string): Promise<Evaluated> {
  try {
    return await evaluation.evaluateLists.executeWithOptions(
      { summary: `hold the lists of the day before against the log of ${executionDate}` },
      [{ executionDate }],
    );
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { message } = describeEnd(error);
    upsertMemo({ evaluationFailure: message });
    return { failure: message };
  }
}

function rank(
  executionDate: string,
  { name, models }: RankStep,
  { shards, rowsKept }: FilterResult,
): Promise<readonly RankResult[]> {
  const activity = steps[name];
  if (activity === undefined) throw ApplicationFailure.nonRetryable(`no activity is called ${name}`);
  const summary = `rank ${models.join(', ')} for ${executionDate}, from ${String(rowsKept)} events`;
  return activity.executeWithOptions({ summary }, [{ executionDate, models, shards }]);
}

function describeRun({ executionDate, acceptLostAdvertisers, startedBy }: DailyRecommendationsInput): Run {
  const { workflowId, typedSearchAttributes, startTime, memo } = workflowInfo();
  const scheduled = typedSearchAttributes.get(SCHEDULED_TIME);
  const resolved = resolveExecutionDate({
    workflowId,
    scheduledTime: scheduled,
    requestedDate: executionDate,
    startedAt: startTime,
  });
  if ('fault' in resolved) throw ApplicationFailure.nonRetryable(resolved.fault, 'ExecutionDateRefused');
  const { date } = resolved;
  return {
    executionDate: date,
    startedBy: startedBy ?? startedByOf({ date, isScheduled: scheduled !== undefined, startedAt: startTime }),
    acceptLostAdvertisers: acceptLostAdvertisers === true,
    isDescribed: memo?.['executionDate'] !== undefined,
  };
}

function figures({ rowsRead, rowsKept, rowsRejected, ignored = {} }: FilterResult): string {
  const rowsIgnored = sumIgnored(ignored);
  const apart = rowsIgnored === 0 ? '' : `, ${String(rowsIgnored)} ignored`;
  return `${String(rowsRead)} rows read, ${String(rowsKept)} events kept, ${String(rowsRejected)} rows rejected${apart}`;
}

function listFigures(ranked: readonly RankResult[]): string {
  const sum = (figure: (one: RankResult) => number) =>
    String(ranked.reduce((total, one) => total + figure(one), 0));
  return `${sum(({ entries }) => entries)} rows in ${sum(({ advertisers }) => advertisers)} lists`;
}
