import fc from 'fast-check';
import {
  addDays,
  dayNumber,
  dayOf,
  daysFromTo,
  isCalendarDay,
  lastDueDate,
  nextScheduledTime,
  scheduledTime,
  SCHEDULED_HOUR_UTC,
  utcDay,
} from '../../domain/execution-date';
import { anyDay, holds, SEED } from '../support/jest/property';

describe('the number of a day', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2024-02-29', 19_782],
    ['0001-01-01', -719_162],
    ['9999-12-31', 2_932_896],
  ])('of %s is %i', (day, number) => {
    expect(dayNumber(day)).toBe(number);
    expect(dayOf(number)).toBe(day);
  });

  it('of the next day is one more', () => {
    holds(fc.property(anyDay(), (day) => dayOf(dayNumber(day) + 1) === addDays(day, 1)));
  });
});

describe('a calendar day', () => {
  it.each([
    ['2024-11-29'],
    ['2024-02-29'],
    ['2000-02-29'],
    ['2400-02-29'],
    ['2023-02-28'],
    ['0001-01-01'],
    ['0004-02-29'],
    ['9999-12-31'],
    ['2024-04-30'],
    ['2024-12-31'],
  ])('%s is one', (text) => {
    expect(isCalendarDay(text)).toBe(true);
  });

  it.each([
    ['no 30 February', '2024-02-30'],
    ['no 29 February in a common year', '2023-02-29'],
    ['no 29 February in a century that 400 does not divide', '1900-02-29'],
    ['nor in the next of them', '2100-02-29'],
    ['no 31 April', '2024-04-31'],
    ['no 32 January', '2024-01-32'],
    ['no day 0', '2024-01-00'],
    ['no month 0', '2024-00-10'],
    ['no month 13', '2024-13-01'],
    ['no year 0', '0000-01-01'],
    ['no leap day of year 0', '0000-02-29'],
    ['no word of Postgres', 'epoch'],
    ['no word of ours', 'today'],
    ['no infinity', 'infinity'],
    ['nothing behind it', '2024-01-01x'],
    ['nothing before it', 'x2024-01-01'],
    ['no time', '2024-01-01T00:00:00Z'],
    ['no newline behind it', '2024-01-01\n'],
    ['no newline before it', '\n2024-01-01'],
    ['no blank behind it', '2024-01-01 '],
    ['no blank before it', ' 2024-01-01'],
    ['no second line', '2024-01-01\n2024-01-02'],
    ['no short month', '2024-1-01'],
    ['no short day', '2024-01-1'],
    ['no short year', '224-01-01'],
    ['no long year', '02024-01-01'],
    ['no sign', '-2024-01-01'],
    ['no slashes', '2024/01/01'],
    ['no order of days first', '29-11-2024'],
    ['no compact form', '20241129'],
    ['no digits of another script', '２０２４-01-01'],
    ['no long dash', '2024–01–01'],
    ['nothing', ''],
  ])('has %s: %j', (_, text) => {
    expect(isCalendarDay(text)).toBe(false);
  });

  it('is exactly what the calendar of the platform has, for every day and month number of 800 years', () => {
    const pad = (number: number) => String(number).padStart(2, '0');
    for (let year = 1800; year < 2600; year++) {
      for (let month = 1; month <= 12; month++) {
        for (let day = 28; day <= 32; day++) {
          const real = new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
          const text = `${String(year)}-${pad(month)}-${pad(day)}`;
          if (isCalendarDay(text) !== real) throw new Error(`${text} should ${real ? '' : 'not '}be a day`);
        }
      }
    }
  });
});

describe('the UTC day', () => {
  it('changes at midnight UTC, whatever the time zone of the machine', () => {
    expect(utcDay(new Date('2024-11-29T23:59:59.999Z'))).toBe('2024-11-29');
    expect(utcDay(new Date('2024-11-30T00:00:00.000Z'))).toBe('2024-11-30');
    expect(utcDay(new Date('2024-11-30T13:00:00+14:00'))).toBe('2024-11-29');
  });
});

describe('adding days', () => {
  it.each([
    ['2024-11-29', 0, '2024-11-29'],
    ['2024-11-30', 1, '2024-12-01'],
    ['2024-12-31', 1, '2025-01-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-02-29', 1, '2024-03-01'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2024-02-29', 366, '2025-03-01'],
    ['2024-03-01', -1, '2024-02-29'],
    ['2023-03-01', -1, '2023-02-28'],
    ['2025-01-01', -1, '2024-12-31'],
    ['0099-12-31', 1, '0100-01-01'],
    ['2024-03-30', 1, '2024-03-31'],
    ['2024-10-26', 2, '2024-10-28'],
  ])('%s %+d gives %s', (day, count, expected) => {
    expect(addDays(day, count)).toBe(expected);
  });
});

describe('the days from one to another', () => {
  it('include both ends', () => {
    expect(daysFromTo('2024-02-27', '2024-03-02')).toEqual([
      '2024-02-27',
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
      '2024-03-02',
    ]);
  });

  it('are the one day when both ends are the same', () => {
    expect(daysFromTo('2024-11-29', '2024-11-29')).toEqual(['2024-11-29']);
  });

  it('are none when the end comes first', () => {
    expect(daysFromTo('2024-11-30', '2024-11-29')).toEqual([]);
  });

  it('reach the last day that there is', () => {
    expect(daysFromTo('9999-12-30', '9999-12-31')).toEqual(['9999-12-30', '9999-12-31']);
  });
});

describe('the last due date', () => {
  it.each([
    ['2024-11-29T22:59:59.999Z', '2024-11-28'],
    ['2024-11-29T23:00:00.000Z', '2024-11-29'],
    ['2024-11-29T23:00:00.001Z', '2024-11-29'],
    ['2024-11-29T23:59:59.999Z', '2024-11-29'],
    ['2024-11-30T00:00:00.000Z', '2024-11-29'],
    ['2024-11-30T22:59:59.999Z', '2024-11-29'],
    ['2025-01-01T00:00:00.000Z', '2024-12-31'],
    ['2024-03-01T12:00:00.000Z', '2024-02-29'],
    // Clocks change in Los Angeles and in Berlin on these days; UTC has no such day.
    ['2024-03-10T22:59:59.999Z', '2024-03-09'],
    ['2024-10-27T23:00:00.000Z', '2024-10-27'],
  ])('at %s is %s', (now, expected) => {
    expect(lastDueDate(new Date(now))).toBe(expected);
  });

  it.each([
    ['2024-11-29T22:59:59.999Z', '2024-11-29T23:00:00.000Z'],
    ['2024-11-29T23:00:00.000Z', '2024-11-30T23:00:00.000Z'],
    ['2024-12-31T23:59:59.999Z', '2025-01-01T23:00:00.000Z'],
  ])('after %s the next one is due at %s', (now, expected) => {
    expect(nextScheduledTime(new Date(now)).toISOString()).toBe(expected);
  });

  it('is due at 23:00 UTC of the same day', () => {
    expect(SCHEDULED_HOUR_UTC).toBe(23);
    expect(scheduledTime('2024-11-29').toISOString()).toBe('2024-11-29T23:00:00.000Z');
    expect(scheduledTime('2024-02-29').toISOString()).toBe('2024-02-29T23:00:00.000Z');
  });
});

describe(`calendar properties, seed ${String(SEED)}`, () => {
  const nearDay = fc
    .date({ min: new Date('1000-01-01'), max: new Date('8000-01-01'), noInvalidDate: true })
    .map(utcDay);

  it('every day of the platform is a calendar day', () => {
    holds(fc.property(anyDay(), (day) => isCalendarDay(day)));
  });

  it('days sort as text in calendar order', () => {
    holds(
      fc.property(nearDay, fc.integer({ min: 1, max: 400_000 }), (day, count) => day < addDays(day, count)),
    );
  });

  it('adding and taking away cancel out', () => {
    holds(
      fc.property(
        nearDay,
        fc.integer({ min: -300_000, max: 300_000 }),
        (day, count) => addDays(addDays(day, count), -count) === day,
      ),
    );
  });

  it('the days from a day to one n days later are n + 1, each the successor of the one before', () => {
    holds(
      fc.property(nearDay, fc.integer({ min: 0, max: 500 }), (from, count) => {
        const days = daysFromTo(from, addDays(from, count));
        expect(days).toHaveLength(count + 1);
        expect(days[0]).toBe(from);
        expect(days.slice(1)).toEqual(days.slice(0, -1).map((day) => addDays(day, 1)));
      }),
    );
  });

  it('the run of the last due date is due and the next one is not', () => {
    const instant = fc.date({
      min: new Date('1000-01-01'),
      max: new Date('8000-01-01'),
      noInvalidDate: true,
    });
    holds(
      fc.property(instant, (now) => {
        const last = lastDueDate(now);
        return scheduledTime(last) <= now && scheduledTime(addDays(last, 1)) > now;
      }),
    );
  });
});
