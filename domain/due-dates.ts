import { addDays, daysFromTo, lastDueDate, SCHEDULED_HOUR_UTC } from './execution-date';
import type { CalendarDay } from './execution-date';

/** Default first execution date. */
export const DEFAULT_START_DATE = '2024-11-29';

/** Logs whose last day is one of the last days of this number, or later, are still being written. */
const OPEN_DAYS = 3;

/** The execution dates that the system is for. */
export interface Period {
  /** START_DATE. */
  readonly startDate: CalendarDay;
  /** END_DATE: the last date that falls due; undefined where dates fall due without end. */
  readonly endDate?: CalendarDay | undefined;
}

/** The dates that should be published by now. A run of any other date is extra and changes none of this. */
export interface DueDates {
  /** START_DATE. */
  readonly first: CalendarDay;
  /** The last date due; before `first` while no date is due. */
  readonly last: CalendarDay;
  /** In order; empty while START_DATE lies in the future. */
  readonly dates: readonly CalendarDay[];
}

/** The one calendar of commands, dashboard and metrics. */
export function dueDates({ startDate, endDate }: Period, now: Date): DueDates {
  const last = lastDateDue(endDate, now);
  return { first: startDate, last, dates: daysFromTo(startDate, last) };
}

/** The last date due: none after `endDate`. */
export function lastDateDue(endDate: CalendarDay | undefined, now: Date): CalendarDay {
  const last = lastDueDate(now);
  return endDate !== undefined && endDate < last ? endDate : last;
}

/** Whether the last date of a period is due already, so that no date falls due any more. */
export function isOver({ endDate }: Period, now: Date): boolean {
  return endDate !== undefined && endDate <= lastDueDate(now);
}

/** A period in words. */
export function describePeriod({ startDate, endDate }: Period): string {
  return endDate === undefined ? `from ${startDate} on` : `from ${startDate} to ${endDate}`;
}

/** The period of logs with events from `firstDay` to `lastDay`: without end while they are still being written. */
export function periodOfLogs(firstDay: CalendarDay, lastDay: CalendarDay, today: CalendarDay): Period {
  const isOpen = lastDay >= addDays(today, -OPEN_DAYS);
  return isOpen ? { startDate: firstDay } : { startDate: firstDay, endDate: lastDay };
}

/** Why no date is due, and when the first one is. */
export function describeFirstDue(startDate: CalendarDay): string {
  return `START_DATE ${startDate} is still to come: the first date is due on ${startDate} at ${String(SCHEDULED_HOUR_UTC)}:00 UTC`;
}
