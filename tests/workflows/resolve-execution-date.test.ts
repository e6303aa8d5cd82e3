import { resolveExecutionDate } from '../../workflows/resolve-execution-date';
import type { RunOrigin } from '../../workflows/resolve-execution-date';

const ID = 'recommendations-2024-11-29T23:00:00Z';
const AT = new Date('2024-11-29T23:00:00.000Z');

const resolve = (origin: Partial<RunOrigin>) =>
  resolveExecutionDate({
    workflowId: ID,
    scheduledTime: undefined,
    requestedDate: undefined,
    startedAt: new Date('2026-11-23T00:00:00Z'),
    ...origin,
  });

describe('the execution date', () => {
  it.each<[name: string, origin: Partial<RunOrigin>]>([
    ['id alone', {}],
    ['id and scheduled time', { scheduledTime: AT }],
    ['id and asked date', { requestedDate: '2024-11-29' }],
    ['id, scheduled time and asked date', { scheduledTime: AT, requestedDate: '2024-11-29' }],
    [
      'id and a scheduled time with jitter, still of that UTC day',
      { scheduledTime: new Date('2024-11-29T23:00:59.999Z') },
    ],
    ['id and a scheduled time just after midnight', { scheduledTime: new Date('2024-11-29T00:00:00.000Z') }],
  ])('is the date of the %s', (_, origin) => {
    expect(resolve(origin)).toEqual({ date: '2024-11-29' });
  });
});

describe('a run is refused, with what disagrees and what to do', () => {
  it.each<[name: string, origin: Partial<RunOrigin>, says: string[]]>([
    [
      'when the asked date is another',
      { requestedDate: '2024-11-28' },
      ['executionDate 2024-11-28 disagrees', ID, 'recommendations-2024-11-28T23:00:00Z'],
    ],
    [
      'when the asked date is another, although the scheduled time agrees',
      { requestedDate: '2024-11-28', scheduledTime: AT },
      ['executionDate 2024-11-28 disagrees', ID],
    ],
    [
      'when the scheduled time is of the day before',
      { scheduledTime: new Date('2024-11-28T23:00:00Z') },
      ['scheduled time 2024-11-28T23:00:00.000Z disagrees', ID],
    ],
    [
      'when the scheduled time is just into the next UTC day',
      { scheduledTime: new Date('2024-11-30T00:00:00Z') },
      ['scheduled time 2024-11-30T00:00:00.000Z disagrees', ID],
    ],
    [
      'when the scheduled time is another, although the asked date agrees',
      { requestedDate: '2024-11-29', scheduledTime: new Date('2024-11-30T23:00:00Z') },
      ['scheduled time 2024-11-30T23:00:00.000Z disagrees'],
    ],
    [
      'when the asked date is no day',
      { requestedDate: '2024-02-30' },
      ['"2024-02-30" is not a day of the calendar', 'YYYY-MM-DD'],
    ],
    [
      'when the asked date has a time',
      { requestedDate: '2024-11-29T23:00:00Z' },
      ['is not a day of the calendar'],
    ],
    ['when the asked date is empty', { requestedDate: '' }, ['"" is not a day of the calendar']],
    [
      'when the id names no date and nothing else does',
      { workflowId: 'my-run' },
      ['workflow id my-run names no execution date', 'npx adtech run <date>'],
    ],
    [
      'when the id names no date and one was asked for',
      { workflowId: 'my-run', requestedDate: '2024-11-29' },
      [
        'workflow id my-run names no execution date',
        `start the run of 2024-11-29 as ${ID}`,
        'npx adtech run 2024-11-29',
      ],
    ],
    [
      'when the id names no date and a schedule of another name started it',
      { workflowId: 'other-2024-11-29T23:00:00Z', scheduledTime: AT },
      ['names no execution date', `start the run of 2024-11-29 as ${ID}`],
    ],
    [
      'when a trigger made the id of a second',
      { workflowId: 'recommendations-2024-11-29T12:34:56Z', scheduledTime: new Date('2024-11-29T12:34:56Z') },
      [
        'recommendations-2024-11-29T12:34:56Z names no execution date',
        `start the run of 2024-11-29 as ${ID}`,
      ],
    ],
  ])('%s', (_, origin, says) => {
    const resolved = resolve(origin);
    expect(resolved).toEqual({ fault: expect.any(String) as string });
    for (const words of says) expect(resolved).toHaveProperty('fault', expect.stringContaining(words));
  });
});

describe('a date to come', () => {
  it('is refused, as its lists would be served as the newest', () => {
    expect(resolve({ startedAt: new Date('2024-11-28T23:59:59.999Z') })).toEqual({
      fault: expect.stringContaining('2024-11-29 lies in the future') as unknown,
    });
  });

  it('is no longer one once its day has begun', () => {
    expect(resolve({ startedAt: new Date('2024-11-29T00:00:00Z') })).toEqual({ date: '2024-11-29' });
  });
});
