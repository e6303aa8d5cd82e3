import type { DateState } from '../../domain/date-status';
import { rankActivityName } from '../../domain/run-identity';
import { STAGE_LABELS, STAGES, stageStates, stepLabel } from '../../domain/run-stages';

test('the steps of a run are called filter, by the names of the models, and write', () => {
  expect(STAGES.map((stage) => stage.map(stepLabel))).toEqual([
    ['filter'],
    ['TopProducts', 'TopCTR', 'TopCTRSmoothed', 'TopCTRLowerBound', 'Trending'],
    ['write'],
  ]);
});

test('an activity that is no step keeps its name', () => {
  expect(stepLabel('recordRunEnd')).toBe('recordRunEnd');
  expect(stepLabel('rankUnknown')).toBe('rankUnknown');
});

test('the models together are one stage, as bad as the worst of them', () => {
  expect(STAGE_LABELS).toEqual(['filter', 'rank', 'write']);
  const steps = (ranks: DateState, one: DateState) => ({
    ...Object.fromEntries(STAGES.flat().map((step) => [step, ranks])),
    [rankActivityName('TopCTR')]: one,
  });
  expect(stageStates(steps('done', 'done'))).toEqual(['done', 'done', 'done']);
  expect(stageStates(steps('done', 'running'))[1]).toBe('running');
  expect(stageStates(steps('missing', 'failed'))[1]).toBe('failed');
  expect(stageStates(steps('running', 'done'))[1]).toBe('running');
  expect(stageStates(steps('stale', 'stale'))).toEqual(['stale', 'stale', 'stale']);
});
