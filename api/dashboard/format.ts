import { addDays } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';

/** Between a number and its unit, which belong on one line. */
const NARROW = '\u202f';

const whole = new Intl.NumberFormat('en');
const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const monthName = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `155,662` */
export function countText(count: number): string {
  return whole.format(count);
}

/** `1 date`, `30 dates` */
export function quantityText(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** A fraction as `0.961 %`. */
export function percentText(fraction: number): string {
  return `${significant.format(fraction * 100)}${NARROW}%`;
}

/** `2026-11-23 23:00:07 UTC` */
export function instantText(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `7.2 s`, `3 min 5 s`, `26 h 4 min`, `3 d 2 h` */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)}${NARROW}s`;
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  let rest = Math.round(seconds);
  const parts = units.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${String(count)}${NARROW}${unit}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}

/** `4.9 MB`, in powers of 1,000. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1_000 && unit < units.length - 1; unit++) value /= 1_000;
  return `${significant.format(value)}${NARROW}${units[unit] ?? ''}`;
}

/** `November 2026` of `2026-11`. */
export function monthText(month: string): string {
  return monthName.format(new Date(`${month}-01T00:00:00Z`));
}

/** Days in order, those in a row put together: `2026-11-02, 2026-11-05 to 2026-11-09`; at most `limit` of them. */
export function daysText(days: readonly CalendarDay[], limit = 6): string {
  const ranges: { from: CalendarDay; to: CalendarDay }[] = [];
  for (const day of days) {
    const last = ranges.at(-1);
    if (last !== undefined && addDays(last.to, 1) === day) last.to = day;
    else ranges.push({ from: day, to: day });
  }
  const shown = ranges.slice(0, limit).map(({ from, to }) => (from === to ? from : `${from} to ${to}`));
  const more = ranges.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? `, and ${quantityText(more, 'more range')}` : ''}`;
}
