import { describeDays } from '../../domain/date-ranges';
import type { DateState } from '../../domain/date-status';
import { describeFirstDue } from '../../domain/due-dates';
import type { DueDates } from '../../domain/due-dates';
import { scheduledTime } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { whyStuck } from '../../temporal/stuck-runs';
import { failureOf } from '../date-statuses';
import type { KnownDate, KnownDates } from '../date-statuses';
import { backfillOf, checked, finding } from './finding';
import type { CheckReport, Finding } from './finding';

/** Longest time after its scheduled time that a date may be without a run. */
const GRACE_MS = 15 * 60_000;

/** The options of the check. */
interface CalendarOptions {
  readonly now: Date;
  /** Longest time that a run may be open. */
  readonly maxOpenMinutes: number;
  readonly due: DueDates;
  /** Dates with runs that are not due. */
  readonly extra: readonly CalendarDay[];
}

/** Compares every due date with the publications; only this check finds every lost date. */
export function checkCalendar({ dates, inputs }: KnownDates, options: CalendarOptions): CheckReport {
  const [first, last] = [dates[0]?.date, dates.at(-1)?.date];
  const besides = options.extra.length === 0 ? '' : `; runs outside of it: ${describeDays(options.extra)}`;
  if (first === undefined || last === undefined) {
    return checked('calendar', `no date is due: ${describeFirstDue(options.due.first)}${besides}`);
  }
  const published = dates.filter(({ record }) => record?.published !== undefined).length;
  return checked(
    'calendar',
    `${String(published)} of ${String(dates.length)} dates published, ${first} to ${last}${besides}`,
    [
      ...missingDates(dates, options.now),
      ...failedDates(dates),
      ...staleDates(dates, inputs),
      ...stuckDates(dates, options),
    ],
  );
}

function inState(dates: readonly KnownDate[], state: DateState): KnownDate[] {
  return dates.filter((date) => date.state === state);
}

function missingDates(dates: readonly KnownDate[], now: Date): Finding[] {
  const isDue = ({ date }: KnownDate) => now.getTime() - scheduledTime(date).getTime() > GRACE_MS;
  const missing = inState(dates, 'missing')
    .filter(isDue)
    .map(({ date }) => date);
  if (missing.length === 0) return [];
  return [
    finding(
      `${count(missing, 'date was', 'dates were')} never started: ${describeDays(missing)}. ` +
        'No counter of the schedule tells of dates that fell due while it was paused, that a pause on failure threw away, ' +
        'or that lie before its start',
      { dates: missing, command: backfillOf(missing, 'missing') },
    ),
  ];
}

function failedDates(dates: readonly KnownDate[]): Finding[] {
  const byMessage = new Map<string, CalendarDay[]>();
  for (const { date, record } of inState(dates, 'failed')) {
    const message = failureOf(record?.newest);
    byMessage.set(message, [...(byMessage.get(message) ?? []), date]);
  }
  return [...byMessage].map(([message, failed]) =>
    finding(`${count(failed, 'date', 'dates')} failed, ${describeDays(failed)}: ${message}`, {
      dates: failed,
      remedy: 'correct what the message names',
      command: backfillOf(failed, 'failed'),
    }),
  );
}

function staleDates(dates: readonly KnownDate[], inputs: KnownDates['inputs']): Finding[] {
  const stale = inState(dates, 'stale').map(({ date }) => date);
  // An unreadable object may affect any date and fails all of them, so it must be fixed first.
  if (stale.length === 0 || inputs.some(({ fault }) => fault !== undefined)) return [];
  const isNew = inputs.filter(({ log, counted }) => log !== 'advertiser_ids' && !counted);
  const cause =
    isNew.length === 0
      ? 'objects that concern them have changed since, or came later'
      : `${String(isNew.length)} objects are new, the first ${isNew[0]?.key ?? ''}, and may concern any date until they are counted, which the command does first`;
  return [
    finding(`${count(stale, 'date is', 'dates are')} stale, ${describeDays(stale)}: ${cause}`, {
      dates: stale,
      command: backfillOf(stale, 'stale'),
    }),
  ];
}

function stuckDates(dates: readonly KnownDate[], { now, maxOpenMinutes }: CalendarOptions): Finding[] {
  return dates.flatMap(({ date, open }) => {
    const why = open && whyStuck(open, now, maxOpenMinutes);
    if (open === undefined || why === undefined) return [];
    return [
      finding(`the run of ${date} does not end: ${why} (run ${open.runId})`, {
        dates: [date],
        remedy: 'remove what blocks it, or start it again',
        command: `npx adtech run ${date} --restart`,
      }),
    ];
  });
}

function count(dates: readonly CalendarDay[], one: string, many: string): string {
  return `${String(dates.length)} ${dates.length === 1 ? one : many}`;
}
