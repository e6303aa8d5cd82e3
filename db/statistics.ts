import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { Model } from '../domain/models/model';
import { selectLists } from './list-tables';
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
    (model) => sql`SELECT advertiser_id FROM (${selectLists(model)}) AS lists WHERE date = ${date}`,
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
      SELECT * FROM (${selectLists(model)}) AS lists WHERE date = ANY (ARRAY(${lastDays(WINDOW_DAYS)}))
    ),
    pairs AS (
      SELECT advertiser_id, earlier.product_ids AS earlier, later.product_ids AS later
      FROM (SELECT lists.* FROM lists JOIN days USING (date) WHERE next_date IS NOT NULL) AS earlier
      FULL JOIN (
        SELECT days.date, advertiser_id, product_ids FROM days JOIN lists ON lists.date = next_date
      ) AS later USING (date, advertiser_id)
    )
    -- Summed in order, since doubles would make two means of the same distances differ.
    SELECT advertiser_id, avg(1 - jaccard ORDER BY jaccard) AS mean_change, count(*) AS day_pairs
    FROM pairs CROSS JOIN LATERAL (${overlap(sql.ref('earlier'), sql.ref('later'))}) AS overlap
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
  const listsOf = (model: Model) => sql`SELECT * FROM (${selectLists(model)}) AS lists WHERE date = ${date}`;
  const { rows } = await sql<Agreement>`
    SELECT advertiser_id, shared AS shared_products, jaccard
    FROM (${listsOf(first)}) AS one FULL JOIN (${listsOf(second)}) AS other USING (advertiser_id)
    CROSS JOIN LATERAL (${overlap(sql.ref('one.product_ids'), sql.ref('other.product_ids'))}) AS overlap
    ORDER BY shared_products DESC, advertiser_id COLLATE "C"`.execute(db);
  return rows;
}

/** A subquery with the products that two lists share, and their Jaccard index; NULL is an empty list, one of them at most. */
function overlap(one: RawBuilder<unknown>, other: RawBuilder<unknown>): RawBuilder<unknown> {
  const length = (list: RawBuilder<unknown>) => sql`coalesce(cardinality(${list}), 0)`;
  return sql`
    SELECT shared, shared / (${length(one)} + ${length(other)} - shared)::double precision AS jaccard
    FROM (SELECT count(*) AS shared FROM unnest(${one}) AS product WHERE product = ANY (${other})) AS counted`;
}
