import type { CountsPart } from './counted-object';
import { shardsFor } from './shards';
import type { Shard } from './shards';

// Workflow code runs this: after a change, open runs cannot be replayed, and their counting starts again.

/** Rows, of all parts together, of a merged file in memory; what is more is merged by shards of advertisers. */
const MERGE_ROWS = 24_000_000;

/** Most parts that an object keeps: each has its own table of products. */
const KEPT_PARTS = 4;
/** Most rows that they have together, unless their days follow one another. */
const KEPT_ROWS = 8_000_000;

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
  if (areWhole && parts.length <= KEPT_PARTS && (rows <= KEPT_ROWS || haveOwnDays(parts))) return parts;
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
