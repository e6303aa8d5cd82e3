import { addDays, lastDueDate, scheduledTime } from './execution-date';
import type { CalendarDay } from './execution-date';

/** Dates of a pause that are listed one by one. */
const TOLD_DATES = 7;

/** The cost of a pause of the schedule: each date that falls due during the pause. */
interface PauseCost {
  /** The dates that a pause of a week from now on would lose, earliest first. */
  readonly dates: readonly CalendarDay[];
  /** When the first of them is lost; a pause that ends before this costs nothing. */
  readonly freeUntil: Date;
}

/** The cost of a pause that begins at `now`. */
export function pauseCost(now: Date): PauseCost {
  const next = addDays(lastDueDate(now), 1);
  return {
    dates: Array.from({ length: TOLD_DATES }, (_, i) => addDays(next, i)),
    freeUntil: scheduledTime(next),
  };
}

/** The cost in words. */
export function describePauseCost(now: Date): string {
  const { dates, freeUntil } = pauseCost(now);
  const minutes = Math.ceil((freeUntil.getTime() - now.getTime()) / 60_000);
  const span = `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
  return (
    `A pause costs nothing until ${freeUntil.toISOString().slice(0, 16).replace('T', ' ')} UTC (in ${span}), then one date a day: ` +
    `${dates[0] ?? ''} first, and ${String(dates.length)} dates up to ${dates.at(-1) ?? ''} in a week`
  );
}
