import { startedByOf } from '../../domain/started-by';

const DATE = '2024-11-29';
const at = (time: string) => ({ date: DATE, isScheduled: true, startedAt: new Date(`${DATE}T${time}Z`) });

describe('what started a run that does not say so', () => {
  it('is the schedule where it is on time, and a catch-up where it is late', () => {
    expect(startedByOf(at('23:00:00'))).toBe('schedule');
    expect(startedByOf(at('23:15:00'))).toBe('schedule');
    expect(startedByOf(at('23:15:01'))).toBe('catch-up');
  });

  it('is an operator where there is no schedule', () => {
    expect(startedByOf({ ...at('23:00:00'), isScheduled: false })).toBe('run');
  });
});
