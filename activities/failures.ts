import { ApplicationFailure } from '@temporalio/activity';
import { databaseFault } from '../db/errors';
import { StaleAttemptError } from '../db/publication';
import {
  LakeObjectChangedError,
  LakeObjectMissingError,
  LakeRefusedError,
  LakeUnreachableError,
} from '../storage/lake';
import { BadLogError } from '../storage/log-header';

/** Too many rows are malformed to trust the rest. */
export class TooManyRejectsError extends Error {
  override readonly name = 'TooManyRejectsError';
}

const PERMANENT = [
  { error: BadLogError, type: 'BadLog' },
  { error: TooManyRejectsError, type: 'TooManyRejects' },
  { error: LakeRefusedError, type: 'LakeRefused' },
  { error: StaleAttemptError, type: 'StaleAttempt' },
];

/** The failure that Temporal gets for an error of a step: permanent ones end the run at once, all others are tried again. */
export function toFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const permanent = PERMANENT.find((kind) => error instanceof kind.error);
  if (permanent !== undefined) return ApplicationFailure.nonRetryable(message, permanent.type);
  if (error instanceof LakeObjectChangedError || error instanceof LakeObjectMissingError) {
    return ApplicationFailure.retryable(message, 'LakeObjectChanged');
  }
  if (error instanceof LakeUnreachableError) return ApplicationFailure.retryable(message, 'LakeUnreachable');
  const fault = databaseFault(error);
  if (fault === 'passing')
    return ApplicationFailure.retryable(`database: ${describe(error, message)}`, 'DatabaseUnavailable');
  if (fault === 'permanent') {
    return ApplicationFailure.nonRetryable(
      `database: ${message}; is it migrated (\`npx adtech migrate\`), and may this role write to it?`,
      'DatabaseRefused',
    );
  }
  return ApplicationFailure.create({
    message,
    type: error instanceof Error ? error.name : 'Error',
    ...(error instanceof Error ? { cause: error } : {}),
  });
}

/** A failed connection to several addresses has its messages inside. */
function describe(error: unknown, message: string): string {
  if (!(error instanceof AggregateError)) return message;
  return error.errors.map((inner) => (inner instanceof Error ? inner.message : String(inner))).join('; ');
}
