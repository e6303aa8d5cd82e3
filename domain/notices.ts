import { describeDays } from './date-ranges';
import type { CalendarDay } from './execution-date';

/** The kinds of facts that people are told of. */
export type NoticeKind = 'failed' | 'advertisers_lost' | 'backfill_ended' | 'test';

/** A fact that people are told of once. */
export interface Notice {
  /** Equal for the same fact. */
  readonly id: string;
  readonly kind: NoticeKind;
  /** What has happened, in sentences. */
  readonly text: string;
  /** The first and the last execution date; null where it is about none. */
  readonly dates: { readonly from: CalendarDay; readonly to: CalendarDay } | null;
  /** What to call; null where nothing is to be done. */
  readonly command: string | null;
  /** The run; null where it is about none, or several. */
  readonly run: { readonly workflow_id: string; readonly run_id: string } | null;
}

/** Tells that the run of a date has failed. Each run is another fact. */
export function failedNotice(run: {
  readonly executionDate: CalendarDay;
  readonly workflowId: string;
  readonly runId: string;
  readonly step: string | null;
  readonly type: string;
  readonly message: string;
}): Notice {
  const { executionDate, workflowId, runId, step, type, message } = run;
  return {
    id: `failed-${executionDate}-${runId}`,
    kind: type === 'AdvertisersLost' ? 'advertisers_lost' : 'failed',
    text: `The run of ${executionDate} failed in ${step ?? 'the workflow'}: ${message}`,
    dates: { from: executionDate, to: executionDate },
    command: `npx adtech backfill --from ${executionDate} --to ${executionDate} --only failed`,
    run: { workflow_id: workflowId, run_id: runId },
  };
}

/** Tells that a backfill has ended. */
export function backfillNotice(
  id: string,
  results: readonly { readonly date: CalendarDay; readonly isPublished: boolean }[],
): Notice | undefined {
  const days = results.map(({ date }) => date).sort();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return undefined;
  const others = results.filter(({ isPublished }) => !isPublished).map(({ date }) => date);
  const published = `${String(results.length - others.length)} of ${String(results.length)} dates were published`;
  return {
    id: `backfill-${id}`,
    kind: 'backfill_ended',
    text: `A backfill of ${from} to ${to} has ended: ${published}${others.length === 0 ? '' : `, but not ${describeDays(others)}`}.`,
    dates: { from, to },
    command: others.length === 0 ? null : `npx adtech status --from ${from} --to ${to}`,
    run: null,
  };
}

/** Tells nothing but that notices arrive. */
export function testNotice(id: string): Notice {
  return {
    id: `test-${id}`,
    kind: 'test',
    text: 'This is a test of `npx adtech notify test`: notices of failed runs and ended backfills arrive here.',
    dates: null,
    command: null,
    run: null,
  };
}
