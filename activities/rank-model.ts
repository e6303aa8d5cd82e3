import type { Counter } from '../domain/logs';
import type { Model } from '../domain/models/model';
import { AdvertiserProducts } from '../domain/product-counts';
import { intermediateKey } from '../storage/lake-keys';
import { readParquet, toColumns, writeParquet } from '../storage/parquet';
import type { ParquetColumn } from '../storage/parquet';
import type { RankInput, RankResult } from './contract';
import type { ActivityDependencies } from './dependencies';
import { runStep } from './step';

type CountRow = { advertiser_id: string; product_id: string } & Partial<Record<Counter, number>>;

/** The second step of a run, once for each model: ranks each advertiser's products and writes the lists to the lake. */
export function createRankModel(deps: ActivityDependencies, model: Model) {
  return (input: RankInput): Promise<RankResult> =>
    runStep(`rank-${model.slug}`, input.executionDate, async ({ owner, signal, progress }) => {
      const products = new AdvertiserProducts();
      for (const log of model.logs) {
        for (const row of await readParquet<CountRow>(deps.lake, input.counts[log], { signal })) {
          const { advertiser_id: advertiserId, product_id: productId, ...counts } = row;
          products.add(advertiserId, productId, counts);
        }
      }
      const rows: Record<string, string | number>[] = [];
      let advertisers = 0;
      for (const [advertiserId, counted] of products.entries()) {
        const list = model.rank(counted);
        if (list.length > 0) advertisers++;
        list.forEach(({ productId, metrics }, index) => {
          rows.push({ advertiser_id: advertiserId, rank: index + 1, product_id: productId, ...metrics });
        });
      }
      progress({ advertisers, rows: rows.length });
      const lists = await writeParquet(
        deps.lake,
        intermediateKey(owner, model.slug),
        toColumns(rows, listColumns(model)),
        { signal },
      );
      return { model: model.name, advertisers, lists };
    });
}

/** The columns of a model's ranked lists in the lake. */
function listColumns(model: Model): { name: string; type: ParquetColumn['type'] }[] {
  return [
    { name: 'advertiser_id', type: 'STRING' },
    { name: 'rank', type: 'INT32' },
    { name: 'product_id', type: 'STRING' },
    ...model.metrics.map(({ name, type }) => ({
      name,
      type: type === 'integer' ? ('INT32' as const) : ('DOUBLE' as const),
    })),
  ];
}
