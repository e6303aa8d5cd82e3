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

/** The activity that ranks with all models that are not of the contract. */
export const RANK_MORE_MODELS = 'rankMoreModels';

/** The activity that ranks with a model of the contract, by the model's name. */
export function rankActivityName(model: string): `rank${string}` {
  return `rank${model}`;
}

/**
 * The activities that rank with these models, side by side: each model of the contract by itself, all others together. Those
 * read the same sums, so that one more model costs a run its ranking, and no further activity.
 */
export function rankSteps(models: readonly string[]): RankStep[] {
  const isContract = (name: string) => CONTRACT_MODELS.some((model) => model.name === name);
  const more = models.filter((name) => !isContract(name));
  return [
    ...models.filter(isContract).map((name) => ({
      activity: rankActivityName(name),
      slug: `rank-${findModel(name)?.slug ?? name}`,
      models: [name],
    })),
    ...(more.length === 0
      ? []
      : [{ activity: RANK_MORE_MODELS, slug: 'rank-more_models', models: more } as const]),
  ];
}
