import { CONTRACT_MODELS, findModel } from './models';

/** An activity that ranks. */
export interface RankStep {
  /** The activity's name. */
  readonly activity: `rank${string}`;
  /** The step's name in keys of the lake. */
  readonly slug: string;
  /** Names of the models that it ranks with. */
  readonly models: readonly string[];
}

/** The activity's name, by the name of its base model. */
export function rankActivityName(model: string): `rank${string}` {
  return `rank${model}`;
}

/**
 * The activities that rank with these models, side by side: one for each model of the contract, which ranks with every other
 * model as well that reads the same log. It reads the sums once, and one more model costs a run its ranking, and no further
 * activity.
 */
export function rankSteps(models: readonly string[]): RankStep[] {
  return CONTRACT_MODELS.filter(({ name }) => models.includes(name)).map(({ name, slug }) => ({
    activity: rankActivityName(name),
    slug: `rank-${slug}`,
    models: [name, ...models.filter((other) => other !== name && home(other) === name)],
  }));
}

/** The first model of the contract that reads the same log as `model`. */
function home(model: string): string | undefined {
  const logs = findModel(model)?.logs;
  return CONTRACT_MODELS.find((one) => one.logs.some((log) => logs?.includes(log)))?.name;
}
