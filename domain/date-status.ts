import type { CalendarDay } from './execution-date';
import { EVALUATION_STEP } from './run-stages';

/**
 * The state of a date, or of a step of it. `running`: a run is open. `failed`: the newest run ended without a publication;
 * readers see what was published before, if anything. `missing`: never published. `stale`: published, but the inputs
 * have changed since.
 */
export const DATE_STATES = ['done', 'running', 'failed', 'missing', 'stale'] as const;
/** The state of a date, or of a step of it. */
export type DateState = (typeof DATE_STATES)[number];

/** The facts about a date from the run history, the server and the lake. */
export interface DateFacts {
  readonly date: CalendarDay;
  /** Id of the run whose lists readers see. */
  readonly publishedRunId: string | undefined;
  /** Whether that run read exactly the current inputs. */
  readonly inputsUnchanged: boolean;
  /** The newest run of the run history. */
  readonly newestRun:
    { readonly runId: string; readonly status: string; readonly failedStep: string | null } | undefined;
  /** Steps under way in the open run; undefined when no run is open. */
  readonly pendingSteps: readonly string[] | undefined;
}

/** A date and its steps. */
export interface DateStatus {
  readonly date: CalendarDay;
  readonly state: DateState;
  /** By step, in the order of the run. */
  readonly steps: Readonly<Record<string, DateState>>;
}

/** The state of a date and of its steps; `stages` are the steps of a run in order; steps that run side by side are grouped. */
export function dateStatus(facts: DateFacts, stages: readonly (readonly string[])[]): DateStatus {
  const { date, pendingSteps, newestRun, publishedRunId } = facts;
  const everyStep = (state: DateState) => Object.fromEntries(stages.flat().map((step) => [step, state]));
  if (pendingSteps !== undefined) {
    if (pendingSteps.includes(EVALUATION_STEP)) return { date, state: 'running', steps: everyStep('done') };
    return { date, state: 'running', steps: stepsUntil(stages, pendingSteps, 'running') };
  }
  const newestFailed =
    newestRun !== undefined && newestRun.runId !== publishedRunId && newestRun.status !== 'running';
  if (newestFailed) {
    const failed = newestRun.failedStep === null ? [] : [newestRun.failedStep];
    return { date, state: 'failed', steps: stepsUntil(stages, failed, 'failed') };
  }
  if (publishedRunId === undefined) return { date, state: 'missing', steps: everyStep('missing') };
  const state = facts.inputsUnchanged ? 'done' : 'stale';
  return { date, state, steps: everyStep(state) };
}

/** Steps before the first of `marked` are done and later ones are missing; with an empty `marked` all are missing. */
function stepsUntil(
  stages: readonly (readonly string[])[],
  marked: readonly string[],
  mark: DateState,
): Record<string, DateState> {
  const current = stages.findIndex((stage) => stage.some((step) => marked.includes(step)));
  const steps: Record<string, DateState> = {};
  stages.forEach((stage, index) => {
    for (const step of stage) {
      // A parallel step that is no longer pending is done.
      if (marked.includes(step)) steps[step] = mark;
      else steps[step] = index < current || (index === current && mark === 'running') ? 'done' : 'missing';
    }
  });
  return steps;
}
