import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { leastCommonMultiple, nearestQuotient } from '../domain/exact/whole-numbers';
import type { CalendarDay } from '../domain/execution-date';
import { LIST_LENGTH } from '../domain/models/model';
import type { Model } from '../domain/models/model';
import { selectLists } from './list-tables';
import type { Database } from './schema';

/** Advertisers in one statement, so that no statement comes near the API's time limit. */
const PORTION_ADVERTISERS = 2_000;
const MOST_CHANGED = 10;
/** Unit of Jaccard distances: each distance of two lists is a whole number of these parts, below 2^53. */
const PARTS = leastCommonMultiple(2 * LIST_LENGTH);

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

/** A condition on advertiser_id. */
type Portion = RawBuilder<unknown>;

/** Conditions on advertiser_id that select each advertiser once, in id order. */
export async function findPortions(db: Kysely<Database>): Promise<readonly Portion[]> {
  const { rows } = await sql<{ advertiser_id: string }>`
    SELECT advertiser_id
    FROM (SELECT advertiser_id, row_number() OVER (ORDER BY advertiser_id) AS number FROM advertisers) AS numbered
    WHERE number % ${PORTION_ADVERTISERS} = 0
    ORDER BY advertiser_id`.execute(db);
  const ends = rows.map(({ advertiser_id }) => advertiser_id);
  // Every id is greater than the empty text.
  return ['', ...ends].map((after, i) => {
    const end = ends[i];
    return end === undefined
      ? sql`advertiser_id > ${after}`
      : sql`advertiser_id > ${after} AND advertiser_id <= ${end}`;
  });
}

/**
 * The advertisers whose lists changed most between one of `days`, which are in order, and the next: by the mean of the
 * Jaccard distance 1 - |A ∩ B| / |A ∪ B| (Jaccard 1901), ties in id order. A day without a list counts as an empty list; two
 * empty lists are no pair. Means are compared as fractions and returned as the nearest doubles.
 */
export async function findMostChanged(
  db: Kysely<Database>,
  model: Model,
  days: readonly CalendarDay[],
  portions: readonly Portion[],
): Promise<readonly Change[]> {
  // With this factor each mean over any number of the pairs is a whole number of parts too.
  const partsOfMean = leastCommonMultiple(days.length - 1);
  let most: (Omit<Change, 'mean_change'> & { readonly parts: string })[] = [];
  for (const portion of portions) {
    const pairs = days
      .slice(1)
      .map((day, i) => overlap(listsOf(model, days[i] ?? day, portion), listsOf(model, day, portion)));
    if (pairs.length === 0) continue;
    const { rows } = await sql<(typeof most)[number]>`
      SELECT advertiser_id, mean::text AS parts, day_pairs
      FROM (
        SELECT advertiser_id, sum(${distance}) * div(${String(partsOfMean)}::numeric, count(*)) AS mean, count(*) AS day_pairs
        FROM (${sql.join(pairs, sql` UNION ALL `)}) AS pairs
        GROUP BY advertiser_id
      ) AS means
      ORDER BY mean DESC, advertiser_id COLLATE "C"
      LIMIT ${MOST_CHANGED}`.execute(db);
    // Sorting is stable: equal changes stay in id order, because the portions are in id order.
    most = [...most, ...rows]
      .sort((a, b) => compare(BigInt(b.parts), BigInt(a.parts)))
      .slice(0, MOST_CHANGED);
  }
  return most.map(({ parts, ...change }) => ({
    ...change,
    mean_change: nearestQuotient(BigInt(parts), PARTS * partsOfMean),
  }));
}

/** Number of equal bands between distance 0 (the same products) and 1 (none shared). */
export const CHANGE_BANDS = 10;

/** The distance of a day's lists from the previous published day's, over all advertisers. */
export interface DayChange {
  readonly date: CalendarDay;
  /** Advertisers with a list on either day. */
  readonly advertisers: number;
  /** Mean Jaccard distance, 0 (the same products) to 1 (none shared). */
  readonly mean_change: number;
  /** Advertisers by distance: first those with the same products, then one band after the other, each with its upper end. */
  readonly bands: readonly number[];
}

/** The distance of each of `days`, which are in order, from the day before; distances as in `findMostChanged`. */
export async function findDayChanges(
  db: Kysely<Database>,
  model: Model,
  days: readonly CalendarDay[],
  portions: readonly Portion[],
): Promise<readonly DayChange[]> {
  const changes: DayChange[] = [];
  for (const [i, date] of days.slice(1).entries()) {
    const bands = Array<number>(CHANGE_BANDS + 1).fill(0);
    let [advertisers, total] = [0, 0n];
    for (const portion of portions) {
      const pair = overlap(listsOf(model, days[i] ?? date, portion), listsOf(model, date, portion));
      const { rows } = await sql<{ band: number; count: number; sum: string }>`
        SELECT ceil((products - shared) * ${CHANGE_BANDS}::numeric / products)::integer AS band,
          count(*) AS count, sum(${distance})::text AS sum
        FROM (${pair}) AS pair GROUP BY band`.execute(db);
      for (const { band, count, sum } of rows) {
        bands[band] = (bands[band] ?? 0) + count;
        advertisers += count;
        total += BigInt(sum);
      }
    }
    if (advertisers === 0) continue;
    const mean_change = nearestQuotient(total, PARTS * BigInt(advertisers));
    changes.push({ date, advertisers, mean_change, bands });
  }
  return changes;
}

/** The agreement of two models on each advertiser that has a list of either on a date, most shared products first. */
export async function findAgreement(
  db: Kysely<Database>,
  [first, second]: readonly [Model, Model],
  date: CalendarDay,
  portions: readonly Portion[],
): Promise<readonly Agreement[]> {
  const agreement: Agreement[] = [];
  for (const portion of portions) {
    const { rows } = await sql<Agreement>`
      SELECT advertiser_id, shared AS shared_products, jaccard
      FROM (${overlap(listsOf(first, date, portion), listsOf(second, date, portion))}) AS overlap
      ORDER BY advertiser_id COLLATE "C"`.execute(db);
    for (const row of rows) agreement.push(row);
  }
  return agreement.sort((a, b) => b.shared_products - a.shared_products);
}

/** The Jaccard distance of a row of `overlap`, in parts. */
const distance = sql`((products - shared) * (${sql.lit(String(PARTS))}::bigint / products))`;

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function listsOf(model: Model, date: CalendarDay, portion: Portion): RawBuilder<unknown> {
  return sql`
    SELECT advertiser_id, product_ids FROM (${selectLists(model)}) AS lists WHERE date = ${date} AND ${portion}`;
}

/** A subquery with each advertiser of two sets of lists: advertiser_id, shared (products in both lists), products (in either), jaccard. */
function overlap(one: RawBuilder<unknown>, other: RawBuilder<unknown>): RawBuilder<unknown> {
  // array_to_tsvector keeps each text once, compared by bytes; OFFSET makes Postgres compute it once per row.
  return sql`
    SELECT advertiser_id, entries - products AS shared, products, (entries - products) / products::double precision AS jaccard
    FROM (
      SELECT advertiser_id,
        coalesce(cardinality(one.product_ids), 0) + coalesce(cardinality(other.product_ids), 0) AS entries,
        length(array_to_tsvector(one.product_ids || other.product_ids)) AS products
      FROM (${one}) AS one FULL JOIN (${other}) AS other USING (advertiser_id)
      OFFSET 0
    ) AS lengths`;
}
