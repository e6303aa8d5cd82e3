import type { Run } from '../db/schema';
import { dateStatus } from '../domain/date-status';
import type { DateState } from '../domain/date-status';
import type { CalendarDay } from '../domain/execution-date';
import { STAGES } from '../domain/run-stages';

/** Longer than the workflow of a date may take: a run still open then was closed without a record. */
const LONGEST_RUN_MS = 24 * 3_600_000;

/** What the record can tell: whether inputs have changed since, it cannot. */
export type RecordedState = Exclude<DateState, 'stale'>;

/** A date, or a run of it, against its steps. */
export interface RecordedStatus {
  readonly state: RecordedState;
  /** By activity, in the order of the run. */
  readonly steps: Readonly<Record<string, RecordedState>>;
}

/** A run as it must stand by now: one that has been running for longer than it may is abandoned. */
export function asKnown<R extends Pick<Run, 'status' | 'started_at'>>(
  run: R | undefined,
  now: Date,
): R | undefined {
  const isSilent = run?.status === 'running' && now.getTime() - run.started_at.getTime() > LONGEST_RUN_MS;
  return isSilent ? { ...run, status: 'abandoned' } : run;
}

/** The status of a date according to the run history; an open run has no step there. */
export function recordedStatus(
  date: CalendarDay,
  newest: Pick<Run, 'run_id' | 'status' | 'failure'> | undefined,
  publishedRunId: string | undefined,
): RecordedStatus {
  if (newest?.status === 'running') {
    return {
      state: 'running',
      steps: Object.fromEntries(STAGES.flat().map((step) => [step, 'running' as const])),
    };
  }
  const { state, steps } = dateStatus(
    {
      date,
      publishedRunId,
      inputsUnchanged: true,
      newestRun: newest && {
        runId: newest.run_id,
        status: newest.status,
        failedStep: newest.failure?.step ?? null,
      },
      pendingSteps: undefined,
    },
    STAGES,
  );
  return {
    state: recorded(state),
    steps: Object.fromEntries(Object.entries(steps).map(([step, of]) => [step, recorded(of)])),
  };
}

function recorded(state: DateState): RecordedState {
  return state === 'stale' ? 'done' : state;
}
