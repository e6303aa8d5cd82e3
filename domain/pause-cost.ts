import { addDays, daysFromTo, lastDueDate, scheduledTime } from './execution-date';
import type { CalendarDay } from './execution-date';

/** Dates of a pause that are listed one by one. */
const TOLD_DATES = 7;

/** The cost of a pause of the schedule: each date that falls due during the pause. */
interface PauseCost {
  /** The dates that a pause of a week from now on would lose, earliest first; empty after END_DATE. */
  readonly dates: readonly CalendarDay[];
  /** When the first of them is lost; a pause that ends before this costs nothing. Undefined where none is. */
  readonly freeUntil: Date | undefined;
}

/** The cost of a pause that begins at `now`; no date falls due after `endDate`. */
export function pauseCost(now: Date, endDate?: CalendarDay): PauseCost {
  const next = addDays(lastDueDate(now), 1);
  const inAWeek = addDays(next, TOLD_DATES - 1);
  const dates = daysFromTo(next, endDate !== undefined && endDate < inAWeek ? endDate : inAWeek);
  return { dates, freeUntil: dates.length === 0 ? undefined : scheduledTime(next) };
}

/** The cost in words. */
export function describePauseCost(now: Date, endDate?: CalendarDay): string {
  const { dates, freeUntil } = pauseCost(now, endDate);
  if (freeUntil === undefined)
    return `A pause costs nothing: no date falls due after END_DATE ${endDate ?? ''}`;
  const minutes = Math.ceil((freeUntil.getTime() - now.getTime()) / 60_000);
  const span = `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
  const count = `${String(dates.length)} ${dates.length === 1 ? 'date' : 'dates'}`;
  return (
    `A pause costs nothing until ${freeUntil.toISOString().slice(0, 16).replace('T', ' ')} UTC (in ${span}), then one date a day: ` +
    `${dates[0] ?? ''} first, and ${count} up to ${dates.at(-1) ?? ''} in a week`
  );
}
