import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import type { Model } from '../domain/models/model';
import { arrayLiteral } from './array-literal';
import { textArray } from './text-array';

/** Lists in one INSERT: 0.5 MB of usual ids, 6 MB of the longest. */
const INSERT_LISTS = 2_000;

interface OwnTable {
  /** One row for each list. */
  readonly lists: 'top_products_lists' | 'top_ctr_lists';
  /** One row for each product of a list: the view that the contract names. */
  readonly entries: 'top_products' | 'top_ctr_products';
  /** The metrics that are columns of `lists`, all integers; the view derives the others. */
  readonly stored: readonly string[];
}

/** The tables of the models that the contract gives one; every other model shares `model_lists`. */
const OWN_TABLES: Readonly<Record<string, OwnTable>> = {
  TopProducts: { lists: 'top_products_lists', entries: 'top_products', stored: ['views'] },
  TopCTR: { lists: 'top_ctr_lists', entries: 'top_ctr_products', stored: ['clicks', 'impressions'] },
};
const SHARED_LISTS = 'model_lists';
const SHARED_ENTRIES = 'model_recommendations';

/** Lists by column, one entry for each; products and figures are JSON arrays, the best product first. */
export interface ListColumns {
  readonly advertiserIds: readonly string[];
  readonly productIds: readonly string[];
  /** By metric of the model: one figure for each product. */
  readonly metrics: Readonly<Record<string, readonly string[]>>;
}

/** The statement that removes a model's lists of a date. */
export function deleteLists(model: Model, date: CalendarDay): RawBuilder<unknown> {
  const own = OWN_TABLES[model.name];
  return own === undefined
    ? sql`DELETE FROM ${sql.table(SHARED_LISTS)} WHERE model = ${model.name} AND date = ${date}`
    : sql`DELETE FROM ${sql.table(own.lists)} WHERE date = ${date}`;
}

/** The statements that insert a model's lists of a date, in bounded portions. */
export function* insertLists(
  model: Model,
  date: CalendarDay,
  { advertiserIds, productIds, metrics }: ListColumns,
): Generator<RawBuilder<unknown>> {
  for (let start = 0; start < advertiserIds.length; start += INSERT_LISTS) {
    const portion = (column: readonly string[]) => column.slice(start, start + INSERT_LISTS);
    yield insertPortion(model, date, {
      advertiserIds: portion(advertiserIds),
      productIds: portion(productIds),
      metrics: Object.fromEntries(model.metrics.map(({ name }) => [name, portion(metrics[name] ?? [])])),
    });
  }
}

// Arrays of arrays do not travel: unnest would flatten them, so that each list is a text that its row casts.
function insertPortion(
  model: Model,
  date: CalendarDay,
  { advertiserIds, productIds, metrics }: ListColumns,
): RawBuilder<unknown> {
  const advertisers = textArray(advertiserIds);
  const products = textArray(productIds.map(arrayLiteral));
  const own = OWN_TABLES[model.name];
  if (own === undefined) {
    const objects = advertiserIds.map((_, i) => {
      const pairs = Object.entries(metrics).map(
        ([name, arrays]) => `${JSON.stringify(name)}:${arrays[i] ?? 'null'}`,
      );
      return `{${pairs.join(',')}}`;
    });
    return sql`
      INSERT INTO ${sql.table(SHARED_LISTS)} (model, date, advertiser_id, product_ids, metrics)
      SELECT ${model.name}, ${date}::date, advertiser_id, product_ids::text[], metrics::jsonb
      FROM unnest(${advertisers}::text[], ${products}::text[], ${textArray(objects)}::text[])
        AS list (advertiser_id, product_ids, metrics)`;
  }
  const names = sql.join(own.stored.map((name) => sql.ref(name)));
  const figures = own.stored.map((name) => textArray((metrics[name] ?? []).map(arrayLiteral)));
  return sql`
    INSERT INTO ${sql.table(own.lists)} (date, advertiser_id, product_ids, ${names})
    SELECT ${date}::date, advertiser_id, product_ids::text[],
      ${sql.join(own.stored.map((name) => sql`${sql.ref(name)}::integer[]`))}
    FROM unnest(${advertisers}::text[], ${products}::text[],
      ${sql.join(figures.map((literals) => sql`${literals}::text[]`))})
      AS list (advertiser_id, product_ids, ${names})`;
}

/** A subquery with the lists of a model, one row each: advertiser_id, date, product_ids (an array by rank, each product once). */
export function selectLists(model: Model): RawBuilder<unknown> {
  const own = OWN_TABLES[model.name];
  return own === undefined
    ? sql`SELECT advertiser_id, date, product_ids FROM ${sql.table(SHARED_LISTS)} WHERE model = ${model.name}`
    : sql`SELECT advertiser_id, date, product_ids FROM ${sql.table(own.lists)}`;
}

/**
 * A subquery with the products of a model's lists, which reads no more lists than a condition on date and advertiser_id
 * asks for: advertiser_id, date, rank, `entry` (the API's JSON object of one product: `rank`, `product_id` and the
 * model's figures) and `dated_entry`, the same with its date in front.
 */
export function selectEntries(model: Model): RawBuilder<unknown> {
  const own = OWN_TABLES[model.name];
  if (own === undefined) {
    return sql`
      SELECT advertiser_id, date, rank,
        jsonb_build_object('rank', rank, 'product_id', product_id) || metrics AS entry,
        jsonb_build_object('date', date, 'rank', rank, 'product_id', product_id) || metrics AS dated_entry
      FROM ${sql.table(SHARED_ENTRIES)} WHERE model = ${model.name}`;
  }
  const metrics = model.metrics.map(({ name }) => sql`${sql.lit(name)}, ${sql.ref(name)}`);
  const pairs = sql`'rank', rank, 'product_id', product_id, ${sql.join(metrics)}`;
  return sql`
    SELECT advertiser_id, date, rank,
      json_build_object(${pairs}) AS entry,
      json_build_object('date', date, ${pairs}) AS dated_entry
    FROM ${sql.table(own.entries)}`;
}
