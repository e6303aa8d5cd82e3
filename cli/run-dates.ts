import { findPublishedDate, findPublishedDates } from '../db/publication';
import { findRun } from '../db/runs';
import type { CalendarDay } from '../domain/execution-date';
import { mapConcurrently } from '../domain/map-concurrently';
import { createRunStarter, waitForRun } from '../temporal/runs';
import type { RunStart, StartedRun, StartRun } from '../temporal/runs';
import { DEFAULT_MAX_PARALLEL } from './defaults';
import { EXIT } from './exit-codes';
import type { ExitCode } from './exit-codes';
import type { Services } from './services';

/**
 * The outcome of one date. `published` is proven: the run history contains this run, and its lists are what readers
 * see. `open`: another run of the date was open, and goes on; none was started. `running`: the run goes on, but is no
 * longer waited for. `not_started`: nor will it be.
 */
export type Outcome = 'published' | 'failed' | 'open' | 'running' | 'not_started';

/** The result of one date. */
export interface DateResult {
  readonly date: CalendarDay;
  readonly outcome: Outcome;
  readonly workflow_id: string | null;
  readonly run_id: string | null;
  readonly published_at: string | null;
  /** The run whose lists readers saw before. */
  readonly previous_run_id: string | null;
  readonly message?: string;
}

/** The progress of the dates. */
export interface DatesProgress {
  readonly total: number;
  /** Dates whose runs are open, in the order in which they began. */
  readonly running: ReadonlySet<CalendarDay>;
  readonly ended: readonly DateResult[];
}

/** The options of running dates. */
export interface RunDatesOptions extends Pick<RunStart, 'startedBy' | 'acceptLostAdvertisers'> {
  /** For a date with an open run: report it as `open`, wait for that run, or end it. */
  readonly whenOpen: 'report' | 'join' | 'terminate';
  /** Most runs that are open at the same time, from 1. */
  readonly maxParallel?: number;
  readonly onProgress: (progress: DatesProgress) => void;
  /** Ends the waiting, not the runs. */
  readonly signal: AbortSignal;
}

/** Runs dates in their order, several at a time, waits for them, and proves that each was published; results by date. */
export async function runDates(
  services: Pick<Services, 'client' | 'db'>,
  dates: readonly CalendarDay[],
  options: RunDatesOptions,
): Promise<DateResult[]> {
  const { maxParallel = DEFAULT_MAX_PARALLEL, onProgress, signal } = options;
  const previous = await findPublishedRunIds(services.db, dates);
  const startRun = createRunStarter(services.client);
  const ended: DateResult[] = [];
  const running = new Set<CalendarDay>();
  const tell = () => {
    onProgress({ total: dates.length, running, ended });
  };
  await mapConcurrently(dates, maxParallel, async (date) => {
    const result = { date, ...NOT_STARTED, previous_run_id: previous.get(date) ?? null };
    if (signal.aborted) {
      ended.push(result);
      return;
    }
    running.add(date);
    tell();
    try {
      ended.push({ ...result, ...(await runDate(services, startRun, date, options)) });
    } finally {
      running.delete(date);
    }
    tell();
  });
  return ended.sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** The exit code for the results. */
export function exitCodeOf(results: readonly Pick<DateResult, 'outcome'>[]): ExitCode {
  if (results.every(({ outcome }) => outcome === 'published')) return EXIT.done;
  return results.every(({ outcome }) => outcome === 'failed') ? EXIT.failed : EXIT.partlyDone;
}

/** The result of a date that is refused because its run is open. */
export function refusedDate(date: CalendarDay, run: { workflowId: string; runId: string }): DateResult {
  return { date, ...NOT_STARTED, ...asOpen(run) };
}

const NOT_STARTED = {
  outcome: 'not_started',
  workflow_id: null,
  run_id: null,
  published_at: null,
  previous_run_id: null,
} as const;

async function runDate(
  { client, db }: Pick<Services, 'client' | 'db'>,
  startRun: StartRun,
  date: CalendarDay,
  { startedBy, whenOpen, acceptLostAdvertisers = false, signal }: RunDatesOptions,
): Promise<Partial<DateResult>> {
  const run = await startRun(date, {
    startedBy,
    whenOpen: whenOpen === 'terminate' ? 'terminate' : 'leave',
    acceptLostAdvertisers,
  });
  if (run.outcome === 'open' && whenOpen === 'report') return asOpen(run);
  const identity = { workflow_id: run.workflowId, run_id: run.runId };
  const end = await endOf(client, run, signal);
  if (end === 'running') return { ...identity, outcome: 'running', message: 'its run goes on' };
  if (end !== 'done') return { ...identity, outcome: 'failed', message: end.failure };
  const [record, published] = await Promise.all([findRun(db, run.runId), findPublishedDate(db, date)]);
  if (record?.status === 'published' && published?.runId === run.runId) {
    return { ...identity, outcome: 'published', published_at: published.publishedAt.toISOString() };
  }
  return {
    ...identity,
    outcome: 'failed',
    message: `the run ended, but readers see run ${published?.runId ?? '(none)'}; another run may have followed`,
  };
}

function asOpen({ workflowId, runId }: Pick<StartedRun, 'workflowId' | 'runId'>) {
  return {
    outcome: 'open',
    workflow_id: workflowId,
    run_id: runId,
    message: `run ${runId} of this date is open already, and goes on`,
  } as const;
}

async function endOf(
  client: Services['client'],
  run: StartedRun,
  signal: AbortSignal,
): Promise<'done' | 'running' | { failure: string }> {
  try {
    const failure = await waitForRun(client, run, signal);
    return failure === undefined ? 'done' : { failure };
  } catch (error) {
    if (signal.aborted) return 'running';
    throw error;
  }
}

async function findPublishedRunIds(
  db: Services['db'],
  dates: readonly CalendarDay[],
): Promise<Map<CalendarDay, string>> {
  const sorted = [...dates].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  return new Map((await findPublishedDates(db, first, last)).map(({ date, runId }) => [date, runId]));
}
