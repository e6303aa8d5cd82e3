import type { CalendarDay } from '../domain/execution-date';
import { hasWorker } from '../temporal/runs';
import type { CommandContext } from './command';
import { openDatesView, printResults } from './dates-view';
import type { ExitCode } from './exit-codes';
import { exitCodeOf, runDates } from './run-dates';
import type { DateResult, RunDatesOptions } from './run-dates';
import { messageOf } from './message-of';
import type { Services } from './services';

/** The options of running and reporting dates. */
interface RunAndReportOptions extends Pick<
  RunDatesOptions,
  'startedBy' | 'whenOpen' | 'maxParallel' | 'acceptLostAdvertisers'
> {
  /** Dates that are not run because their runs are open; they are reported with the others. */
  readonly refused?: readonly DateResult[];
  /** Called with the results once all have ended, not if the waiting is broken off. */
  readonly onEnded?: (results: readonly DateResult[]) => Promise<void>;
}

/** Runs dates with a live view, and reports the outcome of each; on Ctrl-C it stops waiting and reports the runs that continue. */
export async function runAndReport(
  services: Services,
  dates: readonly CalendarDay[],
  { out, stop }: Pick<CommandContext, 'out' | 'stop'>,
  { refused = [], onEnded, ...options }: RunAndReportOptions,
): Promise<ExitCode> {
  if (dates.length > 0 && !(await hasWorker(services.client))) {
    out.warn('no worker polls for runs: the dates wait until one does (`npx adtech worker`)');
  }
  const view = openDatesView(out, services, () => performance.now());
  stop.addEventListener('abort', () => {
    out.warn('no longer waiting; runs that have started go on');
  });
  let ran: readonly DateResult[];
  try {
    ran = await runDates(services, dates, { ...options, onProgress: view.show, signal: stop });
  } finally {
    await view.close();
  }
  if (onEnded !== undefined && !stop.aborted) {
    await onEnded(ran).catch((error: unknown) => {
      out.warn(`no one is told of the end: ${messageOf(error)}`);
    });
  }
  const results = [...refused, ...ran].sort((a, b) => (a.date < b.date ? -1 : 1));
  out.report({ dates: results }, () => {
    printResults(out, results, { listed: true });
  });
  return exitCodeOf(results);
}
