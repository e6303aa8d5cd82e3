import { describeFirstDue, dueDates } from '../../domain/due-dates';

it('has the dates from START_DATE to the last one due, at 23:00 UTC and not before', () => {
  const at = (time: string) => dueDates('2024-11-28', new Date(time)).dates;
  expect(at('2024-11-29T22:59:59.999Z')).toEqual(['2024-11-28']);
  expect(at('2024-11-29T23:00:00Z')).toEqual(['2024-11-28', '2024-11-29']);
});

it('has no dates while START_DATE is still to come, and says when the first one is due', () => {
  const due = dueDates('2027-02-01', new Date('2026-11-30T00:00:00Z'));
  expect(due).toEqual({ first: '2027-02-01', last: '2026-11-29', dates: [] });
  expect(describeFirstDue(due.first)).toBe(
    'START_DATE 2027-02-01 is still to come: the first date is due on 2027-02-01 at 23:00 UTC',
  );
});
