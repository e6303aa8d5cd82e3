import type { Kysely } from 'kysely';
import { findNewestDate } from '../db/publication';
import { findPublishedRuns } from '../db/published-days';
import { findRunStandings } from '../db/run-calendar';
import type { Database } from '../db/schema';
import { inSnapshot } from '../db/snapshot';
import { dueDates } from '../domain/due-dates';
import type { Period } from '../domain/due-dates';
import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { sumIgnored } from '../domain/ignored-counts';
import type { NewestEvents } from '../domain/newest-events';
import { COMPARED_DATES, findUnusualRejects } from '../domain/reject-shares';
import { asKnown, recordedStatus } from './recorded-status';
import type { RecordedState } from './recorded-status';

/** What is on record, in figures. */
export interface RecordFigures {
  /** Dates due in the period, by how they stand. */
  readonly dates: Readonly<Record<RecordedState, number>>;
  /** The newest published date; undefined when there is none. */
  readonly newest: NewestFigures | undefined;
}

/** What the newest published date was made from. */
interface NewestFigures {
  readonly date: CalendarDay;
  /** Whether END_DATE is published, so that no later date is awaited. */
  readonly isLast: boolean;
  /** Of the event logs, of all days. */
  readonly rows: {
    readonly read: number;
    readonly kept: number;
    readonly rejected: number;
    /** Absent where an earlier version published. */
    readonly ignored?: number;
  };
  /** Up to which day the logs had events; undefined where that is not known. */
  readonly newestEvents: NewestEvents | undefined;
  /** 1 where it has more rejects than is normal, 0 otherwise. */
  readonly unusualRejects: { readonly new_rows: number; readonly all_rows: number };
}

/** What the figures are measured by. */
interface RecordMeasures extends Period {
  /** `MAX_REJECTED_FRACTION` */
  readonly maxRejectedFraction: number;
  readonly now: Date;
}

/** Reads the figures in one snapshot. */
export function readRecordFigures(db: Kysely<Database>, measures: RecordMeasures): Promise<RecordFigures> {
  return inSnapshot(db, async (trx) => ({
    dates: await countStates(trx, measures),
    newest: await describeNewest(trx, measures),
  }));
}

async function countStates(
  db: Kysely<Database>,
  { now, ...period }: RecordMeasures,
): Promise<RecordFigures['dates']> {
  const due = dueDates(period, now);
  const standings = await findRunStandings(db, due.first, due.last);
  const counts = { done: 0, running: 0, failed: 0, missing: 0 };
  for (const date of due.dates) {
    const run = asKnown(standings.get(date), now);
    counts[
      recordedStatus(date, run && { ...run, failure: null }, run?.published_run_id ?? undefined).state
    ]++;
  }
  return counts;
}

async function describeNewest(
  db: Kysely<Database>,
  { maxRejectedFraction, endDate }: RecordMeasures,
): Promise<NewestFigures | undefined> {
  const date = await findNewestDate(db);
  if (date === undefined) return undefined;
  // One more than are compared: what is new on the first of them, the date before tells.
  const runs = await findPublishedRuns(db, addDays(date, -COMPARED_DATES - 1), date);
  const newest = runs[0];
  if (newest === undefined) return undefined;
  const unusual = findUnusualRejects(
    runs
      .map((run) => ({ date: run.date, rowsRead: run.rows_read, rowsRejected: run.rows_rejected }))
      .reverse(),
    date,
    maxRejectedFraction,
  );
  const isUnusual = (of: string) => Number(unusual.some((one) => one.of === of));
  return {
    date,
    isLast: endDate !== undefined && date >= endDate,
    rows: {
      read: newest.rows_read,
      kept: newest.rows_kept,
      rejected: newest.rows_rejected,
      ...(newest.ignored !== null && { ignored: sumIgnored(newest.ignored) }),
    },
    newestEvents: newest.newest_events ?? undefined,
    unusualRejects: { new_rows: isUnusual('new_rows'), all_rows: isUnusual('all_rows') },
  };
}
