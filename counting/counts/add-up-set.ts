import { LOG_COUNTERS } from '../../domain/logs';
import { productCount } from '../../domain/product-ids';
import type { Lake } from '../../storage/lake';
import { setFileKey } from '../../storage/lake-keys';
import { loadParquetEncoder } from '../../storage/parquet';
import { sumOfAll } from '../columns/count-rows';
import type { CountRows } from '../columns/count-rows';
import { RowColumns } from '../columns/row-columns';
import type { BadObject, CountsPart, ObjectCounts } from '../plan/counted-object';
import { WHOLE } from '../plan/shards';
import { encodeCounts, writeCountsPart } from './counts-files';
import type { ProductRows } from './inline-counts';
import { nameSumOfDay } from './name-sum';
import { readObjectRows } from './object-rows';
import { placesOf, ProductIndex } from './product-index';
import { mergeByDay } from './row-merger';
import type { SetInput } from './set-files';

/** Most rows of a part that is added to others; a larger one stays as it is. */
const ADDED_ROWS = 100_000;

/**
 * Adds up the counts of small objects of one log, of those that can be read.
 * @returns the sums, and the parts that are too large to be added up.
 * @throws CountTooLargeError
 */
export async function addUpSet(
  lake: Lake,
  { log, id, owner }: SetInput,
  objects: readonly (ObjectCounts | BadObject)[],
): Promise<CountsPart[]> {
  const tables: ProductRows[] = [];
  const kept: CountsPart[] = [];
  for (const one of objects) {
    if ('fault' in one) continue;
    const isAdded = ({ counts, shards }: CountsPart) => counts.rows <= ADDED_ROWS && shards === 1;
    kept.push(...one.parts.filter((part) => !isAdded(part)));
    const added = { ...one, parts: one.parts.filter(isAdded) };
    for await (const table of readObjectRows(lake, added)) tables.push(table);
  }
  if (tables.length === 0) return kept;
  const index = new ProductIndex();
  const numbered = tables.map(({ products, rows }) => ({ rows, numbers: index.number(products) }));
  const { products, positions } = index.sort();
  const inputs = numbered.map(({ rows, numbers }) => ({
    batches: once(rows),
    firstDay: rows.day[0] ?? 0,
    places: placesOf(numbers, positions),
  }));
  const most = tables.reduce((sum, { rows }) => sum + rows.day.length, 0);
  const columns = new RowColumns(LOG_COUNTERS[log].length, most);
  const days = mergeByDay(inputs, {
    counters: LOG_COUNTERS[log].length,
    products: productCount(products),
    nameSum: (counter, product, day) => `${log}: ${nameSumOfDay({ log, products }, counter, product, day)}`,
  });
  for await (const day of days) columns.add(day);
  const rows = columns.finish();
  const encoded = encodeCounts(await loadParquetEncoder(), log, {
    products,
    rows,
    events: sumOfAll(rows.counters),
  });
  const part = await writeCountsPart(lake, (kind) => setFileKey(log, id, owner, kind), encoded, WHOLE);
  return [part, ...kept];
}

async function* once(rows: CountRows): AsyncGenerator<CountRows> {
  yield await Promise.resolve(rows);
}
