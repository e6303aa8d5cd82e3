import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { describeEnd, failureOf, isPermanent, remedyOfLastAttempt } from '../../workflows/end-of-run';

const failed = (cause: Error, retryState: ActivityFailure['retryState']) =>
  new ActivityFailure('Activity task failed', 'filterLogs', '1', retryState, 'worker', cause);
const away = failed(
  ApplicationFailure.retryable('database: ECONNREFUSED', 'DatabaseUnavailable'),
  'MAXIMUM_ATTEMPTS_REACHED',
);
const bad = failed(
  ApplicationFailure.nonRetryable('input/x.csv: line 7: …', 'BadLog'),
  'NON_RETRYABLE_FAILURE',
);

describe('the end of a run', () => {
  it('has the words of the activity that ended it', () => {
    const end = describeEnd(bad);
    expect(end).toEqual({
      status: 'failed',
      step: 'filterLogs',
      type: 'BadLog',
      message: 'input/x.csv: line 7: …',
    });
    expect(failureOf(bad, end)).toMatchObject({ message: end.message, type: 'BadLog', nonRetryable: true });
  });

  it('has a command where a fault that may pass has used up the attempts, and none otherwise', () => {
    expect(remedyOfLastAttempt(away)).toBe(
      '. This was the last attempt of filterLogs. Once `npx adtech doctor` finds nothing unreachable: `npx adtech backfill --only failed`',
    );
    expect(remedyOfLastAttempt(bad)).toBe('');
    expect(remedyOfLastAttempt(new Error('x'))).toBe('');
  });

  it('is for good only where trying again cannot help', () => {
    const late = failed(new TimeoutFailure('late', undefined, 'HEARTBEAT'), 'MAXIMUM_ATTEMPTS_REACHED');
    expect([bad, away, late].map(isPermanent)).toEqual([true, false, false]);
  });
});
