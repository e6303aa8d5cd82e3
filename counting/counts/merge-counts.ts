import type { Allocate } from '../../domain/allocate';
import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { productCount } from '../../domain/product-ids';
import type { ProductIds } from '../../domain/product-ids';
import type { Lake } from '../../storage/lake';
import type { CountRows } from '../columns/count-rows';
import type { CountsPart } from '../plan/counted-object';
import type { Shard } from '../plan/shards';
import { readCountRows, readPartProducts } from './counts-files';
import type { PartFiles } from './counts-files';
import { nameSumOfDay } from './name-sum';
import { placesOf, ProductIndex } from './product-index';
import { RowMerger } from './row-merger';

/** A part of the counts of a log. */
export type LogPart = CountsPart & { readonly log: EventLogName };

/** The rows of a part in the lake, and their products. */
export interface IndexedPart extends PartFiles {
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
    parts: numbered.map(({ part: { log, products: table, counts }, numbers }) => ({
      log,
      products: table,
      counts,
      places: placesOf(numbers, positions),
    })),
  };
}

/**
 * Adds the rows of the parts of one log up.
 * @param source names the counts in the error that a sum is too large.
 * @throws CountTooLargeError
 */
export async function mergeRows(
  lake: Lake,
  {
    log,
    parts,
    products,
    source,
  }: {
    readonly log: EventLogName;
    readonly parts: readonly IndexedPart[];
    readonly products: ProductIds;
    readonly source: string;
  },
  allocate?: Allocate,
): Promise<CountRows> {
  const merger = new RowMerger(LOG_COUNTERS[log].length);
  for (const part of parts) merger.add(await readCountRows(lake, log, part), part.places);
  return merger.merge(productCount(products), {
    allocate,
    nameSum: (counter, product, day) =>
      `${source}: ${nameSumOfDay({ log, products }, counter, product, day)}`,
  });
}

/** Whether a part may have advertisers of a shard. */
function overlap(part: CountsPart, { shard, shards }: Shard): boolean {
  const fewer = Math.min(part.shards, shards);
  return (part.shard & (fewer - 1)) === (shard & (fewer - 1));
}
