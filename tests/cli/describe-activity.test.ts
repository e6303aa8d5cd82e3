import { describeActivity } from '../../cli/describe-activity';

test.each([
  ['filterLogs', { step: 'filter' }, 'filter'],
  [
    'filterLogs',
    { step: 'filter', objects_counted: 3, objects: 1_200 },
    'filter, 3 of 1,200 objects counted',
  ],
  ['filterLogs', { step: 'filter', filtering: '2024-03-01' }, 'filter, adding up'],
  ['rankTopCTR', { step: 'rank-top_ctr', advertisers: 9, shards: 1, of: 4 }, 'TopCTR, 1 of 4 shards ranked'],
  ['writeLists', { step: 'write', fence: 7, rows: 12_345 }, 'write, 12,345 rows to publish'],
  ['evaluateLists', { step: 'evaluate', evaluating: '2024-02-29' }, 'evaluate, lists of 2024-02-29'],
  ['countRange', { step: 'range-0', bytes_read: 50, bytes_total: 200 }, 'countRange, 25 % read'],
])('%s with the heartbeat %j is told as %s', (activity, progress, told) => {
  expect(describeActivity({ activity, attempt: 1, progress })).toBe(told);
});

test('tells a further attempt, and why the one before failed', () => {
  expect(describeActivity({ activity: 'writeLists', attempt: 3, lastFailure: 'database: away' })).toBe(
    'write, attempt 3, before: database: away',
  );
});
