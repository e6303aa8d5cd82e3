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
  return stepsOf(models, (name) => {
    const logs = findModel(name)?.logs;
    return CONTRACT_MODELS.find((model) => model.logs.some((log) => logs?.includes(log)))?.name;
  });
}

/** The activities of runs that began before `rank-by-log`: all models that are not of the contract shared a third one. */
export function earlierRankSteps(models: readonly string[]): RankStep[] {
  const isContract = (name: string) => CONTRACT_MODELS.some((model) => model.name === name);
  const more = models.filter((name) => !isContract(name));
  return [...stepsOf(models, () => undefined), ...(more.length === 0 ? [] : [rankMoreModels(more)])];
}

/** The third one, which an open run of then may still ask for. */
export function rankMoreModels(models: readonly string[]): RankStep {
  return { activity: 'rankMoreModels', slug: 'rank-more_models', models };
}

/** A step for each model of the contract, with the models whose `home` it is; that model first. */
function stepsOf(models: readonly string[], home: (model: string) => string | undefined): RankStep[] {
  return CONTRACT_MODELS.filter(({ name }) => models.includes(name)).map(({ name, slug }) => ({
    activity: rankActivityName(name),
    slug: `rank-${slug}`,
    models: [name, ...models.filter((other) => other !== name && home(other) === name)],
  }));
}
