import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { Option } from 'commander';
import { planBackfill, SELECTIONS } from '../../domain/backfill-plan';
import type { Selection } from '../../domain/backfill-plan';
import { describeDays } from '../../domain/date-ranges';
import { describeFirstDue, dueDates } from '../../domain/due-dates';
import type { CalendarDay } from '../../domain/execution-date';
import {
  ACCEPT_LOST_ADVERTISERS_OPTION,
  command,
  countArgument,
  dateArgument,
  handler,
  JSON_OPTION,
} from '../command';
import type { CommandContext, OnExit } from '../command';
import { findNewObjects } from '../new-objects';
import { findDates } from '../date-statuses';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import type { Output } from '../output';
import { DEFAULT_MAX_PARALLEL, refusedDate } from '../run-dates';
import type { DateResult } from '../run-dates';
import { refuseFuture, runAndReport } from '../run-and-report';
import { resolveAddresses, withServices } from '../services';
import type { Services } from '../services';

/** More dates than these are run only after a yes. */
const ASK_ABOVE_DATES = 30;
const MAX_PARALLEL_LIMIT = 500;

interface BackfillOptions {
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

/** `adtech backfill` */
export function backfillCommand(onExit: OnExit): Command {
  return command('backfill', 'run dates side by side, wait for them, and prove that each was published')
    .option('--from <date>', 'first date (default: START_DATE)', dateArgument)
    .option('--to <date>', 'last date, included (default: the last one due)', dateArgument)
    .addOption(
      new Option(
        '--only <which>',
        'missing: not published; failed: whose newest run failed; stale: whose inputs have changed since; all',
      )
        .choices(SELECTIONS)
        .default('missing'),
    )
    .option('--dry-run', 'print the dates in their order, and do nothing')
    .option(
      '--max-parallel <n>',
      `most runs that are open side by side, up to ${String(MAX_PARALLEL_LIMIT)}`,
      countArgument(1, MAX_PARALLEL_LIMIT),
      DEFAULT_MAX_PARALLEL,
    )
    .option('--latest-first', 'begin with the newest date')
    .option('--yes', `do not ask before more than ${String(ASK_ABOVE_DATES)} dates`)
    .option(...ACCEPT_LOST_ADVERTISERS_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
A date whose run is open is refused by name, and left alone (exit code 3).
A range may be of any length: at most --max-parallel runs are open at a time, and the next date starts when one ends.
Ctrl-C ends the waiting (exit code 3); runs that have started go on, and no further one is started.`,
    )
    .action(handler<BackfillOptions>(onExit, backfill));
}

async function backfill(context: CommandContext, options: BackfillOptions): Promise<ExitCode> {
  const { settings, home, out, stop } = context;
  const addresses = resolveAddresses(settings, home);
  const from = options.from ?? addresses.startDate;
  const due = dueDates(addresses.startDate, new Date());
  const to = options.to ?? due.last;
  if (options.from === undefined && from > to && from > due.last) {
    throw new UsageError(`no date is due: ${describeFirstDue(from)}`);
  }
  if (from > to) throw new UsageError(`--from ${from} is after --to ${to}`);
  refuseFuture(to);
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
      refused: open,
      maxParallel: options.maxParallel,
      acceptLostAdvertisers: options.acceptLostAdvertisers === true,
      whenOpen: 'report',
    });
  });
}

/** The dates to run, and those refused since their runs are open. */
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

/** What nobody has counted yet may concern any date: counted first, it tells which dates are stale. */
async function settleStale(
  { lake, client }: Services,
  { out, stop }: CommandContext,
  dryRun: boolean,
): Promise<void> {
  const { waiting, count } = await findNewObjects({ lake, client }, stop);
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

async function isAgreed(dates: readonly CalendarDay[], out: Output, stop: AbortSignal): Promise<boolean> {
  const what = `${String(dates.length)} dates, ${describeDays(dates)}`;
  if (!process.stdin.isTTY) {
    throw new UsageError(`this would run ${what}; --yes says that it may, --dry-run lists them`);
  }
  const prompt = createInterface({
    input: process.stdin,
    output: out.asJson ? process.stderr : process.stdout,
  });
  try {
    const answer = await prompt.question(`Run ${what}? [y/N] `, { signal: stop });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (stop.aborted) return false;
    throw error;
  } finally {
    prompt.close();
  }
}
