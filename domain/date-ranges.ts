import { addDays } from './execution-date';
import type { CalendarDay } from './execution-date';

/** Days in a row, both ends included. */
interface DateRange {
  readonly from: CalendarDay;
  readonly to: CalendarDay;
}

/** The ranges of consecutive days, in order. */
export function toRanges(days: readonly CalendarDay[]): DateRange[] {
  const ranges: { from: CalendarDay; to: CalendarDay }[] = [];
  for (const day of [...new Set(days)].sort()) {
    const last = ranges.at(-1);
    if (last !== undefined && addDays(last.to, 1) === day) last.to = day;
    else ranges.push({ from: day, to: day });
  }
  return ranges;
}

/** The days as people read them: `2024-02-28 to 2024-03-01, 2024-03-05`, and how many more ranges there are beyond `max`. */
export function describeDays(days: readonly CalendarDay[], max = 5): string {
  const ranges = toRanges(days);
  const shown = ranges.slice(0, max).map(({ from, to }) => (from === to ? from : `${from} to ${to}`));
  const more = ranges.slice(max);
  return more.length === 0
    ? shown.join(', ')
    : `${shown.join(', ')} and ${String(more.length)} more, the last ${more.at(-1)?.to ?? ''}`;
}
