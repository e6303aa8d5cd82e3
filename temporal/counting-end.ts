import { ApplicationFailure } from '@temporalio/common';
import type { WorkflowFailedError } from '@temporalio/client';

/**
 * Returns the failure of counting for the run of the date that waits: a bad object fails it at once, all else is tried
 * again.
 *
 * @param what was counted, for the message.
 */
export function asOwnFailure(error: WorkflowFailedError, what: string): ApplicationFailure {
  let cause: unknown = error.cause;
  while (cause instanceof Error && !(cause instanceof ApplicationFailure)) cause = cause.cause;
  if (!(cause instanceof ApplicationFailure)) {
    return ApplicationFailure.retryable(
      `the counting of ${what} was ended before it was done (cancelled, terminated or timed out); ask for it again`,
      'CountingEnded',
    );
  }
  return ApplicationFailure.create({
    message: cause.message,
    type: cause.type ?? 'CountingFailed',
    nonRetryable: cause.type !== 'LakeObjectChanged' && cause.nonRetryable === true,
  });
}
