import { describeDays } from './date-ranges';
import type { CalendarDay } from './execution-date';
import { EVENT_LOGS } from './logs';
import type { EventLogName } from './logs';

/**
 * By log, the newest day up to an execution date with an event of any advertiser; null where the log has events on
 * later days only. A log without any event has no entry.
 */
export type NewestEvents = Readonly<Partial<Record<EventLogName, CalendarDay | null>>>;

/** Combines the newest events of several advertiser shards. */
export function mergeNewestEvents(all: readonly NewestEvents[]): NewestEvents {
  const merged: Partial<Record<EventLogName, CalendarDay | null>> = {};
  for (const log of EVENT_LOGS) {
    const days = all.flatMap((one) => one[log] ?? []).sort();
    if (all.some((one) => one[log] !== undefined)) merged[log] = days.at(-1) ?? null;
  }
  return merged;
}

/** The logs with events on other days but none on the date; null where this is unknown. */
export function withoutEvents(
  date: CalendarDay,
  newest: NewestEvents | null | undefined,
): EventLogName[] | null {
  if (newest === null || newest === undefined) return null;
  return EVENT_LOGS.filter((log) => newest[log] !== undefined && newest[log] !== date);
}

/** A published date with the logs that have no event on it; null where this is unknown. */
export interface DateWithoutEvents {
  readonly date: CalendarDay;
  readonly without: readonly EventLogName[] | null;
}

/** Messages about published dates without events: one message for all dates that lack the same logs. */
export function describeWithoutEvents(
  dates: readonly DateWithoutEvents[],
): { readonly dates: readonly CalendarDay[]; readonly message: string }[] {
  const byLogs = new Map<string, { days: CalendarDay[]; verb: string }>();
  for (const { date, without } of dates) {
    if (without === null || without.length === 0) continue;
    const logs = without.join(' and ');
    const same = byLogs.get(logs) ?? { days: [], verb: without.length === 1 ? 'has' : 'have' };
    same.days.push(date);
    byLogs.set(logs, same);
  }
  return [...byLogs].map(([logs, { days, verb }]) => {
    const [be, day] = days.length === 1 ? ['is', 'that day'] : ['are', 'those days'];
    return {
      dates: days,
      message: `${describeDays(days)} ${be} published without events: ${logs} ${verb} none of ${day}`,
    };
  });
}
