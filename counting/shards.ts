import type { CountsPart } from './object-counts';

/** Rows and products that are merged in memory at a time; what is more is merged by shards of advertisers. */
const MERGE_ROWS = 6_000_000;
const MERGE_PRODUCTS = 600_000;

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

/** In how many shards of advertisers parts are merged. */
export function shardsOf(parts: readonly CountsPart[]): number {
  const total = (rowsOf: (part: CountsPart) => number) => parts.reduce((sum, part) => sum + rowsOf(part), 0);
  return Math.max(
    shardsFor(
      total(({ counts }) => counts.rows),
      MERGE_ROWS,
    ),
    shardsFor(
      total(({ products }) => products.rows),
      MERGE_PRODUCTS,
    ),
  );
}
