import type { CountsPart } from '../counts/object-counts';

// Workflow code reads these: a run that is open when one of them changes cannot go on, and its counting begins anew.

/** Rows, of all parts together, that are merged in memory at a time; what is more is merged by shards of advertisers. */
const MERGE_ROWS = 8_000_000;
/** Different products that are merged in memory at a time. */
export const MERGE_PRODUCTS = 600_000;
/** Most parts that an object keeps: each has its own table of products. */
const KEPT_PARTS = 4;
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

/**
 * Merges parts in as few shards of advertisers as memory allows. A few parts stay as they are where the dates add them up
 * as easily themselves: where they have few rows, or where their days follow one another, as in a log in the order of
 * its days.
 *
 * @param merge merges each of the shards; null for one that has too many products, and then all are made smaller.
 */
export async function mergeInShards(
  parts: readonly CountsPart[],
  merge: (shards: readonly Shard[]) => Promise<readonly (CountsPart | null)[]>,
): Promise<readonly CountsPart[]> {
  const rows = parts.reduce((sum, { counts }) => sum + counts.rows, 0);
  const areWhole = parts.every(({ shards }) => shards === 1);
  if (areWhole && parts.length <= KEPT_PARTS && (rows <= MERGE_ROWS || haveOwnDays(parts))) return parts;
  for (let shards = shardsFor(rows, MERGE_ROWS); ; shards *= 2) {
    const merged = await merge(Array.from({ length: shards }, (_, shard) => ({ shard, shards })));
    const whole = merged.filter((part) => part !== null);
    if (whole.length === shards) return whole;
  }
}

/** Whether no day but those at which one part ends and another begins is in two parts. */
function haveOwnDays(parts: readonly CountsPart[]): boolean {
  const inOrder = [...parts].sort((a, b) => a.firstDay - b.firstDay || a.lastDay - b.lastDay);
  return inOrder.every(({ firstDay }, i) => firstDay >= (inOrder[i - 1]?.lastDay ?? firstDay));
}
