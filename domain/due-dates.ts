import { daysFromTo, lastDueDate, SCHEDULED_HOUR_UTC } from './execution-date';
import type { CalendarDay } from './execution-date';

/** First execution date where none is set. */
export const DEFAULT_START_DATE = '2024-11-29';

/** Which dates should be published by now. A run of any other date is extra: it moves none of this. */
export interface DueDates {
  /** START_DATE. */
  readonly first: CalendarDay;
  /** The last date due; before `first` while none is. */
  readonly last: CalendarDay;
  /** In order; none while START_DATE is still to come. */
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
