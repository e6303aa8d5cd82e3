import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { Model } from '../domain/models/model';
import { selectEntries } from './list-tables';
import { lastDays } from './recommendations';
import type { Database } from './schema';

const WINDOW_DAYS = 7;
const MOST_CHANGED = 10;

/** Statistics over the published lists of the last 7 days. */
export interface Statistics {
  /** Newest published date; null when nothing is published. */
  readonly date: CalendarDay | null;
  /** Advertisers with a list on that date. */
  readonly advertiser_count: number;
  /** By model: the advertisers whose lists changed most from day to day. */
  readonly most_changed: Readonly<Record<string, readonly Change[]>>;
  /** Each advertiser with how many products its lists of the two models share on that date. */
  readonly agreement: readonly Agreement[];
}

/** How much an advertiser's lists change. */
export interface Change {
  readonly advertiser_id: string;
  /** Mean over consecutive published days of the Jaccard distance of their lists, 0 (the same products) to 1 (none shared). */
  readonly mean_change: number;
  /** Pairs of days compared. */
  readonly day_pairs: number;
}

/** How much two models agree on an advertiser. */
export interface Agreement {
  readonly advertiser_id: string;
  readonly shared_products: number;
  /** Jaccard index: shared products over the products in either list, 0 to 1. */
  readonly jaccard: number;
}

/** Computes the statistics from the tables, in one snapshot. */
export async function findStatistics(
  db: Kysely<Database>,
  models: readonly Model[],
  [first, second]: readonly [Model, Model],
): Promise<Statistics> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const newest = await sql<{ date: CalendarDay | null }>`
        SELECT max(date) AS date FROM publications WHERE run_id IS NOT NULL`.execute(trx);
      const date = newest.rows[0]?.date ?? null;
      if (date === null) return { date, advertiser_count: 0, most_changed: {}, agreement: [] };
      const mostChanged: Record<string, readonly Change[]> = {};
      for (const model of models) mostChanged[model.name] = await findMostChanged(trx, model);
      return {
        date,
        advertiser_count: await countAdvertisers(trx, models, date),
        most_changed: mostChanged,
        agreement: await findAgreement(trx, first, second, date),
      };
    });
}

async function countAdvertisers(
  db: Kysely<Database>,
  models: readonly Model[],
  date: CalendarDay,
): Promise<number> {
  const perModel = models.map(
    (model) => sql`SELECT advertiser_id FROM (${selectEntries(model)}) AS lists WHERE date = ${date}`,
  );
  const { rows } = await sql<{ count: number }>`
    SELECT count(DISTINCT advertiser_id) AS count FROM (${sql.join(perModel, sql` UNION ALL `)}) AS lists`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

/**
 * Jaccard distance of the lists of two consecutive days: 1 - |A ∩ B| / |A ∪ B| (Jaccard 1901). A day on which the date
 * is published and the advertiser has no list counts as an empty list; two empty lists are no pair.
 */
async function findMostChanged(db: Kysely<Database>, model: Model): Promise<readonly Change[]> {
  const { rows } = await sql<Change>`
    WITH
    days AS (
      SELECT date, lead(date) OVER (ORDER BY date) AS next_date FROM publications
      WHERE run_id IS NOT NULL AND date = ANY (ARRAY(${lastDays(WINDOW_DAYS)}))
    ),
    lists AS (
      SELECT advertiser_id, date, entry ->> 'product_id' AS product_id FROM (${selectEntries(model)}) AS entries
      WHERE date = ANY (ARRAY(${lastDays(WINDOW_DAYS)}))
    ),
    products AS (
      SELECT days.date, lists.advertiser_id, lists.product_id,
        bool_or(lists.date = days.date) AND bool_or(lists.date = days.next_date) AS shared
      FROM days JOIN lists ON lists.date IN (days.date, days.next_date)
      WHERE days.next_date IS NOT NULL
      GROUP BY days.date, lists.advertiser_id, lists.product_id
    ),
    pairs AS (
      SELECT advertiser_id, 1 - count(*) FILTER (WHERE shared) / count(*)::double precision AS distance
      FROM products GROUP BY date, advertiser_id
    )
    SELECT advertiser_id, avg(distance) AS mean_change, count(*) AS day_pairs FROM pairs
    GROUP BY advertiser_id
    ORDER BY mean_change DESC, advertiser_id COLLATE "C"
    LIMIT ${MOST_CHANGED}`.execute(db);
  return rows;
}

async function findAgreement(
  db: Kysely<Database>,
  first: Model,
  second: Model,
  date: CalendarDay,
): Promise<readonly Agreement[]> {
  const products = (model: Model) => sql`
    SELECT advertiser_id, entry ->> 'product_id' AS product_id FROM (${selectEntries(model)}) AS entries WHERE date = ${date}`;
  const { rows } = await sql<Agreement>`
    SELECT advertiser_id,
      count(*) FILTER (WHERE models = 2) AS shared_products,
      count(*) FILTER (WHERE models = 2) / count(*)::double precision AS jaccard
    FROM (
      SELECT advertiser_id, product_id, count(*) AS models
      FROM (${products(first)} UNION ALL ${products(second)}) AS both_models
      GROUP BY advertiser_id, product_id
    ) AS products
    GROUP BY advertiser_id
    ORDER BY shared_products DESC, advertiser_id COLLATE "C"`.execute(db);
  return rows;
}
