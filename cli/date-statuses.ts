import { findDateRecords, findPublishedInputs } from '../db/date-records';
import type { DateRecord, NewestRun, PublishedInputs } from '../db/date-records';
import { dateStatus } from '../domain/date-status';
import type { DateStatus } from '../domain/date-status';
import { daysFromTo } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { sumIgnored } from '../domain/ignored-counts';
import type { IgnoredCounts } from '../domain/ignored-counts';
import type { EventLogName } from '../domain/logs';
import { mapConcurrently } from '../domain/map-concurrently';
import { withoutEvents } from '../domain/newest-events';
import { createInputComparison } from '../domain/run-inputs';
import { STAGES } from '../domain/run-stages';
import { listInputs } from '../logs/list-inputs';
import type { LakeInputs } from '../logs/list-inputs';
import { findOpenRun, listOpenDates } from '../temporal/runs';
import type { OpenRun } from '../temporal/runs';
import { describeInputs } from './inputs';
import type { LakeInput } from './inputs';
import type { Services } from './services';

/** Most open runs that Temporal is asked about at the same time. */
const ASKED_AT_ONCE = 16;

/** All facts about a date. */
export interface KnownDate extends DateStatus {
  readonly record: DateRecord | undefined;
  /** Its open run. */
  readonly open: OpenRun | undefined;
}

/** Compares dates with the run history, the server and the lake. */
export interface KnownDates {
  readonly dates: readonly KnownDate[];
  /** The current inputs; none if the lake was not listed. */
  readonly inputs: readonly LakeInput[];
  /** Everything below `input/`; undefined if the lake was not listed. */
  readonly listed: LakeInputs | undefined;
}

/** Compares each date with its record, its open run and the current inputs; without a lake, or with faults in its `sources.json`, no date is `stale`. */
export async function findDates(
  { db, client, lake }: Pick<Services, 'db' | 'client'> & Partial<Pick<Services, 'lake'>>,
  from: CalendarDay,
  to: CalendarDay,
): Promise<KnownDates> {
  const [records, openDates] = await Promise.all([findDateRecords(db, from, to), listOpenDates(client)]);
  const days = daysFromTo(from, to);
  const isRunning = (date: CalendarDay) => records.get(date)?.newest?.status === 'running';
  // Temporal's list of open runs may be some seconds old: each run is asked for its state.
  const openRuns = await findOpenRuns(
    client,
    days.filter((date) => openDates.has(date) || isRunning(date)),
  );
  // A run that is recorded as running but not open has ended: its record may have changed, and is read again.
  const ended = days.filter((date) => isRunning(date) && !openRuns.has(date));
  const [firstEnded, lastEnded] = [ended[0], ended.at(-1)];
  if (firstEnded !== undefined && lastEnded !== undefined) {
    for (const entry of await findDateRecords(db, firstEnded, lastEnded)) records.set(...entry);
  }
  const published = lake === undefined ? [] : await findPublishedInputs(db, from, to);
  const listed = lake === undefined ? undefined : await listInputs(lake);
  const inputs =
    lake === undefined || listed === undefined ? [] : await describeInputs(lake, listed, published);
  // With faults in sources.json nothing tells which objects a run would read.
  const isKnown = listed !== undefined && Object.keys(listed.faults).length === 0;
  const unchanged = isKnown ? unchangedDates(published, inputs) : undefined;
  const dates = days.map((date): KnownDate => {
    const record = records.get(date);
    const open = openRuns.get(date);
    const status = dateStatus(
      {
        date,
        publishedRunId: record?.published?.run_id,
        inputsUnchanged: unchanged?.has(date) ?? true,
        newestRun: record?.newest && describeRun(record.newest, open === undefined),
        pendingSteps: open?.pending.map(({ activity }) => activity),
      },
      STAGES,
    );
    return { ...status, record, open };
  });
  return { dates, inputs, listed };
}

/** The open runs of these dates. */
async function findOpenRuns(
  client: Services['client'],
  dates: readonly CalendarDay[],
): Promise<Map<CalendarDay, OpenRun>> {
  const found = new Map<CalendarDay, OpenRun>();
  await mapConcurrently(dates, ASKED_AT_ONCE, async (date) => {
    const open = await findOpenRun(client, date);
    if (open !== undefined) found.set(date, open);
  });
  return found;
}

function unchangedDates(
  published: readonly PublishedInputs[],
  now: readonly LakeInput[],
): ReadonlySet<CalendarDay> {
  const isSame = createInputComparison(now);
  return new Set(published.flatMap(({ dates, inputs }) => dates.filter((date) => isSame(date, inputs))));
}

/** Describes a run; a run that is recorded as running but no longer open was closed without a result. */
function describeRun(run: NewestRun, closed: boolean) {
  const status = run.status === 'running' && closed ? 'abandoned' : run.status;
  return { runId: run.run_id, status, failedStep: run.failure?.step ?? null };
}

/** A date's status with the figures of its published run, as `status --json` reports it. */
interface ReportedDate extends DateStatus {
  /** The run whose lists readers see. */
  readonly workflow_run_id: string | null;
  readonly published_at: string | null;
  readonly rows_read: number | null;
  readonly rows_kept: number | null;
  readonly rows_rejected: number | null;
  /** Null also where an earlier version published, like the next. */
  readonly rows_ignored: number | null;
  /** Ignored rows by their type. */
  readonly ignored: IgnoredCounts | null;
  /** The logs with events on other days but none on the date; null where this is unknown. */
  readonly without_events: readonly EventLogName[] | null;
  /** Seconds from the start of the run to its publication. */
  readonly duration_seconds: number | null;
  readonly failure: string | null;
  /** The run that is open. */
  readonly open: {
    readonly run_id: string;
    readonly started_at: string;
    readonly activities: readonly {
      readonly step: string;
      readonly attempt: number;
      readonly progress: Readonly<Record<string, unknown>> | null;
      readonly last_failure: string | null;
    }[];
  } | null;
}

/** Makes the report of a date. */
export function reportDate({ date, state, steps, record, open }: KnownDate): ReportedDate {
  const run = record?.published;
  return {
    date,
    state,
    steps,
    workflow_run_id: run?.run_id ?? null,
    published_at: run?.published_at.toISOString() ?? null,
    rows_read: run?.rows_read ?? null,
    rows_kept: run?.rows_kept ?? null,
    rows_rejected: run?.rows_rejected ?? null,
    rows_ignored: run?.ignored == null ? null : sumIgnored(run.ignored),
    ignored: run?.ignored ?? null,
    without_events: withoutEvents(date, run?.newest_events),
    duration_seconds:
      run === undefined ? null : (run.published_at.getTime() - run.started_at.getTime()) / 1000,
    failure: state === 'failed' ? failureOf(record?.newest) : null,
    open: open === undefined ? null : reportOpenRun(open),
  };
}

/** Why the newest run of a failed date ended. */
export function failureOf(newest: NewestRun | undefined): string {
  return newest?.failure?.message ?? 'its run was closed before it could say why (terminated or timed out)';
}

function reportOpenRun({ runId, startedAt, pending }: OpenRun): NonNullable<ReportedDate['open']> {
  return {
    run_id: runId,
    started_at: startedAt.toISOString(),
    activities: pending.map(({ activity, attempt, progress, lastFailure }) => ({
      step: activity,
      attempt,
      progress: progress ?? null,
      last_failure: lastFailure ?? null,
    })),
  };
}
