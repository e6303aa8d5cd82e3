import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import { isNullable, LIST_SEPARATOR } from '../domain/models/model';
import type { Model } from '../domain/models/model';
import { doubleArray, integerArray, textArray } from './binary-arrays';
import { advertiserIdsOf, countsInSql, interleave, listsOf, productIdsOf } from './list-batch';
import type { ListBatch } from './list-batch';

/** Lists in one INSERT: 0.5 MB with usual ids, 6 MB with the longest ids. */
const INSERT_LISTS = 2_000;

interface OwnTable {
  /** One row for each list. */
  readonly lists: 'top_products_lists' | 'top_ctr_lists';
  /** The view of the contract, with one row for each product of a list. */
  readonly entries: 'top_products' | 'top_ctr_products';
  /** The metrics that are integer columns of `lists`, each with a wide column for large counts. */
  readonly stored: readonly string[];
  /** The other metrics, which the view also derives from stored ones. */
  readonly derived?: Readonly<Record<string, { readonly dividend: string; readonly divisor: string }>>;
}

/** The tables of the contract models; all other models share `model_lists`. */
const OWN_TABLES: Readonly<Record<string, OwnTable>> = {
  TopProducts: { lists: 'top_products_lists', entries: 'top_products', stored: ['views'] },
  TopCTR: {
    lists: 'top_ctr_lists',
    entries: 'top_ctr_products',
    stored: ['clicks', 'impressions'],
    derived: { ctr: { dividend: 'clicks', divisor: 'impressions' } },
  },
};
const SHARED_LISTS = 'model_lists';
const SHARED_ENTRIES = 'model_recommendations';

/** The statement that removes a model's lists of a date. */
export function deleteLists(model: Model, date: CalendarDay): RawBuilder<unknown> {
  const own = OWN_TABLES[model.name];
  return own === undefined
    ? sql`DELETE FROM ${sql.table(SHARED_LISTS)} WHERE model = ${model.name} AND date = ${date}`
    : sql`DELETE FROM ${sql.table(own.lists)} WHERE date = ${date}`;
}

/** The statements that insert a model's lists of a date, in bounded portions. @throws Error when an advertiser has two lists. */
export function* insertLists(
  model: Model,
  date: CalendarDay,
  columns: ListBatch,
): Generator<RawBuilder<unknown>> {
  const { advertiser, firstEntry } = listsOf(columns);
  for (let start = 0; start < advertiser.length; start += INSERT_LISTS) {
    const portion = advertiser.subarray(start, start + INSERT_LISTS);
    yield insertPortion(
      model,
      date,
      columns,
      portion,
      firstEntry.subarray(start, start + portion.length + 1),
    );
  }
}

// Postgres arrays cannot hold rows of different lengths: figures are one long array with a slice for each row, and the products of
// a row are one text that is split. No id has a newline; with one, there would be more products than figures, which the table refuses.
function insertPortion(
  model: Model,
  date: CalendarDay,
  { ids, product, metrics }: ListBatch,
  advertiser: Int32Array,
  firstEntry: Int32Array,
): RawBuilder<unknown> {
  const [start = 0, end = 0] = [firstEntry[0], firstEntry.at(-1)];
  const entriesOf = (name: string) => (metrics[name] ?? new Int32Array()).subarray(start, end);
  const lists = sql`unnest(
    ${advertiserIdsOf(ids, advertiser)}::text[],
    ${productIdsOf(ids, product, firstEntry)}::text[],
    ${integerArray(firstEntry.subarray(0, -1).map((entry) => entry - start + 1))}::integer[],
    ${integerArray(firstEntry.subarray(1).map((entry) => entry - start))}::integer[]
  ) AS list (advertiser_id, product_ids, first, last)`;
  const products = sql`string_to_array(product_ids, ${LIST_SEPARATOR})`;
  const own = OWN_TABLES[model.name];
  if (own === undefined) {
    const names = model.metrics.map(({ name }) => name);
    const columns = model.metrics.map((metric) => ({
      figures: entriesOf(metric.name),
      isNullable: isNullable(metric),
    }));
    const figures = doubleArray(interleave(columns, end - start));
    return sql`
      INSERT INTO ${sql.table(SHARED_LISTS)} (model, date, advertiser_id, product_ids, metric_names, figures)
      SELECT ${model.name}, ${date}::date, advertiser_id, ${products}, ${textArray(names)}::text[],
        (${figures}::double precision[])[(first - 1) * ${names.length}::integer + 1 : last * ${names.length}::integer]
      FROM ${lists}`;
  }
  const stored = own.stored.map((name) => countsInSql(name, entriesOf(name)));
  const columns = stored.map(({ column }) => column);
  const slices = stored.map(({ array }) => sql`(${array})[first : last]`);
  return sql`
    INSERT INTO ${sql.table(own.lists)} (date, advertiser_id, product_ids, ${sql.join(columns)})
    SELECT ${date}::date, advertiser_id, ${products}, ${sql.join(slices)} FROM ${lists}`;
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

/** One product of a list as in the API's answer: `rank`, `product_id` and the model's figures. */
export type Entry = { readonly rank: number; readonly product_id: string } & Readonly<
  Record<string, number | string>
>;

/** A whole list as `selectWholeList` reads it: its products, then each stored metric of them; or its entries. */
export type WholeList = readonly [readonly string[], ...(readonly number[])[]] | readonly Entry[];

/** A subquery with the one list of a model for an advertiser on a date, as one JSON value; null without one. */
export function selectWholeList(
  model: Model,
  date: RawBuilder<unknown>,
  advertiserId: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const own = OWN_TABLES[model.name];
  if (own === undefined) {
    return sql`(
      SELECT json_agg(entry ORDER BY rank) FROM (${selectEntries(model)}) AS lists
      WHERE lists.date = ${date} AND lists.advertiser_id = ${advertiserId})`;
  }
  // An object for each product would cost Postgres three times as much as all else of the list.
  const stored = own.stored.map(
    (name) => sql`coalesce(to_json(${sql.ref(name)}), to_json(${sql.ref(`wide_${name}`)}))`,
  );
  return sql`(
    SELECT json_build_array(product_ids, ${sql.join(stored)}) FROM ${sql.table(own.lists)} AS lists
    WHERE lists.date = ${date} AND lists.advertiser_id = ${advertiserId})`;
}

/** The first `limit` entries of a whole list of the model. */
export function entriesOf(model: Model, list: WholeList, limit: number): readonly Entry[] {
  const own = OWN_TABLES[model.name];
  if (own === undefined) return (list as readonly Entry[]).slice(0, limit);
  const [products, ...columns] = list as Exclude<WholeList, readonly Entry[]>;
  const figure = (name: string, i: number) => columns[own.stored.indexOf(name)]?.[i] ?? NaN;
  return products.slice(0, limit).map((product_id, i) => {
    const entry: Record<string, number | string> & Entry = { rank: i + 1, product_id };
    for (const { name } of model.metrics) {
      const quotient = own.derived?.[name];
      entry[name] =
        quotient === undefined ? figure(name, i) : figure(quotient.dividend, i) / figure(quotient.divisor, i);
    }
    return entry;
  });
}
