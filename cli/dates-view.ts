import { setTimeout as sleep } from 'node:timers/promises';
import { describeDays } from '../domain/date-ranges';
import type { CalendarDay } from '../domain/execution-date';
import { findOpenRun } from '../temporal/runs';
import { describeActivity } from './describe-activity';
import { bar } from './output';
import type { Output } from './output';
import type { DateResult, DatesProgress } from './run-dates';
import type { Services } from './services';
import { visibleText } from './terminal-text';

const ASK_EVERY_MS = 500;
const MAX_SHOWN_DATES = 12;
/** Most results that are listed one by one if all succeeded. */
const MAX_LISTED_RESULTS = 30;

/** A view of dates while they run. */
interface DatesView {
  readonly show: (progress: DatesProgress) => void;
  /** Closes the view; resolves when no request to the server is open. */
  close(): Promise<void>;
}

/** Opens a view: on a terminal, each running date with its step and heartbeat; elsewhere one line from time to time. */
export function openDatesView(
  out: Output,
  { client }: Pick<Services, 'client'>,
  now: () => number,
): DatesView {
  const startedMs = now();
  const details = new Map<CalendarDay, string>();
  let newest: DatesProgress = { total: 0, running: new Set(), ended: [] };
  const draw = () => {
    out.progress(
      describeProgress(newest, now() - startedMs),
      ...describeRunning(newest.running, details, out.terminal),
    );
  };
  const closing = new AbortController();
  const asking = out.terminal === undefined ? undefined : ask();

  function isClosed(): boolean {
    return closing.signal.aborted;
  }

  async function ask(): Promise<void> {
    for (;;) {
      for (const date of [...newest.running].slice(0, MAX_SHOWN_DATES)) {
        // The view must not fail: the code that waits for the date reports an unreachable server.
        const open = await findOpenRun(client, date).catch(() => undefined);
        if (open !== undefined) {
          details.set(date, open.pending.map(describeActivity).join('; ') || 'waits for a worker');
        }
      }
      if (isClosed()) return;
      if (newest.total > 0) draw();
      await sleep(ASK_EVERY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      if (isClosed()) return;
    }
  }
  return {
    show: (progress) => {
      newest = progress;
      draw();
    },
    close: async () => {
      closing.abort();
      await asking;
    },
  };
}

/** The progress of the dates in one line. */
export function describeProgress({ total, running, ended }: DatesProgress, elapsedMs: number): string {
  const failed = ended.filter(({ outcome }) => outcome === 'failed').length;
  const left = total - ended.length;
  const parts = [
    `${bar(ended.length / Math.max(1, total))} ${String(ended.length)} of ${String(total)} dates`,
    ...(running.size > 0 ? [`${String(running.size)} under way`] : []),
    ...(failed > 0 ? [`${String(failed)} failed`] : []),
    ...(elapsedMs >= 1000 ? [minutes(elapsedMs)] : []),
    // An estimate needs as many ended runs as run at the same time.
    ...(left > 0 && ended.length >= Math.max(3, running.size)
      ? [`about ${minutes((elapsedMs / ended.length) * left)} left`]
      : []),
  ];
  return parts.join(', ');
}

/** A line for each running date, as many as fit on the terminal. */
export function describeRunning(
  running: ReadonlySet<CalendarDay>,
  details: ReadonlyMap<CalendarDay, string>,
  terminal: Output['terminal'],
): string[] {
  if (terminal === undefined) return [];
  const room = Math.max(0, Math.min(MAX_SHOWN_DATES, terminal.rows - 4));
  const lines = [...running]
    .slice(0, room)
    .map((date) => `  ${date}  ${visibleText(details.get(date) ?? 'starting')}`)
    .map((line) => (line.length < terminal.columns ? line : `${line.slice(0, terminal.columns - 2)}…`));
  const more = running.size - lines.length;
  return more > 0 && room > 0 ? [...lines, `  … ${String(more)} more`] : lines;
}

/** `0:07`, `12:30` */
function minutes(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Prints the number of outcomes, failed and running dates, and, if `listed` and few, the proof of each date. */
export function printResults(
  out: Output,
  results: readonly DateResult[],
  { listed }: { readonly listed: boolean },
): void {
  const of = (outcome: DateResult['outcome']) => results.filter((one) => one.outcome === outcome);
  const published = of('published');
  if (results.length === 0) {
    out.done('no dates to run');
    return;
  }
  if (listed && results.length <= MAX_LISTED_RESULTS) printProof(out, published);
  for (const { date, outcome, message } of [...of('failed'), ...of('open')]) {
    out.warn(`${date} ${outcome}: ${message ?? ''}`);
  }
  const line = `${String(published.length)} of ${String(results.length)} dates published`;
  if (published.length === results.length) out.done(`${line}, each by a separate run`);
  else out.warn(line);
  const [running, notStarted] = [of('running'), of('not_started')].map((some) =>
    some.map(({ date }) => date),
  );
  if (running !== undefined && running.length > 0) {
    out.line(`  runs that go on: ${describeDays(running)} (\`npx adtech status\` shows them)`);
  }
  if (notStarted !== undefined && notStarted.length > 0) {
    out.line(`  dates that were not started: ${describeDays(notStarted)}`);
  }
}

/** Prints which run published each date, and which run's lists it replaced. */
function printProof(out: Output, published: readonly DateResult[]): void {
  if (published.length === 0) return;
  out.table(
    ['date', 'published', 'by run', 'in place of'],
    published.map(({ date, published_at, run_id, previous_run_id }) => [
      date,
      published_at?.slice(11, 19) ?? '',
      run_id ?? '',
      previous_run_id ?? '',
    ]),
  );
}
