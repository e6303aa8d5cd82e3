import fc from 'fast-check';
import { describeDays, toRanges } from '../../domain/date-ranges';
import { addDays, daysFromTo } from '../../domain/execution-date';

test('days in a row are one range, over 29 February and the end of a month', () => {
  expect(toRanges(['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-03'])).toEqual([
    { from: '2024-02-28', to: '2024-03-01' },
    { from: '2024-03-03', to: '2024-03-03' },
  ]);
});

test('ranges hold exactly the days given, whatever their order and number', () => {
  const day = fc.integer({ min: 0, max: 60 }).map((count) => addDays('2024-02-01', count));
  fc.assert(
    fc.property(fc.array(day), (days) => {
      const ranges = toRanges(days);
      expect(ranges.flatMap(({ from, to }) => daysFromTo(from, to))).toEqual([...new Set(days)].sort());
      for (const [i, { from }] of ranges.slice(1).entries())
        expect(from > addDays(ranges[i]!.to, 1)).toBe(true);
    }),
  );
});

test('days are told as ranges, and beyond the most that are shown by their number and the last', () => {
  expect(describeDays([])).toBe('');
  expect(describeDays(['2024-03-05', '2024-02-28', '2024-02-29'])).toBe(
    '2024-02-28 to 2024-02-29, 2024-03-05',
  );
  expect(describeDays(['2024-03-01', '2024-03-03', '2024-03-05', '2024-03-07', '2024-03-09'], 2)).toBe(
    '2024-03-01, 2024-03-03 and 3 more, the last 2024-03-09',
  );
});
