import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import { RUN_FAILED_DATES } from '../domain/remedies';

/** How a run has ended without a result. */
export interface EndOfRun {
  readonly status: 'failed' | 'cancelled';
  /** The activity that has ended it; null where none has. */
  readonly step: string | null;
  readonly type: string;
  readonly message: string;
}

/** The end of a run by the error that has ended it: what the activity said, not that an activity has failed. */
export function describeEnd(error: unknown): EndOfRun {
  const step = error instanceof ActivityFailure ? error.activityType : null;
  const cause = causeOf(error);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (isCancellation(error)) return { status: 'cancelled', step, type: 'Cancelled', message };
  const name = cause instanceof Error ? cause.name : 'Error';
  const type = cause instanceof ApplicationFailure ? (cause.type ?? name) : name;
  return { status: 'failed', step, type, message };
}

/** What to do about a step that has used up its attempts; empty for any other end, whose message says it. */
export function remedyOfLastAttempt(error: unknown): string {
  if (!(error instanceof ActivityFailure) || error.retryState !== 'MAXIMUM_ATTEMPTS_REACHED') return '';
  return `. This was the last attempt of ${error.activityType}. Once \`npx adtech doctor\` finds nothing unreachable: ${RUN_FAILED_DATES}`;
}

/** The failure that ends the run; the Web UI shows its message first, and the activity's failure below as the cause. */
export function failureOf(
  error: unknown,
  { type, message }: EndOfRun,
  nonRetryable = true,
): ApplicationFailure {
  const cause = error instanceof Error ? { cause: error } : {};
  return ApplicationFailure.create({ message, type, nonRetryable, ...cause });
}

/** Whether the cause is non-retryable. */
export function isPermanent(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}

function causeOf(error: unknown): unknown {
  return error instanceof ActivityFailure && error.cause !== undefined ? error.cause : error;
}
