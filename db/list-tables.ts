import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import { LIST_SEPARATOR } from '../domain/models/model';
import type { Model } from '../domain/models/model';
import { doubleArray, integerArray, textArray, TextArrayWriter } from './binary-arrays';

/** Lists in one INSERT: 0.5 MB of usual ids, 6 MB of the longest. */
const INSERT_LISTS = 2_000;
const SEPARATOR = Buffer.from(LIST_SEPARATOR);

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

/** Lists by column, one entry for each product: those of an advertiser stand together, the best product first. */
export interface ListColumns {
  readonly ids: ProductIds;
  /** By entry: the product's number in `ids`. */
  readonly product: Int32Array;
  /** By metric of the model, and by entry. */
  readonly metrics: Readonly<Record<string, Int32Array | Float64Array>>;
}

/** Ids as UTF-8, one after the other: those of the advertisers, then those of their products, advertiser by advertiser. */
export interface ProductIds {
  readonly bytes: Uint8Array;
  /** By advertiser, and by product: where its id ends. */
  readonly advertiserEnds: Int32Array;
  readonly productEnds: Int32Array;
  /** By advertiser: its first product. */
  readonly firstProducts: Int32Array;
}

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
  columns: ListColumns,
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

/** By list: its advertiser, and its first entry; where the last list ends stands behind. */
function listsOf({ ids: { firstProducts }, product }: ListColumns): {
  advertiser: Int32Array;
  firstEntry: Int32Array;
} {
  const advertiser: number[] = [];
  const firstEntry: number[] = [];
  let at = 0;
  for (let entry = 0; entry < product.length; entry++) {
    const number = product[entry] ?? 0;
    const first = firstProducts[at] ?? 0;
    if (entry > 0 && number >= first && number < (firstProducts[at + 1] ?? Infinity)) continue;
    if (entry > 0 && number < first)
      throw new Error('an advertiser has two lists, or lists are not in order');
    while (number >= (firstProducts[at + 1] ?? Infinity)) at++;
    advertiser.push(at);
    firstEntry.push(entry);
  }
  firstEntry.push(product.length);
  return { advertiser: Int32Array.from(advertiser), firstEntry: Int32Array.from(firstEntry) };
}

// Arrays of arrays do not travel: figures are one long array that each row has a slice of, products a text that it splits. No id
// has a newline in it; if one had, there would be more products than figures, which the table refuses.
function insertPortion(
  model: Model,
  date: CalendarDay,
  { ids, product, metrics }: ListColumns,
  advertiser: Int32Array,
  firstEntry: Int32Array,
): RawBuilder<unknown> {
  const [start = 0, end = 0] = [firstEntry[0], firstEntry.at(-1)];
  const entriesOf = (name: string) => (metrics[name] ?? new Int32Array()).subarray(start, end);
  const lists = sql`unnest(
    ${advertiserIds(ids, advertiser)}::text[],
    ${productIds(ids, product, firstEntry)}::text[],
    ${integerArray(firstEntry.subarray(0, -1).map((entry) => entry - start + 1))}::integer[],
    ${integerArray(firstEntry.subarray(1).map((entry) => entry - start))}::integer[]
  ) AS list (advertiser_id, product_ids, first, last)`;
  const products = sql`string_to_array(product_ids, ${LIST_SEPARATOR})`;
  const own = OWN_TABLES[model.name];
  if (own === undefined) {
    const names = model.metrics.map(({ name }) => name);
    const figures = doubleArray(interleave(names.map(entriesOf), end - start));
    return sql`
      INSERT INTO ${sql.table(SHARED_LISTS)} (model, date, advertiser_id, product_ids, metric_names, figures)
      SELECT ${model.name}, ${date}::date, advertiser_id, ${products}, ${textArray(names)}::text[],
        (${figures}::double precision[])[(first - 1) * ${names.length}::integer + 1 : last * ${names.length}::integer]
      FROM ${lists}`;
  }
  const columns = own.stored.map((name) => sql.ref(name));
  const slices = own.stored.map(
    (name) => sql`(${integerArray(integers(entriesOf(name)))}::integer[])[first : last]`,
  );
  return sql`
    INSERT INTO ${sql.table(own.lists)} (date, advertiser_id, product_ids, ${sql.join(columns)})
    SELECT ${date}::date, advertiser_id, ${products}, ${sql.join(slices)} FROM ${lists}`;
}

function advertiserIds({ bytes, advertiserEnds }: ProductIds, advertiser: Int32Array): Buffer {
  const startOf = (at: number) => advertiserEnds[at - 1] ?? 0;
  const endOf = (at: number) => advertiserEnds[at] ?? 0;
  const size = advertiser.reduce((sum, at) => sum + endOf(at) - startOf(at), 0);
  const writer = new TextArrayWriter(size, advertiser.length);
  for (const at of advertiser) {
    writer.begin(endOf(at) - startOf(at));
    writer.append(bytes, startOf(at), endOf(at));
  }
  return writer.array;
}

/** By list: the ids of its products, with a separator between them. */
function productIds(ids: ProductIds, product: Int32Array, firstEntry: Int32Array): Buffer {
  const { bytes, advertiserEnds, productEnds } = ids;
  const firstStart = advertiserEnds.at(-1) ?? 0;
  const startOf = (entry: number) => productEnds[(product[entry] ?? 0) - 1] ?? firstStart;
  const endOf = (entry: number) => productEnds[product[entry] ?? 0] ?? 0;
  const lengths = new Int32Array(firstEntry.length - 1);
  for (let list = 0; list < lengths.length; list++) {
    const [first = 0, end = 0] = [firstEntry[list], firstEntry[list + 1]];
    let length = end - first - 1;
    for (let entry = first; entry < end; entry++) length += endOf(entry) - startOf(entry);
    lengths[list] = length;
  }
  const writer = new TextArrayWriter(
    lengths.reduce((sum, length) => sum + length, 0),
    lengths.length,
  );
  lengths.forEach((length, list) => {
    const [first = 0, end = 0] = [firstEntry[list], firstEntry[list + 1]];
    writer.begin(length);
    for (let entry = first; entry < end; entry++) {
      if (entry > first) writer.append(SEPARATOR, 0, SEPARATOR.length);
      writer.append(bytes, startOf(entry), endOf(entry));
    }
  });
  return writer.array;
}

/** The figures of an entry side by side: `[entry * columns + column]`. @throws RangeError when one is missing, or no number. */
function interleave(columns: readonly (Int32Array | Float64Array)[], entries: number): Float64Array {
  const all = new Float64Array(columns.length * entries);
  columns.forEach((column, c) => {
    for (let entry = 0; entry < entries; entry++) {
      const figure = column[entry] ?? NaN;
      if (!Number.isFinite(figure)) throw new RangeError(`a figure is no number: ${String(figure)}`);
      all[entry * columns.length + c] = figure;
    }
  });
  return all;
}

/** @throws RangeError when a figure is no integer that Postgres can hold. */
function integers(column: Int32Array | Float64Array): Int32Array {
  if (column instanceof Int32Array) return column;
  const whole = Int32Array.from(column);
  const at = whole.findIndex((value, i) => value !== column[i]);
  if (at >= 0) throw new RangeError(`a figure is no integer: ${String(column[at])}`);
  return whole;
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
