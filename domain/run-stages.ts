import type { DateState } from './date-status';
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

/** What people call the stages, in their order: the models together are `rank`. */
export const STAGE_LABELS: readonly string[] = STAGES.map(([first = '', ...others]) =>
  others.length === 0 ? stepLabel(first) : 'rank',
);

/** What a stage is if one of its steps is: the first of these that any of them is in. */
const WORST_FIRST: readonly DateState[] = ['failed', 'running', 'missing', 'stale'];

/** How the stages stand, in their order, by the states of their steps. */
export function stageStates<State extends DateState>(steps: Readonly<Record<string, State>>): State[] {
  return STAGES.map((stage) => {
    const states = stage.flatMap((step) => steps[step] ?? []);
    return (WORST_FIRST.find((state) => states.some((one) => one === state)) ?? 'done') as State;
  });
}
