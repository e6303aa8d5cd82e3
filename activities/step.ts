import { ApplicationFailure, CancelledFailure, Context, log } from '@temporalio/activity';
import { StaleAttemptError } from '../db/publication';
import type { StepAttempt } from '../storage/lake-keys';
import { toFailure } from './failures';

/** How often an attempt says that it is alive, and how far it is. */
const HEARTBEAT_EVERY_MS = 1_000;

/** What a step may use of the attempt that it runs in. */
export interface StepContext {
  readonly workflowId: string;
  /** Whose files in the lake these are. */
  readonly owner: StepAttempt;
  /** Aborted when the run is cancelled, the attempt has timed out or the worker stops. */
  readonly signal: AbortSignal;
  /** Replaces what the next heartbeat reports, and what the Web UI shows. */
  readonly progress: (details: object) => void;
}

/**
 * Runs one attempt of a step: heartbeats while it works, and turns its errors into failures that either end the run
 * with a message or are tried again.
 *
 * @param subject what the step is about, for the log: an execution date or an object.
 */
export async function runStep<Result>(
  step: string,
  subject: string,
  work: (context: StepContext) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  const { workflowExecution, attempt } = context.info;
  const { workflowId = '', runId = '' } = workflowExecution ?? {};
  let details: object = { step };
  const heartbeats = setInterval(() => {
    context.heartbeat(details);
  }, HEARTBEAT_EVERY_MS);
  try {
    return await work({
      workflowId,
      owner: { runId, step, attempt },
      signal: context.cancellationSignal,
      progress: (next) => {
        details = { step, ...next };
      },
    });
  } catch (error) {
    const failure =
      // An attempt that the fence refuses has usually timed out already; the refusal says more.
      context.cancellationSignal.aborted && !(error instanceof StaleAttemptError)
        ? interruption(context.cancellationSignal.reason, error)
        : toFailure(error);
    log.warn(`${step} of ${subject} failed`, { attempt, error: failure });
    throw failure;
  } finally {
    clearInterval(heartbeats);
  }
}

/** A worker that stops leaves the attempt to another worker; every other abort ends it. */
function interruption(reason: unknown, error: unknown): unknown {
  if (reason instanceof CancelledFailure && reason.message === 'WORKER_SHUTDOWN') {
    return ApplicationFailure.retryable('the worker is stopping; another one takes over', 'WorkerStopping');
  }
  return reason instanceof CancelledFailure ? reason : error;
}
