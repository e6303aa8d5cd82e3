import { randomUUID } from 'node:crypto';
import { planBackfill } from '../../domain/backfill-plan';
import type { Selection } from '../../domain/backfill-plan';
import { describeDays } from '../../domain/date-ranges';
import { describeFirstDue, dueDates } from '../../domain/due-dates';
import type { CalendarDay } from '../../domain/execution-date';
import { backfillNotice } from '../../domain/notices';
import { startNotice } from '../../temporal/notices';
import type { Addresses } from '../addresses';
import type { CommandContext } from '../command';
import { findNewObjects } from '../new-objects';
import { findDates } from '../date-statuses';
import { ask } from '../ask';
import { ASK_ABOVE_DATES } from '../defaults';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import type { Output } from '../output';
import { refusedDate } from '../run-dates';
import type { DateResult } from '../run-dates';
import { assertNotFuture } from '../assert-not-future';
import { runAndReport } from '../run-and-report';
import { withServices } from '../services';
import type { Services } from '../services';

/** The options of `adtech backfill`. */
export interface BackfillOptions {
  readonly from?: CalendarDay;
  readonly to?: CalendarDay;
  readonly only: Selection;
  readonly dryRun?: boolean;
  readonly maxParallel: number;
  readonly latestFirst?: boolean;
  readonly yes?: boolean;
  readonly acceptLostAdvertisers?: boolean;
  readonly json?: boolean;
}

/** What `adtech backfill` does. */
export async function backfill(
  context: CommandContext,
  addresses: Addresses,
  options: BackfillOptions,
): Promise<ExitCode> {
  const { settings, out, stop } = context;
  const from = options.from ?? addresses.startDate;
  const due = dueDates(addresses, new Date());
  const to = options.to ?? due.last;
  if (options.from === undefined && from > to && from > due.last) {
    throw new UsageError(`no date is due: ${describeFirstDue(from)}`);
  }
  if (from > to) throw new UsageError(`--from ${from} is after --to ${to}`);
  assertNotFuture(to);
  return withServices(settings, addresses, async (services) => {
    if (options.only === 'stale') await settleStale(services, context, options.dryRun === true);
    const { dates, open } = await plan(services, from, to, options);
    if (options.dryRun === true) {
      out.report({ dates, open: open.map(({ date }) => date) }, () => {
        for (const date of dates) out.line(date);
      });
      for (const { date, message } of open) out.aside(`! ${date} open: ${message ?? ''}`);
      return EXIT.done;
    }
    if (dates.length > ASK_ABOVE_DATES && options.yes !== true && !(await isAgreed(dates, out, stop))) {
      out.line('nothing was started');
      return EXIT.failed;
    }
    return runAndReport(services, dates, context, {
      startedBy: 'backfill',
      onEnded: (results) => tellOfEnd(services, settings, results),
      refused: open,
      maxParallel: options.maxParallel,
      acceptLostAdvertisers: options.acceptLostAdvertisers === true,
      whenOpen: 'report',
    });
  });
}

/** The dates to run, and the dates that are refused because their runs are open. */
async function plan(
  services: Services,
  from: CalendarDay,
  to: CalendarDay,
  { only, latestFirst = false }: BackfillOptions,
): Promise<{ dates: readonly CalendarDay[]; open: readonly DateResult[] }> {
  const { db, client, lake } = services;
  const known = await findDates(only === 'stale' ? { db, client, lake } : { db, client }, from, to);
  const planned = planBackfill(
    known.dates.map(({ date, state, record }) => ({
      date,
      state,
      isPublished: record?.published !== undefined,
    })),
    only,
    { latestFirst },
  );
  const openRuns = new Map(known.dates.map(({ date, open }) => [date, open]));
  const open = planned.open.flatMap((date) => {
    const run = openRuns.get(date);
    return run === undefined ? [] : [refusedDate(date, run)];
  });
  return { dates: planned.dates, open };
}

/** Uncounted objects may affect any date. Counting them first shows which dates are stale. */
async function settleStale(
  services: Services,
  { out, stop }: CommandContext,
  dryRun: boolean,
): Promise<void> {
  const { waiting, count } = await findNewObjects(services, stop);
  if (waiting.length === 0) return;
  const objects = `${String(waiting.length)} ${waiting.length === 1 ? 'object is' : 'objects are'}`;
  if (dryRun) {
    out.aside(
      `! ${objects} not counted yet, so that every published date counts as stale; \`npx adtech count\` tells which are`,
    );
    return;
  }
  out.line(`${objects} new: counting first, which tells the dates that are stale`);
  await count((line) => {
    out.progress(line);
  });
}

/** A backfill takes long: people are told of its end where the command is given `NOTIFY_URL`. */
async function tellOfEnd(
  { client }: Services,
  { notifyUrl }: Pick<CommandContext['settings'], 'notifyUrl'>,
  results: readonly DateResult[],
): Promise<void> {
  const notice = backfillNotice(
    randomUUID(),
    results.map(({ date, outcome }) => ({ date, isPublished: outcome === 'published' })),
  );
  if (notifyUrl !== undefined && notice !== undefined) await startNotice(client, notice);
}

async function isAgreed(dates: readonly CalendarDay[], out: Output, stop: AbortSignal): Promise<boolean> {
  const what = `${String(dates.length)} dates, ${describeDays(dates)}`;
  if (!process.stdin.isTTY) {
    throw new UsageError(`this would run ${what}; --yes says that it may, --dry-run lists them`);
  }
  return ask(`Run ${what}?`, out, stop);
}
