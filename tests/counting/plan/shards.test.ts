import fc from 'fast-check';
import { shardOf, shardsFor } from '../../../counting/plan/shards';
import { anyId } from '../../support/logs/count-tables';
import { holds, SEED } from '../../support/jest/property';

describe('the shard of an advertiser', () => {
  it('is the only one there is', () => {
    expect(shardOf('A', 1)).toBe(0);
    expect(shardOf('', 1)).toBe(0);
  });

  it(`splits in two when there are twice as many; seed ${String(SEED)}`, () => {
    holds(
      fc.property(anyId(), fc.constantFrom(1, 2, 4, 8, 64, 128), (advertiserId, shards) => {
        const shard = shardOf(advertiserId, shards);
        expect(shard).toBeGreaterThanOrEqual(0);
        expect(shard).toBeLessThan(shards);
        expect([shard, shard + shards]).toContain(shardOf(advertiserId, shards * 2));
      }),
    );
  });

  // Fails when all shards of a level hang on the ids' last letters.
  it.each([
    ['numbered ids', (i: number) => `advertiser-${String(i)}`],
    ['ids that differ in front', (i: number) => `${String(i)}-advertiser`],
    ['ids of 20 letters', (i: number) => (i * 7_919).toString(36).toUpperCase().padStart(20, 'X')],
  ])('is one of evenly filled ones: %s', (_, idOf) => {
    const filled = new Array<number>(32).fill(0);
    for (let i = 0; i < 32_000; i++) filled[shardOf(idOf(i), 32)]!++;
    expect(Math.min(...filled)).toBeGreaterThan(800);
    expect(Math.max(...filled)).toBeLessThan(1_200);
  });

  // Counts in the lake are shared out by it: another rule would need another version of their layout.
  it('never changes', () => {
    expect(['A', 'B', 'advertiser', 'é', '\u{1f600}'].map((id) => shardOf(id, 256))).toEqual([
      219, 146, 80, 82, 219,
    ]);
  });
});

describe('the number of shards', () => {
  it.each([
    [0, 1],
    [10, 1],
    [11, 2],
    [20, 2],
    [21, 4],
    [41, 8],
  ])('for %i, at most 10 each, is %i', (total, shards) => {
    expect(shardsFor(total, 10)).toBe(shards);
  });
});
