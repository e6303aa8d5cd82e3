import { dateStatus } from '../../domain/date-status';
import type { DateFacts } from '../../domain/date-status';

const STAGES = [['filterLogs'], ['rankTopProducts', 'rankTopCTR'], ['writeLists']];
const NOTHING: DateFacts = {
  date: '2024-11-29',
  publishedRunId: undefined,
  inputsUnchanged: false,
  newestRun: undefined,
  pendingSteps: undefined,
};
const PUBLISHED = {
  publishedRunId: 'run-1',
  inputsUnchanged: true,
  newestRun: { runId: 'run-1', status: 'succeeded', failedStep: null },
} as const;

const status = (facts: Partial<DateFacts>) => {
  const { state, steps } = dateStatus({ ...NOTHING, ...facts }, STAGES);
  return [state, ...STAGES.flat().map((step) => steps[step])];
};
const all = (state: string) => Array<string>(5).fill(state);
const failedAt = (failedStep: string | null, runId = 'run-2') => ({
  newestRun: { runId, status: 'failed', failedStep },
});

test('a date that never ran is missing', () => {
  expect(status({})).toEqual(all('missing'));
});

test('a published date is done', () => {
  expect(status(PUBLISHED)).toEqual(all('done'));
});

test('a published date whose inputs have changed is stale', () => {
  expect(status({ ...PUBLISHED, inputsUnchanged: false })).toEqual(all('stale'));
});

test.each([
  ['in the first step', ['filterLogs'], ['running', 'missing', 'missing', 'missing']],
  ['in both ranks', ['rankTopProducts', 'rankTopCTR'], ['done', 'running', 'running', 'missing']],
  ['in the other rank still', ['rankTopCTR'], ['done', 'done', 'running', 'missing']],
  ['in the one rank still', ['rankTopProducts'], ['done', 'running', 'done', 'missing']],
  ['in the evaluation, behind them', ['evaluateLists'], ['done', 'done', 'done', 'done']],
  ['in the last step', ['writeLists'], ['done', 'done', 'done', 'running']],
  ['between steps', [], ['missing', 'missing', 'missing', 'missing']],
])('an open run %s is running, with its steps', (_, pendingSteps, steps) => {
  expect(status({ pendingSteps })).toEqual(['running', ...steps]);
});

test.each([
  ['in the first step', 'filterLogs', ['failed', 'missing', 'missing', 'missing']],
  ['in a rank', 'rankTopCTR', ['done', 'missing', 'failed', 'missing']],
  ['in the last step', 'writeLists', ['done', 'done', 'done', 'failed']],
  ['before its first step', null, ['missing', 'missing', 'missing', 'missing']],
])('a run that failed %s is failed, with its steps', (_, failedStep, steps) => {
  expect(status(failedAt(failedStep))).toEqual(['failed', ...steps]);
});

test('an open run counts more than what was published or has failed', () => {
  const pendingSteps = ['filterLogs'];
  expect(status({ ...PUBLISHED, pendingSteps })[0]).toBe('running');
  expect(status({ ...failedAt('writeLists'), pendingSteps })[0]).toBe('running');
});

test('a failure after a publication counts, although readers still have the older lists', () => {
  expect(status({ ...PUBLISHED, ...failedAt('writeLists') })[0]).toBe('failed');
  expect(status({ ...PUBLISHED, ...failedAt('writeLists'), inputsUnchanged: false })[0]).toBe('failed');
});

test('a cancelled run is failed', () => {
  expect(status({ newestRun: { runId: 'run-2', status: 'cancelled', failedStep: 'filterLogs' } })[0]).toBe(
    'failed',
  );
});

test('a record that was never closed is not a failure: the server knows of no open run', () => {
  const newestRun = { runId: 'run-2', status: 'running', failedStep: null };
  expect(status({ newestRun })).toEqual(all('missing'));
  expect(status({ ...PUBLISHED, newestRun })).toEqual(all('done'));
});

test('the publication of the newest run is no failure, whatever its record says', () => {
  expect(status({ ...PUBLISHED, ...failedAt('writeLists', 'run-1') })).toEqual(all('done'));
});

test('names the date, and every step of the stages given', () => {
  const { date, steps } = dateStatus(NOTHING, [['one'], ['two', 'three']]);
  expect(date).toBe('2024-11-29');
  expect(Object.keys(steps)).toEqual(['one', 'two', 'three']);
});
