import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { EventLogName } from '../domain/logs';
import { LIST_LENGTH } from '../domain/models/model';
import type { Model } from '../domain/models/model';
import { withoutEvents } from '../domain/newest-events';
import type { NewestEvents } from '../domain/newest-events';
import { gather } from './gather';
import { entriesOf, selectEntries, selectWholeList } from './list-tables';
import type { Entry, WholeList } from './list-tables';
import { prepareStatement } from './prepared';
import type { Prepared } from './prepared';
import type { Database } from './schema';

/** The list of an advertiser on a date; without entries when it has none there. */
export interface List {
  /** The requested date, or the newest published one; null when nothing is published. */
  readonly date: CalendarDay | null;
  readonly publishedAt: string | null;
  /** The run that published it. */
  readonly runId: string | null;
  /** The logs with events on other days but none on the date; null where this is unknown. */
  readonly withoutEvents: readonly EventLogName[] | null;
  readonly entries: readonly Entry[];
}

/** What is asked for: the list of an advertiser on a date, or on the newest published date. */
interface Ask {
  readonly advertiserId: string;
  readonly date: CalendarDay | undefined;
}

/** A list as it is read. */
interface Read extends Omit<List, 'entries'> {
  readonly list: WholeList | null;
}

/**
 * The first `limit` products of a model's list on `date`, or on the newest published date; undefined for an advertiser
 * never seen. Lists that are asked for at the same moment share a statement, so each is of one publication.
 */
export async function findList(
  db: Kysely<Database>,
  model: Model,
  advertiserId: string,
  date: CalendarDay | undefined,
  limit = LIST_LENGTH,
): Promise<List | undefined> {
  const read = await readerOf(db, model)({ advertiserId, date });
  if (read === undefined) return undefined;
  const { list, ...publication } = read;
  return { ...publication, entries: list === null ? [] : entriesOf(model, list, limit) };
}

type Reader = (ask: Ask) => Promise<Read | undefined>;

const readers = new WeakMap<Kysely<Database>, Map<Model, Reader>>();

function readerOf(db: Kysely<Database>, model: Model): Reader {
  const ofModels = readers.get(db) ?? new Map<Model, Reader>();
  readers.set(db, ofModels);
  const reader = ofModels.get(model) ?? gather((asks) => readLists(db, model, asks));
  ofModels.set(model, reader);
  return reader;
}

async function readLists(
  db: Kysely<Database>,
  model: Model,
  asks: readonly Ask[],
): Promise<readonly (Read | undefined)[]> {
  const rows = await listsStatement(model)(db, {
    advertiserIds: asks.map(({ advertiserId }) => advertiserId),
    dates: asks.map(({ date }) => date ?? null),
  });
  const found = Array<Read | undefined>(asks.length);
  for (const row of rows) found[row.number - 1] = { ...toPublication(row), list: row.list };
  return found;
}

type ListsStatement = Prepared<
  PublicationRow & { readonly number: number; readonly list: WholeList | null },
  { readonly advertiserIds: readonly string[]; readonly dates: readonly (CalendarDay | null)[] }
>;

const listsStatements = new Map<Model, ListsStatement>();

function listsStatement(model: Model): ListsStatement {
  let statement = listsStatements.get(model);
  if (statement === undefined) {
    statement = prepareStatement(
      (slot) => sql`
        SELECT asked.number, day.date, publications.published_at, publications.run_id, runs.newest_events,
          ${selectWholeList(model, sql`day.date`, sql`advertisers.advertiser_id`)} AS list
        FROM unnest(${slot('advertiserIds')}::text[], ${slot('dates')}::date[])
          WITH ORDINALITY AS asked (advertiser_id, date, number)
        JOIN advertisers ON advertisers.advertiser_id = asked.advertiser_id
        CROSS JOIN LATERAL (${dayOrNewest(sql`asked.date`)}) AS day
        LEFT JOIN publications ON publications.date = day.date
        LEFT JOIN runs ON runs.run_id = publications.run_id`,
    );
    listsStatements.set(model, statement);
  }
  return statement;
}

/** Lists of many advertisers on one date. */
export interface ListsOfMany extends Omit<List, 'entries'> {
  /** By advertiser, without unknown advertisers, and by model slug. */
  readonly lists: ReadonlyMap<string, Readonly<Record<string, readonly Entry[]>>>;
}

/** As `findList`, for many advertisers and models at once. One statement, so one publication. */
export async function findListsOf(
  db: Kysely<Database>,
  models: readonly Model[],
  advertiserIds: readonly string[],
  { date, limit }: { readonly date: CalendarDay | undefined; readonly limit: number },
): Promise<ListsOfMany> {
  const perModel = models.map(
    (model) => sql`${sql.lit(model.slug)}, (
      SELECT coalesce(json_agg(entry ORDER BY rank), '[]')
      FROM (${selectEntries(model)}) AS lists
      WHERE lists.date = day.date AND lists.advertiser_id = advertisers.advertiser_id AND rank <= ${limit}
    )`,
  );
  type Row = PublicationRow & { advertiser_id: string | null; lists: Record<string, Entry[]> };
  const { rows } = await sql<Row>`
    WITH day AS (${dayOrNewest(date ?? null)})
    SELECT day.date, publications.published_at, publications.run_id, runs.newest_events, advertiser_id,
      json_build_object(${sql.join(perModel)}) AS lists
    FROM day LEFT JOIN publications ON publications.date = day.date
    LEFT JOIN runs ON runs.run_id = publications.run_id
    LEFT JOIN advertisers ON advertiser_id = ANY (${advertiserIds}::text[])`.execute(db);
  const [first = { date: null, published_at: null, run_id: null, newest_events: null }] = rows;
  return {
    ...toPublication(first),
    lists: new Map(
      rows.flatMap(({ advertiser_id, lists }) => (advertiser_id === null ? [] : [[advertiser_id, lists]])),
    ),
  };
}

interface PublicationRow {
  readonly date: CalendarDay | null;
  readonly published_at: Date | null;
  readonly run_id: string | null;
  readonly newest_events: NewestEvents | null;
}

function toPublication(row: PublicationRow): Omit<List, 'entries'> {
  const { date, published_at, run_id, newest_events } = row;
  return {
    date,
    publishedAt: published_at?.toISOString() ?? null,
    runId: run_id,
    withoutEvents: date === null ? null : withoutEvents(date, newest_events),
  };
}

/** By model slug: the entries of an advertiser's lists, each with its date, newest day first. */
export type History = Readonly<Record<string, readonly ({ readonly date: CalendarDay } & Entry)[]>>;

/** An advertiser's lists of several days. */
interface ListsOfDays {
  readonly newestDate: CalendarDay | null;
  readonly lists: History;
}

/** The lists of the last `days` days, one statement; undefined for an advertiser never seen. */
export async function findHistory(
  db: Kysely<Database>,
  models: readonly Model[],
  advertiserId: string,
  days: number,
): Promise<ListsOfDays | undefined> {
  const perModel = models.map(
    (model) => sql`${sql.lit(model.slug)}, (
      SELECT coalesce(json_agg(dated_entry ORDER BY lists.date DESC, rank), '[]')
      FROM (${selectEntries(model)}) AS lists
      WHERE lists.advertiser_id = advertisers.advertiser_id AND lists.date = ANY (ARRAY(${lastDays(days)}))
    )`,
  );
  const { rows } = await sql<{ newest: CalendarDay | null; lists: History }>`
    SELECT (${newestPublishedDate}) AS newest, json_build_object(${sql.join(perModel)}) AS lists
    FROM advertisers WHERE advertiser_id = ${advertiserId}`.execute(db);
  const [row] = rows;
  return row === undefined ? undefined : { newestDate: row.newest, lists: row.lists };
}

const newestPublishedDate = sql`SELECT max(date) FROM publications WHERE run_id IS NOT NULL`;

/** `date` is a day, or null for the newest. */
function dayOrNewest(date: unknown) {
  return sql`SELECT coalesce(${date}::date, (${newestPublishedDate})) AS date`;
}

/** The newest published date and the `days - 1` before it, as a subquery. */
function lastDays(days: number) {
  return sql<CalendarDay>`
    SELECT newest.date - offset_days FROM (${newestPublishedDate}) AS newest (date), generate_series(0, ${days - 1}::integer) AS offset_days`;
}

/** All lists of a model on a date, by advertiser. */
export async function findLists(
  db: Kysely<Database>,
  model: Model,
  date: CalendarDay,
): Promise<Map<string, Entry[]>> {
  const { rows } = await sql<{ advertiser_id: string; entries: Entry[] }>`
    SELECT advertiser_id, json_agg(entry ORDER BY rank) AS entries
    FROM (${selectEntries(model)}) AS lists WHERE date = ${date}
    GROUP BY advertiser_id ORDER BY advertiser_id COLLATE "C"`.execute(db);
  return new Map(rows.map(({ advertiser_id, entries }) => [advertiser_id, entries]));
}
