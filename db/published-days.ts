import { sql } from 'kysely';
import type { Kysely, NotNull } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { EventLogName } from '../domain/logs';
import { withoutEvents } from '../domain/newest-events';
import type { Database, Run, RunQuality } from './schema';

/** The range and number of published dates. */
export interface PublishedDates {
  /** The first and the newest published date; null when there are none. */
  readonly first: CalendarDay | null;
  readonly last: CalendarDay | null;
  /** The number of published dates. */
  readonly published: number;
}

/** The events of active advertisers on one day; null each where an earlier version published, which did not add them up. */
export interface DayTotals {
  readonly date: CalendarDay;
  /** Product views. */
  readonly views: number | null;
  readonly impressions: number | null;
  readonly clicks: number | null;
  /** Clicks over impressions, a fraction; null also without impressions. */
  readonly ctr: number | null;
  readonly conversions: number | null;
  /** Conversions over clicks, a fraction; null also without clicks. */
  readonly conversion_rate: number | null;
}

/** The time and the data of a date's newest publication. */
export interface PublicationFigures {
  readonly date: CalendarDay;
  /** UTC, ISO 8601. */
  readonly published_at: string;
  /** Rows of the event logs, of all days. */
  readonly rows_read: number;
  /** Events: where rows carry counts, the sum of these. */
  readonly rows_kept: number;
  readonly rows_rejected: number;
  /** Rejected rows over rows read, 0 to 1; null where none was read. */
  readonly rejected_fraction: number | null;
  /** By reason; reasons that did not occur are omitted. */
  readonly rejects: NonNullable<Run['rejects']>;
  readonly quality: RunQuality;
  /** The logs with events on other days and none on the date; null where an earlier version published. */
  readonly without_events: readonly EventLogName[] | null;
}

/** The range and number of published dates. */
export async function findPublishedSpan(db: Kysely<Database>): Promise<PublishedDates> {
  const { rows } = await sql<PublishedDates>`
    SELECT min(date) AS first, max(date) AS last, count(*) AS published
    FROM publications WHERE run_id IS NOT NULL`.execute(db);
  return rows[0] ?? { first: null, last: null, published: 0 };
}

/** The runs behind what is published in a range of dates, both ends included, newest date first. */
export async function findPublishedRuns(db: Kysely<Database>, from: CalendarDay, to: CalendarDay) {
  return (
    db
      .selectFrom('publications')
      .innerJoin('runs', 'runs.run_id', 'publications.run_id')
      .select(['publications.date', 'publications.published_at', 'publications.run_id'])
      .select(['runs.totals', 'runs.newest_events'])
      .select(['runs.rows_read', 'runs.rows_kept', 'runs.rows_rejected', 'runs.rejects', 'runs.quality'])
      .select(['runs.ignored'])
      .where('publications.date', '>=', from)
      .where('publications.date', '<=', to)
      .orderBy('publications.date', 'desc')
      // Written with every publication.
      .$narrowType<{
        published_at: NotNull;
        run_id: NotNull;
        rows_read: NotNull;
        rows_kept: NotNull;
        rows_rejected: NotNull;
        rejects: NotNull;
        quality: NotNull;
      }>()
      .execute()
  );
}

/** A run whose lists readers see. */
export type PublishedRun = Awaited<ReturnType<typeof findPublishedRuns>>[number];

/** The totals of a run's date. */
export function totalsOf({ date, totals }: PublishedRun): DayTotals {
  const { views = null, impressions = null, clicks = null, conversions = null } = totals ?? {};
  return {
    date,
    views,
    impressions,
    clicks,
    ctr: quotientOf(clicks, impressions),
    conversions,
    conversion_rate: quotientOf(conversions, clicks),
  };
}

function quotientOf(dividend: number | null, divisor: number | null): number | null {
  return dividend === null || divisor === null || divisor === 0 ? null : dividend / divisor;
}

/** The figures of a published run. */
export function figuresOf(run: PublishedRun): PublicationFigures {
  const { date, published_at, rows_read, rows_kept, rows_rejected, rejects, quality } = run;
  return {
    date,
    published_at: published_at.toISOString(),
    rows_read,
    rows_kept,
    rows_rejected,
    rejected_fraction: rows_read === 0 ? null : rows_rejected / rows_read,
    rejects,
    quality,
    without_events: withoutEvents(date, run.newest_events),
  };
}
