import { LOG_COUNTERS } from '../../domain/logs';
import type { Lake } from '../../storage/lake';
import type { StepAttempt } from '../../storage/lake-keys';
import { loadParquetEncoder } from '../../storage/parquet';
import type { ParquetFile } from '../../storage/parquet';
import { sumOfAll } from '../columns/count-rows';
import { readProducts } from '../columns/product-files';
import { encodeCounts, readCountRows, writeCountsPart } from './counts-files';
import type { CountsPart } from '../plan/counted-object';
import type { LogObject } from '../../logs/list-inputs';
import { nameSumOfDay } from './name-sum';
import { placesOf, ProductIndex } from './product-index';
import { MAX_SHARDS, MERGE_PRODUCTS } from '../plan/shards';
import { mergeInShards } from '../plan/merge-plan';
import type { Shard } from '../plan/shards';
import { RowMerger } from './row-merger';

/** What a step is given, and whose files it writes. */
export type Owned<Input> = Input & { readonly owner: StepAttempt };

/** Adds parts up, one shard after the other. */
export function mergeParts(
  lake: Lake,
  owned: Owned<LogObject>,
  parts: readonly CountsPart[],
): Promise<readonly CountsPart[]> {
  return mergeInShards(parts, async (shards) => {
    const merged: (CountsPart | null)[] = [];
    for (const shard of shards) merged.push(await mergeShard(lake, { ...owned, parts, shard }));
    return merged;
  });
}

/** Adds the counts of one shard's advertisers up; null where they have too many products for one. @throws CountTooLargeError */
export async function mergeShard(
  lake: Lake,
  {
    log,
    object,
    owner,
    parts,
    shard,
  }: Owned<LogObject> & { readonly parts: readonly CountsPart[]; readonly shard: Shard },
): Promise<CountsPart | null> {
  const index = new ProductIndex(shard);
  const numbered: { readonly counts: ParquetFile; readonly numbers: Int32Array }[] = [];
  for (const { products, counts } of parts) {
    numbered.push({ counts, numbers: index.number(await readProducts(lake, products)) });
    if (index.size > MERGE_PRODUCTS && shard.shards < MAX_SHARDS) return null;
  }
  const { products, positions } = index.sort();
  const merger = new RowMerger(LOG_COUNTERS[log].length);
  for (const { counts, numbers } of numbered) {
    merger.add(await readCountRows(lake, log, counts), placesOf(numbers, positions));
  }
  const rows = merger.merge(positions.length, {
    nameSum: (counter, product, day) =>
      `${object.key}: ${nameSumOfDay({ log, products }, counter, product, day)}`,
  });
  const encoded = encodeCounts(await loadParquetEncoder(), log, {
    products,
    rows,
    events: sumOfAll(rows.counters),
  });
  const name = `${String(shard.shard)}-of-${String(shard.shards)}`;
  return writeCountsPart(lake, object, owner, name, encoded, shard);
}
