import { daysFromTo, lastDueDate, SCHEDULED_HOUR_UTC } from './execution-date';
import type { CalendarDay } from './execution-date';

/** Default first execution date. */
export const DEFAULT_START_DATE = '2024-11-29';

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
export function dueDates(startDate: CalendarDay, now: Date): DueDates {
  const last = lastDueDate(now);
  return { first: startDate, last, dates: daysFromTo(startDate, last) };
}

/** Why no date is due, and when the first one is. */
export function describeFirstDue(startDate: CalendarDay): string {
  return `START_DATE ${startDate} is still to come: the first date is due on ${startDate} at ${String(SCHEDULED_HOUR_UTC)}:00 UTC`;
}
