import fc from 'fast-check';
import { holds, SEED } from '../../support/jest/property';
import { rangesOf } from '../../../counting/scan/object-ranges';

const MB = 1024 * 1024;
const plain = (sizeBytes: number) => rangesOf({ key: 'input/ads_views.csv', sizeBytes, etag: 'e' });

it.each([1, 1_000, 512 * MB])('an object of %i bytes is one range', (sizeBytes) => {
  expect(plain(sizeBytes)).toEqual([{ start: 0, end: sizeBytes }]);
});

it('a larger one is as many as hold at most 512 MB each, all about as large', () => {
  expect(plain(512 * MB + 1)).toHaveLength(2);
  expect(plain(1024 * MB)).toEqual([
    { start: 0, end: 512 * MB },
    { start: 512 * MB, end: 1024 * MB },
  ]);
  expect(plain(1024 * MB + 1)).toHaveLength(3);
});

it('a huge one is 64 ranges, however large they become', () => {
  expect(plain(32 * 1024 * MB)).toHaveLength(64);
  expect(plain(5 * 1024 * 1024 * MB)).toHaveLength(64);
});

it.each(['gz', 'ZST'])(
  'one compressed as .%s is one range, as it can be read from its start only',
  (suffix) => {
    const sizeBytes = 10 * 1024 * MB;
    const key = `input/ads_views/part-00001.csv.${suffix}`;
    expect(rangesOf({ key, sizeBytes, etag: 'e' })).toEqual([{ start: 0, end: sizeBytes }]);
  },
);

it(`ranges meet, none is empty, and together they are the object; seed ${String(SEED)}`, () => {
  holds(
    fc.property(fc.integer({ min: 1, max: 5 * 1024 ** 4 }), (sizeBytes) => {
      const ranges = plain(sizeBytes);
      expect(ranges[0]?.start).toBe(0);
      expect(ranges.at(-1)?.end).toBe(sizeBytes);
      ranges.forEach(({ start, end }, i) => {
        expect(Number.isInteger(start) && start < end).toBe(true);
        if (i > 0) expect(start).toBe(ranges[i - 1]?.end);
      });
    }),
  );
});
