import { TASK_QUEUE } from '../../temporal/names/run-identity';
import { whyStuck } from '../../temporal/stuck-runs';
import type { OpenRunFacts } from '../../temporal/stuck-runs';

const NOW = new Date('2024-03-02T00:00:00Z');
const RUN: OpenRunFacts = {
  startedAt: new Date('2024-03-01T23:00:00Z'),
  taskQueue: TASK_QUEUE,
  pending: [{ activity: 'filterLogs', attempt: 1 }],
};

test('a run within its time, at an early attempt, is not stuck', () => {
  expect(whyStuck(RUN, NOW, 61)).toBeUndefined();
  const pending = [{ activity: 'filterLogs', attempt: 4, lastFailure: 'away' }];
  expect(whyStuck({ ...RUN, pending }, NOW, 61)).toBeUndefined();
});

test('a run that is open for as long as is allowed is stuck, and where is told', () => {
  expect(whyStuck(RUN, NOW, 60)).toBe('it has been open for 60 minutes, in filter');
  expect(whyStuck({ ...RUN, pending: [] }, NOW, 60)).toBe('it has been open for 60 minutes');
});

test('a step that has failed again and again is stuck, and why is told', () => {
  const pending = [{ activity: 'writeLists', attempt: 5, lastFailure: 'database: away' }];
  expect(whyStuck({ ...RUN, pending }, NOW, 1_000)).toBe('write is at attempt 5: database: away');
});

test('a step that has failed again and again without a word is stuck, and several steps are told', () => {
  const pending = [{ activity: 'writeLists', attempt: 5 }];
  expect(whyStuck({ ...RUN, pending }, NOW, 1_000)).toBe('write is at attempt 5');
  const two = [
    { activity: 'rankTopProducts', attempt: 1 },
    { activity: 'rankTopCTR', attempt: 1 },
  ];
  expect(whyStuck({ ...RUN, pending: two }, NOW, 60)).toBe(
    'it has been open for 60 minutes, in TopProducts, TopCTR',
  );
});

test('a run on a task queue that workers do not poll is stuck from the start', () => {
  expect(whyStuck({ ...RUN, taskQueue: 'other', startedAt: NOW }, NOW, 60)).toMatch(
    /task queue other, and workers poll recommendations/,
  );
});
