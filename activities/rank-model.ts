import type { Model } from '../domain/models/model';
import { intermediateKey } from '../storage/lake-keys';
import type { ParquetFile } from '../storage/parquet';
import type { RankInput, RankResult } from './contract';
import type { ActivityDependencies } from './dependencies';
import { runStep } from './step';

/** The second step of a run, once for each model: ranks each advertiser's products and writes the lists to the lake. */
export function createRankModel(deps: ActivityDependencies, model: Model) {
  return (input: RankInput): Promise<RankResult> =>
    runStep(`rank-${model.slug}`, input.executionDate, async ({ owner, signal, progress }) => {
      const lists: ParquetFile[] = [];
      let advertisers = 0;
      let entries = 0;
      for (const [shard, { products, sums, recentViews }] of input.shards.entries()) {
        const name = shard === 0 ? model.slug : `${model.slug}-${String(shard)}`;
        const ranked = await deps.tasks.run(
          'rankLists',
          {
            model: model.name,
            products: await deps.counts.products(products),
            sums,
            ...(recentViews === undefined ? {} : { recentViews }),
            key: intermediateKey({ executionDate: input.executionDate, ...owner }, name),
          },
          { signal },
        );
        lists.push(ranked.lists);
        advertisers += ranked.advertisers;
        entries += ranked.entries;
        progress({ advertisers, shards: shard + 1, of: input.shards.length });
      }
      return { model: model.name, advertisers, entries, lists };
    });
}
