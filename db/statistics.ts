import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import type { EventLogName } from '../domain/logs';
import type { Model } from '../domain/models/model';
import { withoutEvents } from '../domain/newest-events';
import { findAgreement, findMostChanged, findPortions } from './list-overlap';
import type { Agreement, Change } from './list-overlap';
import { selectLists } from './list-tables';
import { figuresOf, findPublishedRuns, findPublishedSpan, totalsOf } from './published-days';
import type { DayTotals, PublicationFigures, PublishedDates } from './published-days';
import type { Database } from './schema';
import { inSnapshot } from './snapshot';

const WINDOW_DAYS = 7;
const TOTALS_DAYS = 30;

/** Statistics over the published data. */
export interface Statistics {
  /** Newest published date; null when nothing is published. */
  readonly date: CalendarDay | null;
  /** The logs with events on other days but none on `date`; null where this is unknown. */
  readonly without_events: readonly EventLogName[] | null;
  /** The dates covered. */
  readonly dates: PublishedDates;
  /** The 7 days up to `date`, both ends included, that `most_changed` and `runs` are about; null when nothing is published. */
  readonly window: { readonly from: CalendarDay | null; readonly to: CalendarDay | null };
  /** Advertisers with a list on `date`. */
  readonly advertiser_count: number;
  /** By model: the advertisers whose lists changed most from day to day. */
  readonly most_changed: Readonly<Record<string, readonly Change[]>>;
  /** Each advertiser with how many products its lists of the two models share on `date`. */
  readonly agreement: readonly Agreement[];
  /** Each published day of the last 30, newest first. */
  readonly totals: readonly DayTotals[];
  /** The data behind the newest publication of each day of the window, newest day first. */
  readonly runs: readonly PublicationFigures[];
}

/** Computes the statistics from the tables, in one snapshot; `compared` are the two models whose agreement is computed. */
export async function findStatistics(
  db: Kysely<Database>,
  models: readonly Model[],
  compared: readonly [Model, Model],
): Promise<Statistics> {
  return inSnapshot(db, (trx) => readStatistics(trx, models, compared));
}

/** Like `findStatistics`, in an open snapshot. */
export async function readStatistics(
  trx: Transaction<Database>,
  models: readonly Model[],
  compared: readonly [Model, Model],
): Promise<Statistics> {
  const dates = await findPublishedSpan(trx);
  const date = dates.last;
  if (date === null) return { dates, ...NOTHING };
  const window = { from: addDays(date, 1 - WINDOW_DAYS), to: date };
  const published = await findPublishedRuns(trx, addDays(date, 1 - TOTALS_DAYS), date);
  const recent = published.filter((run) => run.date >= window.from);
  const days = recent.map((run) => run.date).reverse();
  const portions = await findPortions(trx);
  const mostChanged: Record<string, readonly Change[]> = {};
  for (const model of models) {
    mostChanged[model.name] = await findMostChanged(trx, model, days, portions);
  }
  return {
    date,
    without_events: withoutEvents(date, published[0]?.newest_events),
    dates,
    window,
    advertiser_count: await countListed(trx, models, date),
    most_changed: mostChanged,
    agreement: await findAgreement(trx, compared, date, portions),
    totals: published.map(totalsOf),
    runs: recent.map(figuresOf),
  };
}

const NOTHING = {
  date: null,
  without_events: null,
  window: { from: null, to: null },
  advertiser_count: 0,
  most_changed: {},
  agreement: [],
  totals: [],
  runs: [],
} as const;

/** Advertisers with a list of any of the models on a date. */
export async function countListed(
  db: Kysely<Database>,
  models: readonly Model[],
  date: CalendarDay,
): Promise<number> {
  const perModel = models.map(
    (model) => sql`SELECT advertiser_id FROM (${selectLists(model)}) AS lists WHERE date = ${date}`,
  );
  const { rows } = await sql<{ count: number }>`
    SELECT count(DISTINCT advertiser_id) AS count FROM (${sql.join(perModel, sql` UNION ALL `)}) AS lists`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
