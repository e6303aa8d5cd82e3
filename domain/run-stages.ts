import { MODELS } from './models';
import { rankActivityName } from './run-identity';

/** The activities of a run in order, those side by side together. */
export const STAGES: readonly (readonly string[])[] = [
  ['filterLogs'],
  MODELS.map(({ name }) => rankActivityName(name)),
  ['writeLists'],
];
