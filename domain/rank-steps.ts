import { CONTRACT_MODELS, findModel } from './models';

/** A step that ranks. */
export interface RankStep {
  /** E.g. `rankTopProducts`. */
  readonly name: `rank${string}`;
  /** The step's name in keys of the lake. */
  readonly slug: string;
  /** Names of the models that it ranks with. */
  readonly models: readonly string[];
}

/** The name of the step that ranks with a model of the contract. */
export function rankStepName(model: string): `rank${string}` {
  return `rank${model}`;
}

/**
 * The steps that rank with these models, side by side: one for each model of the contract. A step also ranks with every
 * other model that reads the same log, so that the sums are read once and one more model costs no further step.
 */
export function rankSteps(models: readonly string[]): RankStep[] {
  return CONTRACT_MODELS.filter(({ name }) => models.includes(name)).map(({ name, slug }) => ({
    name: rankStepName(name),
    slug: `rank-${slug}`,
    models: [name, ...models.filter((other) => other !== name && home(other) === name)],
  }));
}

/** The first model of the contract that reads the same log as `model`. */
function home(model: string): string | undefined {
  const logs = findModel(model)?.logs;
  return CONTRACT_MODELS.find((one) => one.logs.some((log) => logs?.includes(log)))?.name;
}
