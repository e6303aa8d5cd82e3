import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { Model } from '../domain/models/model';
import { selectEntries } from './list-tables';
import type { Database } from './schema';

/** One product of a list, as the API answers it: `rank`, `product_id` and the model's figures. */
export type Entry = { readonly rank: number; readonly product_id: string } & Readonly<
  Record<string, number | string>
>;

/** The list of an advertiser on a date; without entries when it has none there. */
export interface List {
  /** The date asked for, or the newest published one; null when nothing is published at all. */
  readonly date: CalendarDay | null;
  readonly publishedAt: string | null;
  readonly entries: readonly Entry[];
}

/** The list of a model on `date`, or on the newest published date; undefined for an advertiser never seen. One statement, so one publication. */
export async function findList(
  db: Kysely<Database>,
  model: Model,
  advertiserId: string,
  date: CalendarDay | undefined,
): Promise<List | undefined> {
  const { rows } = await sql<{ date: CalendarDay | null; published_at: Date | null; entries: Entry[] }>`
    WITH day AS (SELECT coalesce(${date ?? null}::date, (${newestPublishedDate})) AS date)
    SELECT day.date, publications.published_at, (
      SELECT coalesce(json_agg(entry ORDER BY rank), '[]')
      FROM (${selectEntries(model)}) AS lists
      WHERE lists.date = day.date AND lists.advertiser_id = advertisers.advertiser_id
    ) AS entries
    FROM advertisers CROSS JOIN day LEFT JOIN publications ON publications.date = day.date
    WHERE advertisers.advertiser_id = ${advertiserId}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  return { date: row.date, publishedAt: row.published_at?.toISOString() ?? null, entries: row.entries };
}

/** By model (its slug): the entries of an advertiser's lists, each with its date, newest day first. */
export type History = Readonly<Record<string, readonly ({ readonly date: CalendarDay } & Entry)[]>>;

/** The lists of the last `days` days, one statement; undefined for an advertiser never seen. */
export async function findHistory(
  db: Kysely<Database>,
  models: readonly Model[],
  advertiserId: string,
  days: number,
): Promise<History | undefined> {
  const perModel = models.map(
    (model) => sql`${sql.lit(model.slug)}, (
      SELECT coalesce(json_agg(dated_entry ORDER BY lists.date DESC, rank), '[]')
      FROM (${selectEntries(model)}) AS lists
      WHERE lists.advertiser_id = advertisers.advertiser_id AND lists.date = ANY (ARRAY(${lastDays(days)}))
    )`,
  );
  const { rows } = await sql<{ history: History }>`
    SELECT json_build_object(${sql.join(perModel)}) AS history
    FROM advertisers WHERE advertiser_id = ${advertiserId}`.execute(db);
  return rows[0]?.history;
}

const newestPublishedDate = sql`SELECT max(date) FROM publications WHERE run_id IS NOT NULL`;

/** The newest published date and the `days - 1` before it, as a subquery. */
export function lastDays(days: number) {
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
