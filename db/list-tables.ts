import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { Model } from '../domain/models/model';

/** Rows in one INSERT; as arrays they are a fixed number of parameters, far below Postgres' 65,535. */
const INSERT_ROWS = 10_000;

/** The tables that the contract gives a model of its own; every other model shares `model_recommendations`. */
const OWN_TABLES: Readonly<Record<string, 'top_products' | 'top_ctr_products'>> = {
  TopProducts: 'top_products',
  TopCTR: 'top_ctr_products',
};
const SHARED_TABLE = 'model_recommendations';

/** One published row: the product of a list with its figures. */
export interface ListRow {
  readonly advertiserId: string;
  readonly productId: string;
  readonly rank: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The statement that removes a model's lists of a date. */
export function deleteLists(model: Model, date: CalendarDay): RawBuilder<unknown> {
  const table = OWN_TABLES[model.name];
  return table === undefined
    ? sql`DELETE FROM ${sql.table(SHARED_TABLE)} WHERE model = ${model.name} AND date = ${date}`
    : sql`DELETE FROM ${sql.table(table)} WHERE date = ${date}`;
}

/** The statements that insert a model's lists of a date, in bounded portions. */
export function* insertLists(
  model: Model,
  date: CalendarDay,
  rows: readonly ListRow[],
): Generator<RawBuilder<unknown>> {
  for (let start = 0; start < rows.length; start += INSERT_ROWS) {
    yield insertRows(model, date, rows.slice(start, start + INSERT_ROWS));
  }
}

function insertRows(model: Model, date: CalendarDay, rows: readonly ListRow[]): RawBuilder<unknown> {
  const advertisers = rows.map((row) => row.advertiserId);
  const products = rows.map((row) => row.productId);
  const ranks = rows.map((row) => row.rank);
  const table = OWN_TABLES[model.name];
  if (table === undefined) {
    const metrics = rows.map((row) => JSON.stringify(row.metrics));
    return sql`
      INSERT INTO ${sql.table(SHARED_TABLE)} (model, date, advertiser_id, product_id, rank, metrics)
      SELECT ${model.name}, ${date}::date, advertiser_id, product_id, rank, metrics::jsonb
      FROM unnest(${advertisers}::text[], ${products}::text[], ${ranks}::smallint[], ${metrics}::text[])
        AS list (advertiser_id, product_id, rank, metrics)`;
  }
  const names = sql.join(model.metrics.map(({ name }) => sql.ref(name)));
  const figures = sql.join(
    model.metrics.map(({ name, type }) => {
      const values = rows.map((row) => row.metrics[name] ?? 0);
      return type === 'integer' ? sql`${values}::integer[]` : sql`${values}::double precision[]`;
    }),
  );
  return sql`
    INSERT INTO ${sql.table(table)} (date, advertiser_id, product_id, rank, ${names})
    SELECT ${date}::date, advertiser_id, product_id, rank, ${names}
    FROM unnest(${advertisers}::text[], ${products}::text[], ${ranks}::smallint[], ${figures})
      AS list (advertiser_id, product_id, rank, ${names})`;
}

/**
 * A subquery with the lists of a model: advertiser_id, date, rank, `entry` (the API's JSON object of one product:
 * `rank`, `product_id` and the model's figures) and `dated_entry`, the same with its date in front.
 */
export function selectEntries(model: Model): RawBuilder<unknown> {
  const table = OWN_TABLES[model.name];
  if (table === undefined) {
    return sql`
      SELECT advertiser_id, date, rank,
        jsonb_build_object('rank', rank, 'product_id', product_id) || metrics AS entry,
        jsonb_build_object('date', date, 'rank', rank, 'product_id', product_id) || metrics AS dated_entry
      FROM ${sql.table(SHARED_TABLE)} WHERE model = ${model.name}`;
  }
  const metrics = model.metrics.map(({ name }) => sql`${sql.lit(name)}, ${sql.ref(name)}`);
  const pairs = sql`'rank', rank, 'product_id', product_id, ${sql.join(metrics)}`;
  return sql`
    SELECT advertiser_id, date, rank,
      json_build_object(${pairs}) AS entry,
      json_build_object('date', date, ${pairs}) AS dated_entry
    FROM ${sql.table(table)}`;
}
