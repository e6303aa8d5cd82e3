import {
  describeFirstDue,
  describePeriod,
  dueDates,
  isOver,
  lastDateDue,
  periodOfLogs,
} from '../../domain/due-dates';

it('has the dates from START_DATE to the last one due, at 23:00 UTC and not before', () => {
  const at = (time: string) => dueDates({ startDate: '2024-11-28' }, new Date(time)).dates;
  expect(at('2024-11-29T22:59:59.999Z')).toEqual(['2024-11-28']);
  expect(at('2024-11-29T23:00:00Z')).toEqual(['2024-11-28', '2024-11-29']);
});

it('has no dates while START_DATE is still to come, and says when the first one is due', () => {
  const due = dueDates({ startDate: '2027-02-01' }, new Date('2026-11-30T00:00:00Z'));
  expect(due).toEqual({ first: '2027-02-01', last: '2026-11-29', dates: [] });
  expect(describeFirstDue(due.first)).toBe(
    'START_DATE 2027-02-01 is still to come: the first date is due on 2027-02-01 at 23:00 UTC',
  );
});

describe('END_DATE', () => {
  const week = { startDate: '2019-03-04', endDate: '2019-03-10' };

  it('is the last date due, and due at its own 23:00 UTC', () => {
    const last = (time: string) => dueDates(week, new Date(time)).last;
    expect(last('2019-03-10T22:59:59.999Z')).toBe('2019-03-09');
    expect(last('2019-03-10T23:00:00Z')).toBe('2019-03-10');
    expect(last('2026-11-30T00:00:00Z')).toBe('2019-03-10');
    expect(dueDates(week, new Date('2026-11-30T00:00:00Z')).dates).toHaveLength(7);
    expect(lastDateDue(undefined, new Date('2026-11-30T00:00:00Z'))).toBe('2026-11-29');
  });

  it('may be the only date', () => {
    const day = { startDate: '2019-03-04', endDate: '2019-03-04' };
    expect(dueDates(day, new Date('2026-11-30T00:00:00Z')).dates).toEqual(['2019-03-04']);
  });

  it('ends the period once it is due', () => {
    expect(isOver(week, new Date('2019-03-10T22:59:59Z'))).toBe(false);
    expect(isOver(week, new Date('2019-03-10T23:00:00Z'))).toBe(true);
    expect(isOver({ startDate: '2019-03-04' }, new Date('2026-11-30T00:00:00Z'))).toBe(false);
  });

  it('is told with START_DATE', () => {
    expect(describePeriod(week)).toBe('from 2019-03-04 to 2019-03-10');
    expect(describePeriod({ startDate: '2019-03-04' })).toBe('from 2019-03-04 on');
  });
});

it.each([
  ['2019-03-10', '2019-03-10'],
  ['2026-11-26', '2026-11-26'],
  ['2026-11-27', undefined],
  ['2026-11-30', undefined],
  ['2027-01-01', undefined],
])('logs up to %s have the END_DATE %s on 2026-11-30', (lastDay, endDate) => {
  expect(periodOfLogs('2019-03-04', lastDay, '2026-11-30')).toEqual({
    startDate: '2019-03-04',
    ...(endDate === undefined ? {} : { endDate }),
  });
});
