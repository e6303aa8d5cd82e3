import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { ScheduleDescription } from '@temporalio/client';
import { describeRun } from '../../temporal/runs';
import { differencesFrom, specifySchedule } from '../../temporal/schedule';

const START = '2024-11-29';
const DAY_MS = 86_400_000;

/** A schedule as the server describes the one of the contract. */
function described(): ScheduleDescription {
  const only = (number: number) => [{ start: number, end: number, step: 1 }];
  return {
    spec: {
      calendars: [
        {
          second: only(0),
          minute: only(0),
          hour: only(23),
          dayOfMonth: [{ start: 1, end: 31, step: 1 }],
          month: [{ start: 'JANUARY', end: 'DECEMBER', step: 1 }],
          year: [],
          dayOfWeek: [{ start: 'SUNDAY', end: 'SATURDAY', step: 1 }],
          comment: 'every day at 23:00 UTC',
        },
      ],
      intervals: [],
      skip: [],
      timezone: 'UTC',
      startAt: new Date('2024-11-29T00:00:00Z'),
      jitter: 0,
    },
    action: {
      type: 'startWorkflow',
      workflowType: 'dailyRecommendations',
      workflowId: 'recommendations',
      taskQueue: 'recommendations',
      args: [],
      workflowRunTimeout: DAY_MS,
      ...describeRun(),
    },
    policies: {
      overlap: ScheduleOverlapPolicy.ALLOW_ALL,
      catchupWindow: 3_650 * DAY_MS,
      pauseOnFailure: false,
    },
    state: { paused: false },
  } as unknown as ScheduleDescription;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Drift = (schedule: {
  spec: Writable<ScheduleDescription['spec']>;
  action: Writable<ScheduleDescription['action']>;
  policies: Writable<ScheduleDescription['policies']>;
}) => void;

function differencesAfter(drift: Drift, startDate = START): string[] {
  const schedule = described();
  drift(schedule);
  return differencesFrom(startDate, schedule);
}

describe('the specified schedule', () => {
  const { spec, action, policies } = specifySchedule(START);

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
    expect(spec.startAt!.getTime()).toBeLessThan(new Date('2024-11-29T23:00:00Z').getTime());
  });

  it('lets dates run side by side, catches up after years, and never pauses by itself', () => {
    expect(policies.overlap).toBe('ALLOW_ALL');
    expect(policies.catchupWindow).toBeGreaterThan(365 * DAY_MS);
    expect(policies.pauseOnFailure).toBe(false);
  });

  it('moves with the first date', () => {
    expect(specifySchedule('2024-02-29').spec.startAt).toEqual(new Date('2024-02-29T00:00:00.000Z'));
  });
});

describe('what of a schedule is not as specified', () => {
  it('is nothing where it is as specified', () => {
    expect(differencesFrom(START, described())).toEqual([]);
  });

  it('is nothing where the server leaves out what has its default', () => {
    const nothing = differencesAfter(({ spec, action }) => {
      delete spec.intervals;
      delete spec.jitter;
      delete spec.timezone;
      delete (action as { args?: unknown[] }).args;
      delete action.staticSummary;
      delete action.staticDetails;
    });
    expect(nothing).toEqual([]);
  });

  it('is a text of an earlier version', () => {
    expect(differencesAfter(({ action }) => (action.staticSummary = 'Lists'))).toEqual([
      expect.stringMatching(/^summary is "Lists", specified "Recommendations of /),
    ]);
    expect(differencesAfter(({ action }) => delete action.staticDetails)).toHaveLength(1);
  });

  it('is not a pause, nor a note: those are for operators', () => {
    const paused = { ...described(), state: { paused: true, note: 'holiday' } } as ScheduleDescription;
    expect(differencesFrom(START, paused)).toEqual([]);
  });

  const calendar = (schedule: Parameters<Drift>[0]) => schedule.spec.calendars![0]!;
  it.each<[difference: string, drift: Drift]>([
    [
      'time of day is "22:0:0", specified "23:0:0"',
      (schedule) => (calendar(schedule).hour = [{ start: 22, end: 22, step: 1 }]),
    ],
    [
      'time of day is "0-23:0:0", specified "23:0:0"',
      (schedule) => (calendar(schedule).hour = [{ start: 0, end: 23, step: 1 }]),
    ],
    [
      'time of day is "11,23:0:0", specified "23:0:0"',
      (schedule) =>
        (calendar(schedule).hour = [
          { start: 11, end: 11, step: 1 },
          { start: 23, end: 23, step: 1 },
        ]),
    ],
    [
      'time of day is "23:30:0", specified "23:0:0"',
      (schedule) => (calendar(schedule).minute = [{ start: 30, end: 30, step: 1 }]),
    ],
    [
      'time of day is "23:0:1", specified "23:0:0"',
      (schedule) => (calendar(schedule).second = [{ start: 1, end: 1, step: 1 }]),
    ],
    ['calendars is 2, specified 1', ({ spec }) => spec.calendars!.push(spec.calendars![0]!)],
    [
      'days of the month is "1-15", specified "1-31"',
      (schedule) => (calendar(schedule).dayOfMonth = [{ start: 1, end: 15, step: 1 }]),
    ],
    [
      'months is "JANUARY-MAY,JULY-DECEMBER", specified "JANUARY-DECEMBER"',
      (schedule) =>
        (calendar(schedule).month = [
          { start: 'JANUARY', end: 'MAY', step: 1 },
          { start: 'JULY', end: 'DECEMBER', step: 1 },
        ]),
    ],
    [
      'days of the month is "1-31/2", specified "1-31"',
      (schedule) => (calendar(schedule).dayOfMonth = [{ start: 1, end: 31, step: 2 }]),
    ],
    [
      'months is "JANUARY-JUNE", specified "JANUARY-DECEMBER"',
      (schedule) => (calendar(schedule).month = [{ start: 'JANUARY', end: 'JUNE', step: 1 }]),
    ],
    [
      'days of the week is "MONDAY-FRIDAY", specified "SUNDAY-SATURDAY"',
      (schedule) => (calendar(schedule).dayOfWeek = [{ start: 'MONDAY', end: 'FRIDAY', step: 1 }]),
    ],
    [
      'years is "2024", specified ""',
      (schedule) => (calendar(schedule).year = [{ start: 2024, end: 2024, step: 1 }]),
    ],
    ['skipped times is 1, specified 0', ({ spec }) => (spec.skip = spec.calendars!)],
    ['intervals is 1, specified 0', ({ spec }) => (spec.intervals = [{ every: DAY_MS, offset: 0 }])],
    [
      'time zone is "America/Los_Angeles", specified "UTC"',
      ({ spec }) => (spec.timezone = 'America/Los_Angeles'),
    ],
    [
      'first date is "2024-11-30T00:00:00.000Z", specified "2024-11-29T00:00:00.000Z"',
      ({ spec }) => (spec.startAt = new Date('2024-11-30T00:00:00Z')),
    ],
    ['first date is undefined, specified "2024-11-29T00:00:00.000Z"', ({ spec }) => delete spec.startAt],
    [
      'end is "2025-01-01T00:00:00.000Z", specified undefined',
      ({ spec }) => (spec.endAt = new Date('2025-01-01T00:00:00Z')),
    ],
    ['jitter is 1000, specified 0', ({ spec }) => (spec.jitter = 1_000)],
    [
      'workflow type is "other", specified "dailyRecommendations"',
      ({ action }) => (action.workflowType = 'other'),
    ],
    ['workflow id is "other", specified "recommendations"', ({ action }) => (action.workflowId = 'other')],
    ['task queue is "other", specified "recommendations"', ({ action }) => (action.taskQueue = 'other')],
    ['arguments is 1, specified 0', ({ action }) => (action.args = [{ executionDate: START }])],
    ['run timeout is 1000, specified 86400000', ({ action }) => (action.workflowRunTimeout = 1_000)],
    ['run timeout is undefined, specified 86400000', ({ action }) => delete action.workflowRunTimeout],
    ['overlap policy is "SKIP", specified "ALLOW_ALL"', ({ policies }) => (policies.overlap = 'SKIP')],
    [
      'overlap policy is "BUFFER_ALL", specified "ALLOW_ALL"',
      ({ policies }) => (policies.overlap = 'BUFFER_ALL'),
    ],
    [
      `catch-up window is ${String(365 * DAY_MS)}, specified ${String(3_650 * DAY_MS)}`,
      ({ policies }) => (policies.catchupWindow = 365 * DAY_MS),
    ],
    ['pause on failure is true, specified false', ({ policies }) => (policies.pauseOnFailure = true)],
  ])('is named: %s', (difference, drift) => {
    expect(differencesAfter(drift)).toEqual([difference]);
  });

  it('is all of it at once', () => {
    const differences = differencesAfter(({ spec, action, policies }) => {
      spec.calendars = [];
      action.taskQueue = 'other';
      policies.overlap = 'SKIP';
    }, '2024-12-01');
    expect(differences.map((difference) => difference.split(' is ')[0])).toEqual([
      'time of day',
      'calendars',
      'days of the month',
      'months',
      'days of the week',
      'first date',
      'task queue',
      'overlap policy',
    ]);
  });
});
