import { addDays } from './execution-date';
import type { CalendarDay } from './execution-date';
import { COUNTERS } from './logs';
import type { Counter } from './logs';

/** Most days before a date that the date is compared with. */
const COMPARED_DAYS = 28;
/** With fewer days there is no comparison. */
const FEWEST_DAYS = 5;
/** Fewer days of the same weekday are no pattern. */
const FEWEST_SAME_WEEKDAYS = 3;
/** A figure within this share of the usual one is never unusual. */
const TOLERATED_SHARE = 0.5;
/** Deviations, in standard deviations, that count as unusual. */
const TOLERATED_DEVIATIONS = 5;
/** Scales a median absolute deviation to the standard deviation of a normal distribution. */
const MAD_SCALE = 1.4826;

/** The events of a day. */
export interface DayVolume {
  readonly date: CalendarDay;
  /** A counter that is missing is not known. */
  readonly totals: Readonly<Partial<Record<Counter, number>>>;
}

/** A figure of a day that is unusual compared with the days before. */
export interface UnusualVolume {
  readonly date: CalendarDay;
  readonly counter: Counter;
  readonly value: number;
  /** Median of the days it was compared with. */
  readonly usual: number;
  /** The number of these days. */
  readonly days: number;
}

/**
 * The unusual figures of the days from `from` on, compared with up to 28 days before: the distance to their median is more
 * than half of the median, than five standard deviations, and than the random variation of a small count. A figure that is
 * usual for its weekday is not unusual. The standard deviation is estimated from the median absolute deviation (C. Leys et
 * al., "Detecting outliers", Journal of Experimental Social Psychology 49 (2013), 764–766), so that one unusual day does
 * not hide the next.
 */
export function findUnusualVolumes(days: readonly DayVolume[], from: CalendarDay): UnusualVolume[] {
  const unusual: UnusualVolume[] = [];
  for (const { date, totals } of days) {
    if (date < from) continue;
    const first = addDays(date, -COMPARED_DAYS);
    const before = days.filter((day) => day.date >= first && day.date < date);
    const sameWeekday = before.filter((day) => weekday(day.date) === weekday(date));
    for (const counter of COUNTERS) {
      const value = totals[counter];
      if (value === undefined) continue;
      const figures = (some: readonly DayVolume[]) => some.flatMap((day) => day.totals[counter] ?? []);
      const known = figures(before);
      const ofWeekday = figures(sameWeekday);
      if (known.length < FEWEST_DAYS || isUsual(value, known)) continue;
      if (ofWeekday.length >= FEWEST_SAME_WEEKDAYS && isUsual(value, ofWeekday)) continue;
      unusual.push({ date, counter, value, usual: median(known), days: known.length });
    }
  }
  return unusual;
}

function isUsual(value: number, before: readonly number[]): boolean {
  const usual = median(before);
  const deviation = MAD_SCALE * median(before.map((figure) => Math.abs(figure - usual)));
  // Counts of rare events vary by about the square root of their number, even if the days before were equal.
  const chance = Math.sqrt(Math.max(usual, 1));
  const tolerated = Math.max(TOLERATED_SHARE * usual, TOLERATED_DEVIATIONS * Math.max(deviation, chance));
  return Math.abs(value - usual) <= tolerated;
}

/** The middle one of the numbers, or the mean of the two in the middle; 0 of none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return (lower + upper) / 2;
}

function weekday(date: CalendarDay): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}
