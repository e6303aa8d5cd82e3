import fc from 'fast-check';
import {
  createDayText,
  createSecondText,
  secondsOf,
  secondsOfInt96,
} from '../../../../logs/formats/parquet/time-texts';
import { holds } from '../../../support/jest/property';

const MAX = 2 ** 53 - 1;

it.each([1000, 1_000_000, 1_000_000_000])(
  'a fraction belongs to the second before it, in 1/%i s',
  (units) => {
    const anyUnits = fc.oneof(
      fc.integer({ min: -MAX, max: MAX }),
      // Just before a whole second, where a quotient might be rounded up.
      fc
        .integer({ min: -8, max: 8 })
        .chain((rest) =>
          fc
            .integer({ min: -Math.floor(MAX / units) + 1, max: Math.floor(MAX / units) - 1 })
            .map((seconds) => seconds * units + rest),
        ),
    );
    holds(
      fc.property(anyUnits, (value) => {
        const seconds = secondsOf(value, units);
        expect(BigInt(seconds) * BigInt(units) <= BigInt(value)).toBe(true);
        expect(BigInt(seconds + 1) * BigInt(units) > BigInt(value)).toBe(true);
        expect(secondsOf(BigInt(value), units)).toBe(seconds);
      }),
      1000,
    );
  },
);

it.each<[day: number, nanos: bigint, seconds: number]>([
  [2_440_588, 0n, 0],
  [2_440_588, 999_999_999n, 0],
  [2_440_587, 86_399_999_999_999n, -1],
  [2_440_589, 1_000_000_000n, 86_401],
])('INT96 of day %i and %i ns is second %i', (day, nanos, seconds) => {
  expect(secondsOfInt96((BigInt(day) << 64n) | nanos)).toBe(seconds);
});

it('writes instants with a Z and zoneless times without, as ISO 8601 has them', () => {
  const instant = createSecondText(true);
  const zoneless = createSecondText(false);
  holds(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      const seconds = Math.floor(date.getTime() / 1000);
      const expected = new Date(seconds * 1000).toISOString().replace('.000Z', '');
      expect(instant(seconds)).toBe(`${expected}Z`);
      expect(zoneless(seconds)).toBe(expected);
    }),
  );
});

it('writes days beyond all calendars so that no reader takes them for a day', () => {
  const dayText = createDayText();
  expect([dayText(-1), dayText(0), dayText(19_783)]).toEqual(['1969-12-31', '1970-01-01', '2024-03-01']);
  expect(dayText(100_000_001)).toBe('100000001 days since 1970');
});
