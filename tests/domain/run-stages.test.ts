import { STAGES, stepLabel } from '../../domain/run-stages';

test('the steps of a run are called filter, by the models of the contract, and write', () => {
  expect(STAGES.map((stage) => stage.map(stepLabel))).toEqual([
    ['filter'],
    ['TopProducts', 'TopCTR'],
    ['write'],
  ]);
});

test('the step behind the publication is called evaluate', () => {
  expect(stepLabel('evaluateLists')).toBe('evaluate');
});

test('an activity that is no step keeps its name', () => {
  expect(stepLabel('recordRunEnd')).toBe('recordRunEnd');
  expect(stepLabel('rankUnknown')).toBe('rankUnknown');
});
