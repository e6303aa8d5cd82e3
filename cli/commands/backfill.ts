import type { Command } from 'commander';
import { Option } from 'commander';
import { daysFromTo, lastDueDate, utcDay } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { hasWorker } from '../../temporal/runs';
import { command, dateArgument, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { findDateStatuses } from '../date-statuses';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { findMissingDates } from '../missing-dates';
import { bar } from '../output';
import type { Output } from '../output';
import { exitCodeOf, runDates } from '../run-dates';
import type { DateResult, DatesProgress } from '../run-dates';
import { resolveAddresses, withServices } from '../services';
import type { Services } from '../services';

const SELECTIONS = ['missing', 'failed', 'all'] as const;
type Selection = (typeof SELECTIONS)[number];

interface BackfillOptions {
  readonly from?: CalendarDay;
  readonly to?: CalendarDay;
  readonly only: Selection;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `adtech backfill` */
export function backfillCommand(onExit: OnExit): Command {
  return command('backfill', 'run dates side by side, wait for them, and prove that each was published')
    .option('--from <date>', 'first date (default: START_DATE)', dateArgument)
    .option('--to <date>', 'last date, included (default: the last one due)', dateArgument)
    .addOption(
      new Option('--only <which>', 'missing: not published; failed: whose newest run failed; all')
        .choices(SELECTIONS)
        .default('missing'),
    )
    .option('--dry-run', 'print the dates and do nothing')
    .option(...JSON_OPTION)
    .action(
      handler<BackfillOptions>(onExit, async ({ settings, home, out, stop }, options) => {
        const addresses = resolveAddresses(settings, home);
        const from = options.from ?? addresses.startDate;
        const to = options.to ?? lastDueDate(new Date());
        if (from > to) throw new UsageError(`--from ${from} is after --to ${to}`);
        refuseFuture(to);
        return withServices(settings, addresses, async (services) => {
          const dates = await selectDates(services, from, to, options.only);
          if (options.dryRun !== true) return runAndReport(services, dates, out, stop);
          out.report({ dates }, () => {
            for (const date of dates) out.line(date);
          });
          return EXIT.done;
        });
      }),
    );
}

/** `adtech run` */
export function runCommand(onExit: OnExit): Command {
  const run = command('run', 'run one date, wait for it, and prove that it was published');
  return run
    .argument('<date>', 'the execution date, YYYY-MM-DD', dateArgument)
    .option(...JSON_OPTION)
    .action((date: CalendarDay, options: { json?: boolean }) =>
      handler<{ json?: boolean }>(onExit, ({ settings, home, out, stop }) => {
        refuseFuture(date);
        return withServices(settings, resolveAddresses(settings, home), (services) =>
          runAndReport(services, [date], out, stop),
        );
      })(options),
    );
}

/** A date to come would be published as the newest one, and served as today's. */
function refuseFuture(date: CalendarDay): void {
  const today = utcDay(new Date());
  if (date > today) throw new UsageError(`${date} lies in the future; today is ${today} (UTC)`);
}

async function selectDates(
  services: Services,
  from: CalendarDay,
  to: CalendarDay,
  only: Selection,
): Promise<CalendarDay[]> {
  if (only === 'all') return daysFromTo(from, to);
  if (only === 'missing') return findMissingDates(services.db, from, to);
  const statuses = await findDateStatuses(services, from, to);
  return statuses.filter(({ state }) => state === 'failed').map(({ date }) => date);
}

async function runAndReport(
  services: Services,
  dates: readonly CalendarDay[],
  out: Output,
  stop: AbortSignal,
): Promise<ExitCode> {
  if (dates.length > 0 && !(await hasWorker(services.client))) {
    out.warn('no worker polls for runs: the dates wait until one does (`npx adtech worker`)');
  }
  stop.addEventListener('abort', () => {
    out.warn('no longer waiting; runs that have started go on (`npx adtech status`)');
  });
  const results = await runDates(services, dates, {
    whenOpen: 'report',
    onProgress: (progress) => {
      out.progress(describeProgress(progress));
    },
    signal: stop,
  }).catch((error: unknown) => {
    if (!stop.aborted) throw error;
    return undefined;
  });
  if (results === undefined) return EXIT.partlyDone;
  out.report({ dates: results }, () => {
    printResults(out, results);
  });
  return exitCodeOf(results);
}

/** One line on how far the dates are. */
export function describeProgress({ total, started, ended }: DatesProgress): string {
  const failed = ended.filter(({ outcome }) => outcome === 'failed').length;
  return (
    `${bar(ended.length / Math.max(1, total))} ${String(ended.length)} of ${String(total)} dates, ` +
    `${String(started - ended.length)} under way${failed > 0 ? `, ${String(failed)} failed` : ''}`
  );
}

/** The outcome of each date, and their sum. */
export function printResults(out: Output, results: readonly DateResult[]): void {
  for (const { date, outcome, message } of results) {
    if (outcome !== 'published') out.warn(`${date} ${outcome}: ${message ?? ''}`);
  }
  const published = results.filter(({ outcome }) => outcome === 'published').length;
  const line = `${String(published)} of ${String(results.length)} dates published`;
  if (results.length === 0) out.done('no dates to run');
  else if (published === results.length) out.done(`${line}, each by a run of its own`);
  else out.warn(line);
}
