import { MODELS } from './models';
import { rankActivityName } from './run-identity';

/** The activities of a run in order, those side by side together. */
export const STAGES: readonly (readonly string[])[] = [
  ['filterLogs'],
  MODELS.map(({ name }) => rankActivityName(name)),
  ['writeLists'],
];

/** What people call a step: `filter`, `TopProducts`, `TopCTR`, `write`; an activity that is no step keeps its name. */
export function stepLabel(activity: string): string {
  if (activity === 'filterLogs') return 'filter';
  if (activity === 'writeLists') return 'write';
  return MODELS.find(({ name }) => rankActivityName(name) === activity)?.name ?? activity;
}
