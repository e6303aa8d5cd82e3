import { LOG_COUNTERS } from '../domain/logs';
import type { Lake } from '../storage/lake';
import type { StepAttempt } from '../storage/lake-keys';
import { loadParquetEncoder } from '../storage/parquet';
import { encodeCounts, readCountRows, readProducts, writeCountsPart } from './counts-files';
import type { CountsPart } from './object-counts';
import type { LogObject } from '../storage/log-objects';
import { ProductIndex } from './product-index';
import { shardsOf } from './shards';
import type { Shard } from './shards';
import { RowMerger } from './row-merger';

/** What a step is given, and whose files it writes. */
export type Owned<Input> = Input & { readonly owner: StepAttempt };

/** Adds parts up to as few as memory allows: a single one stays as it is. */
export async function mergeParts(
  lake: Lake,
  owned: Owned<LogObject>,
  parts: readonly CountsPart[],
): Promise<readonly CountsPart[]> {
  if (parts.length <= 1) return parts;
  const shards = shardsOf(parts);
  const merged: CountsPart[] = [];
  for (let shard = 0; shard < shards; shard++) {
    merged.push(await mergeShard(lake, { ...owned, parts, shard: { shard, shards } }));
  }
  return merged;
}

/** Adds the counts of one shard's advertisers up. */
export async function mergeShard(
  lake: Lake,
  {
    log,
    object,
    owner,
    parts,
    shard,
  }: Owned<LogObject> & { readonly parts: readonly CountsPart[]; readonly shard: Shard },
): Promise<CountsPart> {
  const index = new ProductIndex(shard);
  const merger = new RowMerger(LOG_COUNTERS[log].length);
  for (const part of parts) {
    const numbers = index.add(await readProducts(lake, part.products));
    merger.add(await readCountRows(lake, log, part.counts), numbers);
  }
  const { products, positions } = index.sort();
  const encoded = encodeCounts(await loadParquetEncoder(), log, {
    ...products,
    rows: merger.merge(positions),
  });
  const name = `${String(shard.shard)}-of-${String(shard.shards)}`;
  return writeCountsPart(lake, object, owner, name, encoded, shard);
}
