import type { Period } from '../../domain/due-dates';
import { describeRun } from '../../temporal/runs';
import { differencesFrom, specifySchedule } from '../../temporal/schedule';

const START = '2024-11-29';
const DAY_MS = 86_400_000;

/** JSON of a text, as the SDK encodes it. */
const payload = (text: string) => ({
  metadata: { encoding: Buffer.from('json/plain').toString('base64') },
  data: Buffer.from(JSON.stringify(text)).toString('base64'),
});

/** The schedule of the contract in the protocol's JSON, as a server of version 1.29 describes it. */
function described() {
  const { staticSummary, staticDetails } = describeRun();
  return {
    spec: {
      startTime: { seconds: '1732838400' },
      structuredCalendar: [
        {
          second: [{ step: 1 }],
          minute: [{ step: 1 }],
          hour: [{ start: 23, end: 23, step: 1 }],
          dayOfMonth: [{ start: 1, end: 31, step: 1 }],
          month: [{ start: 1, end: 12, step: 1 }],
          dayOfWeek: [{ end: 6, step: 1 }],
          comment: 'every day at 23:00 UTC',
        },
      ],
      timezoneName: 'UTC',
    } as Record<string, unknown> & { structuredCalendar: Record<string, unknown>[] },
    action: {
      startWorkflow: {
        workflowId: 'recommendations',
        workflowType: { name: 'dailyRecommendations' },
        taskQueue: { name: 'recommendations', kind: 'TASK_QUEUE_KIND_NORMAL' },
        input: {},
        workflowRunTimeout: { seconds: '86400' },
        header: {},
        userMetadata: { summary: payload(staticSummary), details: payload(staticDetails) },
      } as Record<string, unknown>,
    },
    policies: {
      overlapPolicy: 'SCHEDULE_OVERLAP_POLICY_ALLOW_ALL',
      catchupWindow: { seconds: '315360000' },
    } as Record<string, unknown>,
    state: { notes: 'holiday' } as Record<string, unknown>,
  };
}

type Drift = (schedule: ReturnType<typeof described>) => void;

function differencesAfter(drift: Drift, period: Period = { startDate: START }): string[] {
  const schedule = described();
  drift(schedule);
  return differencesFrom(period, { raw: { schedule } });
}

describe('the specified schedule', () => {
  const { spec, action, policies } = specifySchedule({ startDate: START });

  it('fires every day at 23:00 UTC from the first date on, in UTC only', () => {
    expect(spec).toEqual({
      calendars: [{ hour: 23, comment: expect.any(String) as string }],
      timezone: 'UTC',
      startAt: new Date('2024-11-29T00:00:00.000Z'),
    });
  });

  it('starts the workflow of the contract under the id of the contract, without arguments', () => {
    expect(action).toMatchObject({
      type: 'startWorkflow',
      workflowType: 'dailyRecommendations',
      workflowId: 'recommendations',
      taskQueue: 'recommendations',
    });
    expect(action).not.toHaveProperty('args');
  });

  it('gives each run an end, and limits no run of the first date by its start', () => {
    expect(action.workflowRunTimeout).toBe(DAY_MS);
    expect(spec.startAt.getTime()).toBeLessThan(new Date('2024-11-29T23:00:00Z').getTime());
  });

  it('lets dates run side by side, catches up after years, and never pauses by itself', () => {
    expect(policies.overlap).toBe('ALLOW_ALL');
    expect(policies.catchupWindow).toBeGreaterThan(365 * DAY_MS);
    expect(policies.pauseOnFailure).toBe(false);
  });

  it('ends after 23:00 UTC of END_DATE, and before the next date', () => {
    expect(specifySchedule({ startDate: START, endDate: START }).spec).toMatchObject({
      endAt: new Date('2024-11-29T23:59:59.000Z'),
    });
  });

  it('moves with the first date', () => {
    expect(specifySchedule({ startDate: '2024-02-29' }).spec.startAt).toEqual(
      new Date('2024-02-29T00:00:00.000Z'),
    );
  });
});

describe('what of a schedule is not as specified', () => {
  it('is nothing where it is as specified', () => {
    expect(differencesAfter(() => undefined)).toEqual([]);
    const closed = { startDate: START, endDate: '2024-11-30' };
    expect(differencesAfter(({ spec }) => (spec['endTime'] = { seconds: '1733011199' }), closed)).toEqual([]);
    expect(differencesAfter(() => undefined, closed)).toEqual([
      'end is not set, specified "2024-11-30T23:59:59.000Z"',
    ]);
  });

  it('is nothing where the server leaves out or says what has its default', () => {
    const nothing = differencesAfter(({ spec, action, policies }) => {
      delete spec['timezoneName'];
      Object.assign(spec, { jitter: {}, interval: [], timezoneData: 'rules of the zone' });
      delete spec.structuredCalendar[0]!['comment'];
      action.startWorkflow['taskQueue'] = { name: 'recommendations' };
      Object.assign(action.startWorkflow, {
        workflowExecutionTimeout: { seconds: '0' },
        cronSchedule: '',
        workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_UNSPECIFIED',
      });
      policies['pauseOnFailure'] = false;
    });
    expect(nothing).toEqual([]);
  });

  it('is not a pause, nor a note: those are for operators', () => {
    expect(differencesAfter(({ state }) => Object.assign(state, { paused: true, notes: 'away' }))).toEqual(
      [],
    );
  });

  it('is the note that every command leaves, with what its loss means', () => {
    expect(differencesAfter(({ state }) => delete state['notes'])).toEqual([
      'note is not set, specified "active since `adtech schedule apply`": another program has replaced the schedule, ' +
        'and has ended a pause if there was one',
    ]);
  });

  const range = (start: number, end: number, step = 1) => ({ start, end, step });
  const calendar =
    (member: string, ...ranges: ReturnType<typeof range>[]): Drift =>
    ({ spec }) =>
      (spec.structuredCalendar[0]![member] = ranges);
  const workflow =
    (members: object): Drift =>
    ({ action }) =>
      Object.assign(action.startWorkflow, members);

  it.each<[difference: string, drift: Drift]>([
    ['hour is "22", specified "23"', calendar('hour', range(22, 22))],
    ['hour is "0-23", specified "23"', calendar('hour', range(0, 23))],
    ['hour is "11,23", specified "23"', calendar('hour', range(11, 11), range(23, 23))],
    ['minute is "30", specified "0"', calendar('minute', range(30, 30))],
    ['second is "1", specified "0"', calendar('second', range(1, 1))],
    ['days of the month is "1-31/2", specified "1-31"', calendar('dayOfMonth', range(1, 31, 2))],
    ['months is "1-5,7-12", specified "1-12"', calendar('month', range(1, 5), range(7, 12))],
    ['days of the week is "1-5", specified "0-6"', calendar('dayOfWeek', range(1, 5))],
    ['years is "2024", specified not set', calendar('year', range(2024, 2024))],
    [
      'further calendar [1].hour is "11", specified not set',
      ({ spec }) => spec.structuredCalendar.push({ hour: [range(11, 11)] }),
    ],
    [
      'skipped times [0].dayOfMonth is "25", specified not set',
      ({ spec }) => (spec['excludeStructuredCalendar'] = [{ dayOfMonth: [range(25, 25)] }]),
    ],
    [
      'interval [0].interval is "3600s", specified not set',
      ({ spec }) => (spec['interval'] = [{ interval: { seconds: '3600' } }]),
    ],
    [
      'time zone is "America/Los_Angeles", specified "UTC"',
      ({ spec }) => (spec['timezoneName'] = 'America/Los_Angeles'),
    ],
    ['first date is not set, specified "2024-11-29T00:00:00.000Z"', ({ spec }) => delete spec['startTime']],
    [
      'first date is "2024-11-30T00:00:00.000Z", specified "2024-11-29T00:00:00.000Z"',
      ({ spec }) => (spec['startTime'] = { seconds: '1732924800' }),
    ],
    [
      'end is "2024-11-30T00:00:00.000Z", specified not set',
      ({ spec }) => (spec['endTime'] = { seconds: '1732924800' }),
    ],
    [
      'jitter is "1.5s", specified not set',
      ({ spec }) => (spec['jitter'] = { seconds: '1', nanos: 500_000_000 }),
    ],
    [
      'workflow type is "other", specified "dailyRecommendations"',
      workflow({ workflowType: { name: 'other' } }),
    ],
    ['workflow id is "other", specified "recommendations"', workflow({ workflowId: 'other' })],
    ['task queue is "other", specified "recommendations"', workflow({ taskQueue: { name: 'other' } })],
    [
      'argument payloads[0] is "2024", specified not set',
      workflow({ input: { payloads: [payload('2024')] } }),
    ],
    [
      'execution timeout is "60s", specified not set',
      workflow({ workflowExecutionTimeout: { seconds: '60' } }),
    ],
    ['run timeout is "1s", specified "86400s"', workflow({ workflowRunTimeout: { seconds: '1' } })],
    ['run timeout is not set, specified "86400s"', workflow({ workflowRunTimeout: null })],
    ['task timeout is "7s", specified not set', workflow({ workflowTaskTimeout: { seconds: '7' } })],
    [
      'retry policy maximumAttempts is "3", specified not set',
      workflow({ retryPolicy: { maximumAttempts: 3 } }),
    ],
    ['memo fields.a is "b", specified not set', workflow({ memo: { fields: { a: payload('b') } } })],
    [
      'search attribute indexedFields.A is "b", specified not set',
      workflow({ searchAttributes: { indexedFields: { A: payload('b') } } }),
    ],
    ['header fields.a is "b", specified not set', workflow({ header: { fields: { a: payload('b') } } })],
    ['priority priorityKey is "1", specified not set', workflow({ priority: { priorityKey: 1 } })],
    [
      'overlap policy is "SKIP", specified "ALLOW_ALL"',
      ({ policies }) => (policies['overlapPolicy'] = 'SCHEDULE_OVERLAP_POLICY_SKIP'),
    ],
    [
      'catch-up window is "60s", specified "315360000s"',
      ({ policies }) => (policies['catchupWindow'] = { seconds: '60' }),
    ],
    ['pause on failure is "true", specified not set', ({ policies }) => (policies['pauseOnFailure'] = true)],
    ['limit of runs is "true", specified not set', ({ state }) => (state['limitedActions'] = true)],
    ['remaining runs is "3", specified not set', ({ state }) => (state['remainingActions'] = '3')],
    [
      'policies.keepOriginalWorkflowId is "true", specified not set',
      ({ policies }) => (policies['keepOriginalWorkflowId'] = true),
    ],
    [
      'action.startWorkflow.ofANewerServer.limit is "2s", specified not set',
      workflow({ ofANewerServer: { limit: { seconds: 2 } } }),
    ],
  ])('is named: %s', (difference, drift) => {
    expect(differencesAfter(drift)).toEqual([difference]);
  });

  it('is a text of the runs that is another one, or gone', () => {
    const { staticDetails } = describeRun();
    const other = { summary: payload('Lists'), details: payload(staticDetails) };
    expect(differencesAfter(workflow({ userMetadata: other }))).toEqual([
      expect.stringMatching(/^summary is ".*Lists.*", specified ".*Recommendations of /),
    ]);
    expect(differencesAfter(workflow({ userMetadata: null }))).toEqual([
      expect.stringMatching(/^summary is not set, specified "/),
      expect.stringMatching(/^details is not set, specified "/),
    ]);
  });

  it('is all of it at once', () => {
    const differences = differencesAfter(
      ({ spec, action, policies }) => {
        spec.structuredCalendar.splice(0);
        action.startWorkflow['taskQueue'] = { name: 'other' };
        policies['overlapPolicy'] = 'SCHEDULE_OVERLAP_POLICY_SKIP';
      },
      { startDate: '2024-12-01' },
    );
    expect(differences.map((difference) => difference.split(' is ')[0])).toEqual([
      'hour',
      'minute',
      'second',
      'days of the month',
      'months',
      'days of the week',
      'first date',
      'task queue',
      'overlap policy',
    ]);
  });
});
