import { DatabaseError } from 'pg';
import { TooManyRejectsError, toFailure } from '../../activities/failures';
import { CountTooLargeError } from '../../counting/columns/counter-columns';
import { StaleAttemptError } from '../../db/publication';
import { DatabaseRefusedError } from '../../db/refusal';
import { LakeObjectChangedError, LakeRefusedError, LakeUnreachableError } from '../../storage/lake';
import { BadLogError } from '../../logs/bad-log';

const COMMAND = '`npx adtech backfill --only failed`';
const databaseError = (code: string, message = 'relation "x" does not exist') =>
  Object.assign(new DatabaseError(message, 1, 'error'), { code });

describe('a failure that no further attempt can resolve', () => {
  it.each<[string, Error]>([
    ['BadLog', new BadLogError('input/x.csv', 'a quote is never closed', 7)],
    ['CountTooLarge', new CountTooLargeError('the clicks of product "p" of advertiser "A" on 2024-03-01')],
    ['TooManyRejects', new TooManyRejectsError('5.1 % of the rows are malformed')],
    ['LakeRefused', new LakeRefusedError('s3://logs: refused with AccessDenied')],
    ['StaleAttempt', new StaleAttemptError('2024-03-01: run a is stale')],
    ['DatabaseRefused', databaseError('42P01')],
    ['DatabaseRefused', databaseError('08P01', 'unsupported startup parameter: statement_timeout')],
    [
      'DatabaseRefused',
      new DatabaseRefusedError('Postgres at h:1 refuses the connection; correct DATABASE_URL'),
    ],
  ])('%s ends the run, with what was found and the command for afterwards', (type, error) => {
    const failure = toFailure(error);
    expect(failure).toMatchObject({ type, nonRetryable: true });
    expect(failure.message).toContain(error.message);
    expect(failure.message).toContain(COMMAND);
  });
});

describe('a failure that may pass', () => {
  it.each<[string, Error]>([
    ['LakeObjectChanged', new LakeObjectChangedError('input/x.csv', 'ETag')],
    ['LakeUnreachable', new LakeUnreachableError('s3://logs: cannot be reached')],
    ['DatabaseUnavailable', databaseError('57P01')],
    // PgBouncer's code of almost everything.
    ['DatabaseUnavailable', databaseError('08P01', 'query_wait_timeout')],
    ['DatabaseUnavailable', databaseError('08P01', 'no more connections allowed (max_client_conn)')],
  ])('%s is tried again, and names no command', (type, error) => {
    const failure = toFailure(error);
    expect(failure).toMatchObject({ type, nonRetryable: false });
    expect(failure.message).not.toContain(COMMAND);
  });
});
