import { describePauseCost, pauseCost } from '../../domain/pause-cost';

test('a pause loses each date that falls due, from the next scheduled time on', () => {
  const { dates, freeUntil } = pauseCost(new Date('2024-02-27T22:59:59Z'));
  expect(freeUntil?.toISOString()).toBe('2024-02-27T23:00:00.000Z');
  expect(dates).toEqual([
    '2024-02-27',
    '2024-02-28',
    '2024-02-29',
    '2024-03-01',
    '2024-03-02',
    '2024-03-03',
    '2024-03-04',
  ]);
});

test('a date that has just fallen due is not lost any more', () => {
  expect(pauseCost(new Date('2024-02-27T23:00:00Z')).dates[0]).toBe('2024-02-28');
});

test('the cost is told with the time that is left', () => {
  expect(describePauseCost(new Date('2024-02-28T08:29:30Z'))).toBe(
    'A pause costs nothing until 2024-02-28 23:00 UTC (in 14 h 31 min), then one date a day: ' +
      '2024-02-28 first, and 7 dates up to 2024-03-05 in a week',
  );
});

test('no date falls due after END_DATE, so that a pause loses none', () => {
  const now = new Date('2024-02-28T08:29:30Z');
  expect(pauseCost(now, '2024-02-29').dates).toEqual(['2024-02-28', '2024-02-29']);
  expect(describePauseCost(now, '2024-02-28')).toContain(
    '2024-02-28 first, and 1 date up to 2024-02-28 in a week',
  );
  expect(pauseCost(now, '2024-02-27')).toEqual({ dates: [], freeUntil: undefined });
  expect(describePauseCost(now, '2024-02-27')).toBe(
    'A pause costs nothing: no date falls due after END_DATE 2024-02-27',
  );
});
