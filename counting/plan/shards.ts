/** Different products that are merged in memory at a time. */
export const MERGE_PRODUCTS = 600_000;
/** So many shards hold whatever they must: a single advertiser cannot be shared out. */
export const MAX_SHARDS = 256;

/** A share of the advertisers: `shard` (from 0) of `shards`, which is a power of two. */
export interface Shard {
  readonly shard: number;
  readonly shards: number;
}

/** All advertisers. */
export const WHOLE: Shard = { shard: 0, shards: 1 };

/** The shard of an advertiser; with twice the shards it is the same one, or that many more (FNV-1a over UTF-16 units). */
export function shardOf(advertiserId: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < advertiserId.length; i++) {
    hash = Math.imul(hash ^ advertiserId.charCodeAt(i), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & (shards - 1);
}

/** The fewest shards, a power of two, of which each has about `perShard` of `total`. */
export function shardsFor(total: number, perShard: number): number {
  let shards = 1;
  while (shards * perShard < total) shards *= 2;
  return shards;
}
