import type { Allocate } from '../../domain/allocate';
import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { productCount } from '../../domain/product-ids';
import type { ProductIds } from '../../domain/product-ids';
import type { Lake } from '../../storage/lake';
import type { CountRows, DayRows } from '../columns/count-rows';
import { RowColumns } from '../columns/row-columns';
import type { CountsPart } from '../plan/counted-object';
import type { Shard } from '../plan/shards';
import { readCountBatches, readPartProducts } from './counts-files';
import type { PartFiles } from './counts-files';
import { nameSumOfDay } from './name-sum';
import { placesOf, ProductIndex } from './product-index';
import { mergeByDay } from './row-merger';

/** A part of the counts of a log. */
export type LogPart = CountsPart & { readonly log: EventLogName };

/** The rows of a part in the lake, and their products. */
export interface IndexedPart extends PartFiles, Pick<CountsPart, 'firstDay'> {
  readonly log: EventLogName;
  /** By product of the part: its ordinal in the shard, -1 outside it. */
  readonly places: Int32Array;
}

/**
 * Numbers the products that parts have of a shard; null where there are more than `maxProducts`.
 * @param allocate makes the memory of the products.
 */
export async function indexParts(
  lake: Lake,
  parts: readonly LogPart[],
  shard: Shard,
  { maxProducts, allocate }: { readonly maxProducts: number; readonly allocate?: Allocate },
): Promise<{ readonly products: ProductIds; readonly parts: readonly IndexedPart[] } | null> {
  const index = new ProductIndex(shard);
  const numbered: { readonly part: LogPart; readonly numbers: Int32Array }[] = [];
  for (const part of parts.filter((one) => overlap(one, shard))) {
    numbered.push({ part, numbers: index.number(await readPartProducts(lake, part)) });
    if (index.size > maxProducts) return null;
  }
  const { products, positions } = index.sort(allocate);
  return {
    products,
    parts: numbered.map(({ part: { log, products: table, counts, firstDay }, numbers }) => ({
      log,
      products: table,
      counts,
      firstDay,
      places: placesOf(numbers, positions),
    })),
  };
}

/** The parts of one log, to be added up. */
export interface MergedParts {
  readonly log: EventLogName;
  readonly parts: readonly IndexedPart[];
  readonly products: ProductIds;
  /** Names the counts in the error that a sum is too large. */
  readonly source: string;
}

/** Adds the rows of parts up. @throws CountTooLargeError */
export async function mergeRows(lake: Lake, merged: MergedParts, allocate?: Allocate): Promise<CountRows> {
  const most = merged.parts.reduce((sum, { counts }) => sum + counts.rows, 0);
  const columns = new RowColumns(LOG_COUNTERS[merged.log].length, most, allocate);
  for await (const rows of mergeDays(lake, merged)) columns.add(rows);
  return columns.finish();
}

/** Adds the rows of parts up, day by day. @throws CountTooLargeError */
export function mergeDays(lake: Lake, { log, parts, products, source }: MergedParts): AsyncIterable<DayRows> {
  const inputs = parts.map((part) => ({
    batches: readCountBatches(lake, log, part),
    places: part.places,
    // Rows of another engine come in any order.
    ...(part.products !== null && { firstDay: part.firstDay }),
  }));
  return mergeByDay(inputs, {
    counters: LOG_COUNTERS[log].length,
    products: productCount(products),
    nameSum: (counter, product, day) =>
      `${source}: ${nameSumOfDay({ log, products }, counter, product, day)}`,
  });
}

/** Whether a part may have advertisers of a shard. */
function overlap(part: CountsPart, { shard, shards }: Shard): boolean {
  const fewer = Math.min(part.shards, shards);
  return (part.shard & (fewer - 1)) === (shard & (fewer - 1));
}
