import { findPublishedDate } from '../db/publication';
import { findRun } from '../db/runs';
import type { CalendarDay } from '../domain/execution-date';
import { startRun, waitForRun } from '../temporal/runs';
import { EXIT } from './exit-codes';
import type { ExitCode } from './exit-codes';
import type { Services } from './services';

/** Dates whose runs are open at the same time: work for several workers, and few enough that dates are done one by one. */
const MAX_OPEN_DATES = 12;

/** What became of one date. */
export interface DateResult {
  readonly date: CalendarDay;
  /** `published` is proven: this very run stands in the record, and its lists are what readers see. */
  readonly outcome: 'published' | 'failed' | 'open';
  readonly workflow_id: string;
  readonly run_id: string;
  readonly message?: string;
}

/** How far the dates are. */
export interface DatesProgress {
  readonly total: number;
  readonly started: number;
  readonly ended: readonly DateResult[];
}

/** How dates are run. */
export interface RunDatesOptions {
  /** What to do about a date whose run is open already: report it as `open`, or wait for that run as if it were ours. */
  readonly whenOpen: 'report' | 'join';
  readonly onProgress: (progress: DatesProgress) => void;
  /** Ends the waiting, not the runs. */
  readonly signal: AbortSignal;
}

/** Runs dates side by side, waits for them, and proves for each that it was published; in the order of dates. */
export async function runDates(
  services: Pick<Services, 'client' | 'db'>,
  dates: readonly CalendarDay[],
  { whenOpen, onProgress, signal }: RunDatesOptions,
): Promise<DateResult[]> {
  const results: DateResult[] = [];
  let started = 0;
  const queue = dates.values();
  const runner = async (): Promise<void> => {
    for (const date of queue) {
      if (signal.aborted) return;
      started++;
      onProgress({ total: dates.length, started, ended: results });
      results.push(await runDate(services, date, whenOpen, signal));
      onProgress({ total: dates.length, started, ended: results });
    }
  };
  const runners = Array.from({ length: Math.min(MAX_OPEN_DATES, dates.length) }, runner);
  // Every call must have ended before the connection is closed: a broken one would be tried again on a closed channel.
  const ended = await Promise.allSettled(runners);
  signal.throwIfAborted();
  for (const runner of ended) if (runner.status === 'rejected') throw runner.reason;
  return results.sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** The exit code for what became of the dates. */
export function exitCodeOf(results: readonly DateResult[]): ExitCode {
  if (results.every(({ outcome }) => outcome === 'published')) return EXIT.done;
  return results.every(({ outcome }) => outcome === 'failed') ? EXIT.failed : EXIT.partlyDone;
}

async function runDate(
  { client, db }: Pick<Services, 'client' | 'db'>,
  date: CalendarDay,
  whenOpen: RunDatesOptions['whenOpen'],
  signal: AbortSignal,
): Promise<DateResult> {
  const run = await startRun(client, date);
  const identity = { date, workflow_id: run.workflowId, run_id: run.runId };
  if (run.outcome === 'open' && whenOpen === 'report') {
    return {
      ...identity,
      outcome: 'open',
      message: `run ${run.runId} of this date is open already, and goes on`,
    };
  }
  const failure = await waitForRun(client, run, signal);
  if (failure !== undefined) return { ...identity, outcome: 'failed', message: failure };
  const [record, published] = await Promise.all([findRun(db, run.runId), findPublishedDate(db, date)]);
  if (record?.status !== 'published' || published?.runId !== run.runId) {
    return {
      ...identity,
      outcome: 'failed',
      message: `the run ended, but readers see run ${published?.runId ?? '(none)'}; another run may have followed`,
    };
  }
  return { ...identity, outcome: 'published' };
}
