import { CONTRACT_MODELS, MODELS } from './models';
import { rankStepName, rankSteps } from './rank-steps';

/** The step after publication; the date is published whatever its outcome. */
export const EVALUATION_STEP = 'evaluateLists';

/** The steps of a run in order; steps that run side by side are grouped. */
export const STAGES: readonly (readonly string[])[] = [
  ['filterLogs'],
  rankSteps(MODELS.map(({ name }) => name)).map(({ name }) => name),
  ['writeLists'],
];

/** The short label of a step: `filter`, `TopProducts`, `TopCTR`, `write` or `evaluate`; other names stay as they are. */
export function stepLabel(step: string): string {
  if (step === 'filterLogs') return 'filter';
  if (step === 'writeLists') return 'write';
  if (step === EVALUATION_STEP) return 'evaluate';
  return CONTRACT_MODELS.find(({ name }) => rankStepName(name) === step)?.name ?? step;
}
