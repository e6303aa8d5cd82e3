import { findRunDatesOutside } from '../../db/run-calendar';
import { describeDays } from '../../domain/date-ranges';
import type { DateState } from '../../domain/date-status';
import { describeFirstDue, dueDates } from '../../domain/due-dates';
import { addDays } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { describeWithoutEvents } from '../../domain/newest-events';
import { STAGES, stepLabel } from '../../domain/run-stages';
import type { Addresses } from '../addresses';
import type { CommandContext } from '../command';
import { findDates, reportDate } from '../date-statuses';
import type { KnownDate } from '../date-statuses';
import { tallyDates } from '../date-tally';
import { describeActivity } from '../describe-activity';
import { STATUS_DAYS } from '../defaults';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import type { Output } from '../output';
import { patiently } from '../patiently';
import { withServices } from '../services';

const COLOUR = {
  done: 'green',
  running: 'cyan',
  failed: 'red',
  missing: 'dim',
  stale: 'yellow',
} as const satisfies Record<DateState, string>;

/** The options of `adtech status`. */
export interface StatusOptions {
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

/** What `adtech status` does. */
export async function status(
  { settings, out, stop }: CommandContext,
  addresses: Addresses,
  options: StatusOptions,
): Promise<ExitCode> {
  const due = dueDates(addresses, new Date());
  const to = options.to ?? due.last;
  const earliest = addDays(to, 1 - STATUS_DAYS);
  const from = options.from ?? (earliest > due.first ? earliest : due.first);
  if (options.from !== undefined && from > to) {
    throw new UsageError(`--from ${from} is after --to ${to}`);
  }
  const [{ dates }, extra] = await withServices(settings, addresses, (services) =>
    Promise.all([
      patiently(() => findDates(services, from, to), stop),
      findRunDatesOutside(services.db, due.first, due.last),
    ]),
  );
  out.report({ from, to, dates: dates.map(reportDate), extra }, () => {
    if (dates.length === 0 && due.dates.length === 0)
      out.line(`no date is due: ${describeFirstDue(due.first)}`);
    print(out, dates, extra);
  });
  return EXIT.done;
}

function print(out: Output, dates: readonly KnownDate[], extra: readonly CalendarDay[]): void {
  const steps = STAGES.flat();
  const coloured = (state: DateState) => out.colours[COLOUR[state]](state);
  const reported = dates.map(reportDate);
  out.table(
    ['date', ...steps.map(stepLabel), 'rows kept', 'rejected', 'took'],
    reported.map((date) => [
      date.date,
      ...steps.map((step) => coloured(date.steps[step] ?? 'missing')),
      date.rows_kept?.toLocaleString('en') ?? '',
      date.rows_rejected?.toLocaleString('en') ?? '',
      date.duration_seconds === null ? '' : `${date.duration_seconds.toFixed(1)} s`,
    ]),
  );
  for (const { date, open } of dates) {
    if (open === undefined) continue;
    const activities = open.pending.map(describeActivity);
    out.line(`${out.colours.cyan('…')} ${date}: ${activities.join('; ') || 'waits for a worker'}`);
  }
  for (const { date, failure } of reported) if (failure !== null) out.warn(`${date}: ${failure}`);
  const incomplete = reported.map(({ date, without_events: without }) => ({ date, without }));
  for (const { message } of describeWithoutEvents(incomplete)) out.warn(message);
  out.line();
  for (const { state, count, remedy } of tallyDates(dates)) {
    out.line(`${String(count)} ${coloured(state)}${remedy === undefined ? '' : `: ${remedy}`}`);
  }
  if (extra.length > 0) {
    out.line(
      `outside the calendar, which begins at START_DATE and ends with the last date due, there are runs of ${describeDays(extra)}`,
    );
  }
}
