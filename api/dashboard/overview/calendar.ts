import type { Kysely } from 'kysely';
import { findPublishedRuns, findPublishedSpan, totalsOf } from '../../../db/published-days';
import type { DayTotals, PublishedDates, PublishedRun } from '../../../db/published-days';
import { findRunDatesOutside, findRunOutlines } from '../../../db/run-calendar';
import type { RunOutline } from '../../../db/run-calendar';
import type { Database } from '../../../db/schema';
import { inSnapshot } from '../../../db/snapshot';
import { countListed } from '../../../db/statistics';
import { dueDates } from '../../../domain/due-dates';
import type { Period } from '../../../domain/due-dates';
import { addDays, daysFromTo, scheduledTime } from '../../../domain/execution-date';
import type { CalendarDay } from '../../../domain/execution-date';
import { MODELS } from '../../../domain/models';
import { withoutEvents } from '../../../domain/newest-events';
import type { DateWithoutEvents } from '../../../domain/newest-events';
import { asKnown, recordedStatus } from '../../recorded-status';
import type { RecordedStatus } from '../../recorded-status';

/** Most dates on one page. */
const CALENDAR_DAYS = 366;

/** One date of the calendar. */
export interface CalendarDate extends RecordedStatus {
  readonly date: CalendarDay;
  /** The newest run; undefined where none has begun. */
  readonly run: RunOutline | undefined;
  /** The run whose lists readers see. */
  readonly published: PublishedRun | undefined;
  readonly totals: DayTotals | undefined;
  /** The logs without events on the date, though they have some on other days; null where that is not known. */
  readonly without: DateWithoutEvents['without'];
}

/** The dates of a page, each with what is known of it. */
export interface Calendar {
  readonly span: PublishedDates;
  /** START_DATE. */
  readonly firstDate: CalendarDay;
  /** Before `firstDate` while no date is due. */
  readonly lastDue: CalendarDay;
  /** Dates with runs, though none is due: they count nowhere. */
  readonly extra: readonly CalendarDay[];
  /** In order; at most `CALENDAR_DAYS`. */
  readonly dates: readonly CalendarDate[];
  /** Advertisers with a list on the newest published date. */
  readonly advertisers: number;
  readonly readAt: Date;
}

/** Reads the calendar up to `to`, or up to the last date due, in one snapshot. */
export async function readCalendar(
  db: Kysely<Database>,
  { to, now, ...period }: Period & { readonly to: CalendarDay | undefined; readonly now: Date },
): Promise<Calendar> {
  return inSnapshot(db, async (trx) => {
    const span = await findPublishedSpan(trx);
    const { first: firstDate, last: lastDue } = dueDates(period, now);
    const end = to !== undefined && to < lastDue ? to : lastDue;
    const earliest = addDays(end, 1 - CALENDAR_DAYS);
    const from = earliest > firstDate ? earliest : firstDate;
    const runs = await findRunOutlines(trx, from, end);
    const published = new Map((await findPublishedRuns(trx, from, end)).map((run) => [run.date, run]));
    return {
      span,
      firstDate,
      lastDue,
      extra: await findRunDatesOutside(trx, firstDate, lastDue),
      dates: daysFromTo(from, end).map((date) => describe(date, runs.get(date), published.get(date), now)),
      advertisers: span.last === null ? 0 : await countListed(trx, MODELS, span.last),
      readAt: now,
    };
  });
}

function describe(
  date: CalendarDay,
  run: RunOutline | undefined,
  published: PublishedRun | undefined,
  now: Date,
): CalendarDate {
  const known = asKnown(run, now);
  return {
    ...recordedStatus(date, known, published?.run_id),
    date,
    run: known,
    published,
    totals: published && totalsOf(published),
    without: withoutEvents(date, published?.newest_events),
  };
}

/** Whether any of the dates has conversions: pages leave out what is 0 everywhere. */
export function hasConversions(dates: readonly Pick<CalendarDate, 'totals'>[]): boolean {
  return dates.some(({ totals }) => (totals?.conversions ?? 0) > 0);
}

/** Why a date failed, as far as anybody knows. */
export function failureText({ run }: Pick<CalendarDate, 'run'>): string {
  return run?.failure?.message ?? 'the run was closed before it could say why (terminated or timed out)';
}

/** How late the newest date is, in seconds: 0 when everything due is published. */
export function lateSeconds({ span, lastDue, readAt, firstDate }: Omit<Calendar, 'dates'>): number {
  const next = span.last === null || span.last < firstDate ? firstDate : addDays(span.last, 1);
  return next > lastDue ? 0 : Math.max(0, (readAt.getTime() - scheduledTime(next).getTime()) / 1_000);
}
