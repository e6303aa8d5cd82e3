import { intermediateKey } from '../storage/lake-keys';
import type { ParquetFile } from '../storage/parquet';
import type { RankInput, RankResult } from './contract';
import type { ActivityDependencies } from './dependencies';
import { modelOf } from './model-of';
import { runStep } from './step';

/** The second step of a run, some of them side by side: ranks each advertiser's products with the models of the step and writes the lists to the lake. */
export function createRankModels(deps: ActivityDependencies, step: string) {
  return (input: RankInput): Promise<readonly RankResult[]> =>
    runStep(step, input.executionDate, async ({ owner, signal, progress }) => {
      const ranked = input.models.map(modelOf).map((model) => ({
        model,
        lists: [] as ParquetFile[],
        advertisers: 0,
        entries: 0,
      }));
      for (const [shard, { products, sums, features }] of input.shards.entries()) {
        const suffix = shard === 0 ? '' : `-${String(shard)}`;
        const ofShard = await deps.tasks.run(
          'rankLists',
          {
            models: ranked.map(({ model: { name, slug } }) => ({
              name,
              key: intermediateKey({ executionDate: input.executionDate, ...owner }, `${slug}${suffix}`),
            })),
            products: await deps.counts.products(products),
            sums,
            features,
          },
          { signal },
        );
        for (const [i, { lists, advertisers, entries }] of ofShard.entries()) {
          const sum = ranked[i];
          if (sum === undefined) continue;
          sum.lists.push(lists);
          sum.advertisers += advertisers;
          sum.entries += entries;
        }
        const advertisers = Math.max(...ranked.map((sum) => sum.advertisers));
        progress({ advertisers, shards: shard + 1, of: input.shards.length });
      }
      return ranked.map(({ model, ...sums }) => ({ model: model.name, ...sums }));
    });
}
