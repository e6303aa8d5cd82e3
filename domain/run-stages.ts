import { CONTRACT_MODELS, MODELS } from './models';
import { rankActivityName, rankSteps } from './rank-steps';
import { EVALUATION_ACTIVITY } from './run-identity';

/** The activities of a run in order, those side by side together. */
export const STAGES: readonly (readonly string[])[] = [
  ['filterLogs'],
  rankSteps(MODELS.map(({ name }) => name)).map(({ activity }) => activity),
  ['writeLists'],
];

/** What people call a step: `filter`, `TopProducts`, `TopCTR`, `write`, `evaluate`; an activity that is no step keeps its name. */
export function stepLabel(activity: string): string {
  if (activity === 'filterLogs') return 'filter';
  if (activity === 'writeLists') return 'write';
  if (activity === EVALUATION_ACTIVITY) return 'evaluate';
  return CONTRACT_MODELS.find(({ name }) => rankActivityName(name) === activity)?.name ?? activity;
}
