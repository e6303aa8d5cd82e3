import { dayNumber, dayOf, FIRST_DAY } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const FIRST_MS = dayNumber(FIRST_DAY) * DAY_MS;
const LAST_MS = dayNumber('9999-12-31') * DAY_MS + DAY_MS - 1;
/** Quarters of an hour that are remembered: about three years. */
const MAX_QUARTERS = 100_000;

/** The day of an instant in milliseconds since 1970; undefined outside the years 0001 to 9999. */
export type DayOfInstant = (epochMs: number) => CalendarDay | undefined;

/**
 * Tells the day on which an instant lies in a time zone of IANA, summer time included. It remembers days by quarter hour,
 * except where a day ends within one: Goose Bay and Casey changed their clocks at one minute past midnight.
 */
export function createDayOfInstant(timeZone: string): DayOfInstant {
  const compute = timeZone === 'UTC' ? utcDayOf : createZoneDay(timeZone);
  /** `undefined` as a value: the quarter is of two days, or outside the calendar. */
  const days = new Map<number, CalendarDay | undefined>();
  let lastQuarter = NaN;
  let lastDay: CalendarDay | undefined;
  return (epochMs) => {
    const quarter = Math.floor(epochMs / QUARTER_MS);
    if (quarter !== lastQuarter) {
      lastDay = days.get(quarter);
      if (lastDay === undefined && !days.has(quarter)) {
        const first = compute(quarter * QUARTER_MS);
        lastDay = first === compute((quarter + 1) * QUARTER_MS - 1) ? first : undefined;
        if (days.size >= MAX_QUARTERS) days.clear();
        days.set(quarter, lastDay);
      }
      lastQuarter = quarter;
    }
    return lastDay ?? compute(epochMs);
  };
}

function utcDayOf(epochMs: number): CalendarDay | undefined {
  return epochMs >= FIRST_MS && epochMs <= LAST_MS ? dayOf(Math.floor(epochMs / DAY_MS)) : undefined;
}

function createZoneDay(timeZone: string): DayOfInstant {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    era: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (epochMs) => {
    // A zone is at most a day ahead of UTC or behind it.
    if (!(epochMs >= FIRST_MS - DAY_MS && epochMs <= LAST_MS + DAY_MS)) return undefined;
    const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, value]));
    const year = parts.get('year') ?? '';
    if (parts.get('era') !== 'AD' || year.length > 4) return undefined;
    return `${year.padStart(4, '0')}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`;
  };
}
