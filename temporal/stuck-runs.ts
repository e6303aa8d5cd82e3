import { TASK_QUEUE } from './names/run-identity';
import { stepLabel } from '../domain/run-stages';

/** Attempts of a step from which on the step counts as stuck. */
const MANY_ATTEMPTS = 5;

/** The facts about an open run. */
export interface OpenRunFacts {
  readonly startedAt: Date;
  readonly taskQueue: string;
  readonly pending: readonly {
    readonly activity: string;
    readonly attempt: number;
    readonly lastFailure?: string;
  }[];
}

/**
 * Why an open run counts as stuck; undefined if it does not.
 *
 * @param maxOpenMinutes the longest normal time of an open run.
 */
export function whyStuck(run: OpenRunFacts, now: Date, maxOpenMinutes: number): string | undefined {
  if (run.taskQueue !== TASK_QUEUE) {
    return `it waits on the task queue ${run.taskQueue}, and workers poll ${TASK_QUEUE}`;
  }
  const failing = run.pending.find(({ attempt }) => attempt >= MANY_ATTEMPTS);
  if (failing !== undefined) {
    const { activity, attempt, lastFailure } = failing;
    const why = lastFailure === undefined ? '' : `: ${lastFailure}`;
    return `${stepLabel(activity)} is at attempt ${String(attempt)}${why}`;
  }
  const minutes = Math.floor((now.getTime() - run.startedAt.getTime()) / 60_000);
  if (minutes < maxOpenMinutes) return undefined;
  const steps = run.pending.map(({ activity }) => stepLabel(activity)).join(', ');
  return `it has been open for ${String(minutes)} minutes${steps === '' ? '' : `, in ${steps}`}`;
}
