import type { Lake } from '../../storage/lake';
import { countsFileKey } from '../../storage/lake-keys';
import type { StepAttempt } from '../../storage/lake-keys';
import { loadParquetEncoder } from '../../storage/parquet';
import { encodeProducts, writeCountsPart } from './counts-files';
import { indexParts, mergeDays } from './merge-counts';
import { encodeMerged } from './merged-counts';
import type { CountsPart } from '../plan/counted-object';
import type { LogObject } from '../../logs/input-object';
import { MAX_SHARDS, MERGE_PRODUCTS } from '../plan/shards';
import { mergeInShards } from '../plan/merge-plan';
import type { Shard } from '../plan/shards';

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
  const maxProducts = shard.shards < MAX_SHARDS ? MERGE_PRODUCTS : Infinity;
  const ofLog = parts.map((part) => ({ ...part, log }));
  const indexed = await indexParts(lake, ofLog, shard, { maxProducts });
  if (indexed === null) return null;
  const merged = { ...indexed, log, source: object.key };
  const most = indexed.parts.reduce((sum, { counts }) => sum + counts.rows, 0);
  const encoded = {
    products: encodeProducts(await loadParquetEncoder(), indexed.products),
    counts: await encodeMerged(log, most, () => mergeDays(lake, merged)),
  };
  const name = `${String(shard.shard)}-of-${String(shard.shards)}`;
  return writeCountsPart(lake, (kind) => countsFileKey(object, owner, `${kind}-${name}`), encoded, shard);
}
