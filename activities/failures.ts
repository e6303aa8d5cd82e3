import { ApplicationFailure } from '@temporalio/activity';
import { CountTooLargeError } from '../counting/columns/counter-columns';
import { databaseFault } from '../db/errors';
import { DatabaseRefusedError } from '../db/refusal';
import { ONCE_CORRECTED, RUN_FAILED_DATES } from '../domain/remedies';
import { StaleAttemptError } from '../db/publication';
import {
  LakeObjectChangedError,
  LakeObjectMissingError,
  LakeRefusedError,
  LakeUnreachableError,
} from '../storage/lake';
import { BadLogError } from '../logs/bad-log';

/** Too many rows are malformed to trust the rest. */
export class TooManyRejectsError extends Error {
  override readonly name = 'TooManyRejectsError';
}

/** The active list lacks advertisers as if an export had failed half way. */
export class AdvertisersLostError extends Error {
  override readonly name = 'AdvertisersLostError';
}

/** The messages name the object, the line and the remedy, then the command to run after it. */
const PERMANENT = [
  { error: BadLogError, type: 'BadLog', remedy: ONCE_CORRECTED },
  { error: TooManyRejectsError, type: 'TooManyRejects', remedy: ONCE_CORRECTED },
  { error: CountTooLargeError, type: 'CountTooLarge', remedy: ONCE_CORRECTED },
  { error: AdvertisersLostError, type: 'AdvertisersLost', remedy: ONCE_CORRECTED },
  { error: LakeRefusedError, type: 'LakeRefused', remedy: ONCE_CORRECTED },
  { error: DatabaseRefusedError, type: 'DatabaseRefused', remedy: ONCE_CORRECTED },
  {
    error: StaleAttemptError,
    type: 'StaleAttempt',
    remedy: `. \`npx adtech status\` shows what became of the date; if it is failed: ${RUN_FAILED_DATES}`,
  },
];

/** The failure that Temporal gets for an error of a step: permanent ones end the run at once, all others are tried again. */
export function toFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const permanent = PERMANENT.find((kind) => error instanceof kind.error);
  if (permanent !== undefined) {
    return ApplicationFailure.nonRetryable(message + permanent.remedy, permanent.type);
  }
  if (error instanceof LakeObjectChangedError || error instanceof LakeObjectMissingError) {
    return ApplicationFailure.retryable(message, 'LakeObjectChanged');
  }
  if (error instanceof LakeUnreachableError) return ApplicationFailure.retryable(message, 'LakeUnreachable');
  const fault = databaseFault(error);
  if (fault === 'passing')
    return ApplicationFailure.retryable(`database: ${describe(error, message)}`, 'DatabaseUnavailable');
  if (fault === 'permanent') {
    return ApplicationFailure.nonRetryable(
      `database: ${message}; \`npx adtech migrate\` brings its tables up to date, and their owner may grant this role what it lacks${ONCE_CORRECTED}`,
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
