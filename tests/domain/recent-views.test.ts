import fc from 'fast-check';
import { Decay, exactRecentViews, RecentViews, recentViewsOf } from '../../domain/recent-views';
import type { AgedViews } from '../../domain/recent-views';
import { anyCount } from '../support/reference/exact';
import { holds, SEED } from '../support/jest/property';

/* Must fail when a figure depends on the days that its sum went on from, or on how a version of Node computes a power. */

const recent = (halfLifeDays: number, ...all: readonly AgedViews[]) =>
  recentViewsOf(all, new Decay(halfLifeDays));

// By hand: 4 views today, 8 a half-life ago, 16 two of them ago are 4 + 4 + 4.
it('weighs a view half of what it did a half-life later', () => {
  expect(recent(7, [0, 4], [7, 8], [14, 16])).toBe(12);
  expect(recent(3.5, [0, 4], [7, 16], [14, 64])).toBe(12);
  expect(recent(0.5, [0, 4], [1, 16], [2, 64])).toBe(12);
  expect(recent(0.5, [3_652_058, 1_000_000])).toBe(0);
});

it.each([
  [7, [0, 2_147_483_647], 2_147_483_647],
  // 2^-21 and 2^-20 of a view are 0.000000477 and 0.000000954.
  [1, [21, 1], 0],
  [1, [20, 1], 0.000_001],
  // 2^-7 of a view is 0.0078125: half of a millionth goes up.
  [7, [49, 1], 0.007_813],
  [7, [49, 3], 0.023_438],
  [1, [7, 1], 0.007_813],
  // From 2^33 on, results are whole views: 2^34 + 1 views, one half-life ago, are rounded.
  [7, [7, 2 ** 34 - 1], 8_589_934_591.5],
  [7, [7, 2 ** 34 + 1], 8_589_934_593],
  [7, [7, 2 ** 53 - 1], 2 ** 52],
] as const)('with a half-life of %d, views of %j are %d', (halfLifeDays, views, expected) => {
  expect(recent(halfLifeDays, views)).toBe(expected);
});

// The same by docs/models.md: twice as many views, a half-life earlier. On some versions of Node 2^(-16/7) is not half of 2^(-9/7).
it('has equal figures for views that weigh the same', () => {
  const later = recent(7, [9, 68_080]);
  expect(recent(7, [16, 136_160])).toBe(later);
  expect(later).toBe(27_924.215_518);
});

describe(`any views, seed ${String(SEED)}`, () => {
  const anyHalfLife = fc.oneof(
    fc.constantFrom(1, 3, 7, 7, 30, 0.5, 2.5, 7.25, 365, 3_650),
    fc.integer({ min: 500, max: 3_650_000 }).map((thousandths) => thousandths / 1_000),
  );
  const anyDays = fc.uniqueArray(
    fc.record({
      day: fc.oneof(fc.nat(60), fc.nat(60), fc.nat(1_000), fc.nat(3_652_058)),
      views: fc.oneof(fc.integer({ min: 1, max: 9 }), anyCount()),
    }),
    { selector: ({ day }) => day, minLength: 1, maxLength: 30 },
  );

  // 400 binary places tell every sum that was drawn from the middle between two parts, but for those that are in it.
  it('are rounded as their exact sum is', () => {
    holds(
      fc.property(anyDays, anyHalfLife, (days, halfLifeDays) => {
        const decay = new Decay(halfLifeDays);
        const all = days.map(({ day, views }): AgedViews => [day, views]);
        const parts = 1n << 400n;
        let sum = 0n;
        for (const [age, views] of all) sum += (decay.bounds(age, 460n).low + 2n) * BigInt(views);
        sum >>= 60n;
        const isWhole = sum >= parts << 33n;
        const scale = isWhole ? 1n : 1_000_000n;
        const rounded = (sum * scale * 2n + parts) / (parts * 2n);
        expect(recentViewsOf(all, decay)).toBe(Number(rounded) / Number(scale));
        expect(exactRecentViews(all, decay)).toBe(Number(rounded) / Number(scale));
      }),
      500,
    );
  });

  it('give a day the same figure, whichever days their sum went on from', () => {
    holds(
      fc.property(
        anyDays,
        fc.array(fc.nat(5_000)),
        fc.integer({ min: 1, max: 10 }),
        (days, looks, halfLifeDays) => {
          const sorted = [...days].sort((a, b) => a.day - b.day);
          const looked = new RecentViews(2, halfLifeDays);
          for (const { day, views } of sorted) {
            looked.add(1, day, views);
            for (const look of looks) {
              const all = sorted.flatMap((one): AgedViews[] =>
                one.day <= day ? [[day + look - one.day, one.views]] : [],
              );
              const expected = exactRecentViews(all, looked.decay);
              const figure = looked.on(1, day + look);
              // Where it cannot tell, it says so.
              if (!Number.isNaN(figure)) expect(figure).toBe(expected);
              expect(recentViewsOf(all, looked.decay)).toBe(expected);
            }
          }
          expect(looked.on(0, 9_999_999)).toBe(0);
        },
      ),
      100,
    );
  });
});
