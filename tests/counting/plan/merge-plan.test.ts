import type { CountsPart } from '../../../counting/plan/counted-object';
import { mergeInShards } from '../../../counting/plan/merge-plan';
import type { Shard } from '../../../counting/plan/shards';

function part(
  firstDay: number,
  lastDay: number,
  rows = 1,
  shard: Shard = { shard: 0, shards: 1 },
): CountsPart {
  const file = { key: `${String(firstDay)}-${String(lastDay)}`, etag: 'e', rows };
  return { ...shard, products: file, counts: file, events: rows, firstDay, lastDay };
}

/** Merges parts in numbers of shards that `fits` allows; tells what was tried. */
async function merge(parts: readonly CountsPart[], fits: (shard: Shard) => boolean = () => true) {
  const tried: number[] = [];
  const merged = await mergeInShards(parts, (shards) => {
    tried.push(shards.length);
    expect(shards).toEqual(shards.map((_, shard) => ({ shard, shards: shards.length })));
    return Promise.resolve(shards.map((shard) => (fits(shard) ? part(0, 0, 1, shard) : null)));
  });
  return { merged, tried };
}

describe('parts of an object', () => {
  const own = [part(1, 5), part(5, 5), part(5, 9), part(10, 12)];

  it.each([
    ['none', []],
    ['a single one', [part(1, 9)]],
    ['four with separate days except where they meet', own],
    ['those in any order', [...own].reverse()],
    ['all of one day', [part(3, 3), part(3, 3), part(3, 3)]],
    ['two that share days, of 8 million rows', [part(1, 5, 4_000_000), part(4, 9, 4_000_000)]],
    ['many rows on separate days', [part(1, 5, 9_000_000), part(5, 9, 9_000_000)]],
    ['these in any order', [part(5, 9, 9_000_000), part(9, 12, 9_000_000), part(1, 5, 9_000_000)]],
    [
      'one of them of the one day where two meet',
      [part(5, 9, 9_000_000), part(5, 5, 9_000_000), part(1, 5, 9_000_000)],
    ],
  ])('stay as they are: %s', async (_, parts) => {
    expect(await merge(parts)).toEqual({ merged: parts, tried: [] });
  });

  it.each([
    ['more than four', [...own, part(13, 14)]],
    ['shards', [part(1, 2, 1, { shard: 0, shards: 2 }), part(3, 4, 1, { shard: 1, shards: 2 })]],
    ['a single shard', [part(1, 2, 1, { shard: 0, shards: 2 })]],
  ])('are merged whole: %s', async (_, parts) => {
    expect(await merge(parts)).toEqual({ merged: [part(0, 0)], tried: [1] });
  });

  it('of many rows are merged in shards of at most 24 million', async () => {
    const rows = (...counts: number[]) => counts.map((count) => part(1, 2, count));
    expect((await merge(rows(2_000_000, 2_000_000, 2_000_000, 1_000_000, 1_000_000))).tried).toEqual([1]);
    expect((await merge(rows(4_000_000, 4_000_001))).tried).toEqual([1]);
    expect((await merge(rows(12_000_000, 12_000_001))).tried).toEqual([2]);
    expect((await merge(rows(48_000_000, 1))).tried).toEqual([4]);
  });

  // Fails when a shard that was too large is left out.
  it('are merged in twice the shards until each is small enough', async () => {
    const { merged, tried } = await merge(
      Array.from({ length: 5 }, () => part(1, 5)),
      ({ shard, shards }) => shard > 0 || shards > 4,
    );
    expect(tried).toEqual([1, 2, 4, 8]);
    expect(merged.map(({ shard, shards }) => [shard, shards])).toEqual(
      Array.from({ length: 8 }, (_, shard) => [shard, 8]),
    );
  });
});
