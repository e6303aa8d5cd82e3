import fc from 'fast-check';
import {
  ACTION_WORKFLOW_ID,
  executionDateOf,
  SCHEDULE_ID,
  WORKFLOW_TYPE,
  workflowIdOf,
} from '../../../temporal/names/run-identity';
import { anyDay, anyText, holds, SEED } from '../../support/jest/property';

test('the names of the contract', () => {
  expect({ SCHEDULE_ID, WORKFLOW_TYPE, ACTION_WORKFLOW_ID }).toEqual({
    SCHEDULE_ID: 'daily-recommendations',
    WORKFLOW_TYPE: 'dailyRecommendations',
    ACTION_WORKFLOW_ID: 'recommendations',
  });
  expect(workflowIdOf('2024-11-29')).toBe('recommendations-2024-11-29T23:00:00Z');
});

test('reads the execution date out of an id that the schedule makes', () => {
  expect(executionDateOf('recommendations-2024-11-29T23:00:00Z')).toBe('2024-11-29');
  expect(executionDateOf('recommendations-2024-02-29T23:00:00Z')).toBe('2024-02-29');
});

test.each([
  ['another hour', 'recommendations-2024-11-29T22:00:00Z'],
  ['midnight', 'recommendations-2024-11-29T00:00:00Z'],
  ['another minute', 'recommendations-2024-11-29T23:01:00Z'],
  ['another second, as a trigger makes it', 'recommendations-2024-11-29T23:00:01Z'],
  ['milliseconds', 'recommendations-2024-11-29T23:00:00.000Z'],
  ['another zone', 'recommendations-2024-11-29T23:00:00+00:00'],
  ['no zone', 'recommendations-2024-11-29T23:00:00'],
  ['a lower-case zone', 'recommendations-2024-11-29T23:00:00z'],
  ['a prefix', 'xrecommendations-2024-11-29T23:00:00Z'],
  ['the prefix twice', 'recommendations-recommendations-2024-11-29T23:00:00Z'],
  ['another prefix of the same length', 'recommendationz-2024-11-29T23:00:00Z'],
  ['a prefix in capitals', 'Recommendations-2024-11-29T23:00:00Z'],
  ['another separator', 'recommendations_2024-11-29T23:00:00Z'],
  ['the id of the schedule', 'daily-recommendations-2024-11-29T23:00:00Z'],
  ['a suffix', 'recommendations-2024-11-29T23:00:00Z-1'],
  ['a blank behind it', 'recommendations-2024-11-29T23:00:00Z '],
  ['a newline behind it', 'recommendations-2024-11-29T23:00:00Z\n'],
  ['an impossible day', 'recommendations-2024-02-30T23:00:00Z'],
  ['a short day', 'recommendations-2024-11-9T23:00:00Z'],
  ['no day', 'recommendations-T23:00:00Z'],
  ['a day alone', 'recommendations-2024-11-29'],
  ['the action id alone', 'recommendations'],
  ['a bare day', '2024-11-29'],
  ['nothing', ''],
])('refuses an id with %s', (_, workflowId) => {
  expect(executionDateOf(workflowId)).toBeUndefined();
});

describe(`properties, seed ${String(SEED)}`, () => {
  test('every date comes back from its id', () => {
    holds(fc.property(anyDay(), (day) => executionDateOf(workflowIdOf(day)) === day));
  });

  test('an id with anything added, before or behind, names no date', () => {
    holds(
      fc.property(anyDay(), anyText({ minLength: 1 }), (day, extra) => {
        expect(executionDateOf(workflowIdOf(day) + extra)).toBeUndefined();
        expect(executionDateOf(extra + workflowIdOf(day))).toBeUndefined();
      }),
    );
  });

  test('an id with one character changed names no date or its own', () => {
    holds(
      fc.property(
        anyDay(),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (day, position, character) => {
          const id = workflowIdOf(day);
          const index = position % id.length;
          const changed = id.slice(0, index) + character + id.slice(index + 1);
          const date = executionDateOf(changed);
          if (date !== undefined) expect(workflowIdOf(date)).toBe(changed);
        },
      ),
      1_000,
    );
  });
});
