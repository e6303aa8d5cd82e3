import { findPublishedDates } from '../db/publication';
import { findNewestRuns, findRuns } from '../db/runs';
import type { Run } from '../db/schema';
import { dateStatus } from '../domain/date-status';
import type { DateStatus } from '../domain/date-status';
import { daysFromTo } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { STAGES } from '../domain/run-stages';
import { findOpenRun, listOpenDates } from '../temporal/runs';
import { describeInputs, listInputs, readSameInputs } from './inputs';
import type { Services } from './services';

/** A date's status with the figures of its published run. */
export interface ReportedDate extends DateStatus {
  readonly workflow_run_id: string | null;
  readonly published_at: string | null;
  readonly rows_read: number | null;
  readonly rows_kept: number | null;
  readonly rows_rejected: number | null;
  /** Seconds from the start of the run to its publication. */
  readonly duration_seconds: number | null;
  readonly failure: string | null;
}

/** Holds the calendar against the record, the open runs and the inputs as they are now. */
export async function findDateStatuses(
  { db, client, lake }: Services,
  from: CalendarDay,
  to: CalendarDay,
): Promise<ReportedDate[]> {
  const [published, newestRuns, openDates, listed] = await Promise.all([
    findPublishedDates(db, from, to),
    findNewestRuns(db, from, to),
    listOpenDates(client),
    listInputs(lake),
  ]);
  const publishedRuns = await findRuns(
    db,
    published.map(({ runId }) => runId),
  );
  const inputs = await describeInputs(lake, listed, publishedRuns);
  const runById = new Map([...publishedRuns, ...newestRuns].map((run) => [run.run_id, run]));
  const publishedByDate = new Map(published.map((one) => [one.date, one]));
  const newestByDate = new Map(newestRuns.map((run) => [run.date, run]));

  const statuses: ReportedDate[] = [];
  for (const date of daysFromTo(from, to)) {
    const publication = publishedByDate.get(date);
    const newest = newestByDate.get(date);
    // The list of open runs lags a little behind; the run itself does not.
    const mayBeOpen = openDates.has(date) || newest?.status === 'running';
    const open = mayBeOpen ? await findOpenRun(client, date) : undefined;
    const publishedRun = publication && runById.get(publication.runId);
    const status = dateStatus(
      {
        date,
        publishedRunId: publication?.runId,
        inputsUnchanged:
          publishedRun !== undefined && readSameInputs(date, publishedRun.inputs ?? [], inputs),
        newestRun: newest && describeRun(newest, open === undefined),
        pendingActivities: open?.pending.map(({ activity }) => activity),
      },
      STAGES,
    );
    statuses.push({ ...status, ...figures(publishedRun), failure: failureOf(status, newest) });
  }
  return statuses;
}

/** A run that stands as running and is not open any more was closed without a word. */
function describeRun(run: Run, closed: boolean) {
  const status = run.status === 'running' && closed ? 'abandoned' : run.status;
  return { runId: run.run_id, status, failedStep: run.failure?.step ?? null };
}

function failureOf({ state }: DateStatus, newest: Run | undefined): string | null {
  if (state !== 'failed') return null;
  return newest?.failure?.message ?? 'its run was closed before it could say why (terminated or timed out)';
}

function figures(run: Run | undefined): Omit<ReportedDate, keyof DateStatus | 'failure'> {
  const seconds = run?.published_at && (run.published_at.getTime() - run.started_at.getTime()) / 1000;
  return {
    workflow_run_id: run?.run_id ?? null,
    published_at: run?.published_at?.toISOString() ?? null,
    rows_read: run?.rows_read ?? null,
    rows_kept: run?.rows_kept ?? null,
    rows_rejected: run?.rows_rejected ?? null,
    duration_seconds: seconds ?? null,
  };
}
