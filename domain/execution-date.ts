/** A UTC calendar day as `YYYY-MM-DD`; it sorts as text in calendar order. */
export type CalendarDay = string;

/** The first day of the calendar. */
export const FIRST_DAY: CalendarDay = '0001-01-01';

/** The hour (UTC) at which the run of an execution date is due. */
export const SCHEDULED_HOUR_UTC = 23;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAY_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Tells whether `text` is a real day of the calendar (years 0001 to 9999), exactly as `YYYY-MM-DD`. */
export function isCalendarDay(text: string): boolean {
  const match = DAY_PATTERN.exec(text);
  if (match === null) return false;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (year === 0 || month < 1 || month > 12 || day < 1) return false;
  const leap = month === 2 && (year % 4 === 0 ? year % 100 !== 0 || year % 400 === 0 : false);
  return day <= (DAYS_IN_MONTH[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** The UTC day on which `instant` lies. */
export function utcDay(instant: Date): CalendarDay {
  return instant.toISOString().slice(0, 10);
}

/** Days from 1970-01-01 to `day`; negative before it. */
export function dayNumber(day: CalendarDay): number {
  return Date.parse(day) / DAY_MS;
}

/** The inverse of `dayNumber`. */
export function dayOf(number: number): CalendarDay {
  return utcDay(new Date(number * DAY_MS));
}

/** The day `count` days after `day` (before it, if negative). */
export function addDays(day: CalendarDay, count: number): CalendarDay {
  return utcDay(new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS));
}

/** Every day from `from` to `to`, both included; empty when `from` is later. */
export function daysFromTo(from: CalendarDay, to: CalendarDay): CalendarDay[] {
  const count = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => addDays(from, i));
}

/** The instant at which the run of `date` is due: 23:00 UTC of that day. */
export function scheduledTime(date: CalendarDay): Date {
  return new Date(Date.parse(`${date}T00:00:00Z`) + SCHEDULED_HOUR_UTC * HOUR_MS);
}

/** The newest execution date whose scheduled time is not after `now`. */
export function lastDueDate(now: Date): CalendarDay {
  return utcDay(new Date(now.getTime() - SCHEDULED_HOUR_UTC * HOUR_MS));
}

/** The first scheduled time after `now`. */
export function nextScheduledTime(now: Date): Date {
  return new Date(scheduledTime(lastDueDate(now)).getTime() + DAY_MS);
}
