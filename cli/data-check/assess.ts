import { CountsCache } from '../../counting/daily/counts-cache';
import { aggregateKeys } from '../../counting/daily/aggregate-date';
import type { LogCounts } from '../../counting/plan/counted-object';
import { readSums } from '../../counting/daily/sums-files';
import type { TaskRunner } from '../../counting/counts/task-runner';
import { EVENT_LOGS } from '../../domain/logs';
import { productCount } from '../../domain/product-ids';
import type { ProductIds } from '../../domain/product-ids';
import { DEFAULT_HALF_LIFE_DAYS } from '../../domain/recent-views';
import { decodeStrings, stringDecoder } from '../../domain/string-column';
import { compareUtf8 } from '../../domain/utf8-order';
import { intermediateKey } from '../../storage/lake-keys';
import type { Lake } from '../../storage/lake';
import { NAMED_IDS } from './report';
import type { DataReport } from './report';
import type { Tasks } from '../../counting/threads/tasks';

/** The last day that there is: every row is kept. */
const LAST_DAY = '9999-12-31';

/** What only all objects together tell. */
type Assessment = Pick<
  DataReport,
  'rows_of_active_advertisers' | 'advertisers_without_rows' | 'clicks_without_impressions' | 'ctr_above_1'
>;

/** Adds the objects up as a run does, and tells what is odd about the rows of active advertisers. */
export async function assess(
  lake: Lake,
  tasks: TaskRunner<Tasks>,
  objects: readonly LogCounts[],
  active: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Assessment> {
  const silent = new Set(active);
  const clicked: { advertiser_id: string; product_id: string; clicks: number }[] = [];
  const total = { rowsKept: 0, clicksWithoutImpression: 0, ctrAbove1: 0 };
  await new CountsCache(tasks).eachShard(objects, async ({ counts }, shard) => {
    const owner = { executionDate: LAST_DAY, runId: 'here', step: 'filter', attempt: 1 };
    const keys = aggregateKeys((name) => intermediateKey(owner, `${name}-${String(shard)}`));
    const kept = { date: LAST_DAY, activeAdvertisers: [...active], halfLifeDays: DEFAULT_HALF_LIFE_DAYS };
    const day = await tasks.run('aggregateDate', { counts, ...kept, keys }, { signal });
    total.rowsKept += day.rowsKept;
    total.clicksWithoutImpression += day.clicksWithoutImpression;
    total.ctrAbove1 += day.ctrAbove1;
    const products = productCount(counts.products);
    const productIdOf = stringDecoder(counts.products.productIds);
    const advertiserOf = advertisersByProduct(counts.products);
    for (const log of EVENT_LOGS) {
      const sums = await readSums(lake, log, day.sums[log], products);
      for (let product = 0; product < products; product++) {
        const [first = 0, clicks = 0, conversions = 0] = sums.map((counter) => counter[product] ?? 0);
        if (first + clicks + conversions === 0) continue;
        const advertiser = advertiserOf(product);
        silent.delete(advertiser);
        if (log !== 'ads_views' || first > 0 || clicks === 0 || clicked.length >= NAMED_IDS) continue;
        clicked.push({ advertiser_id: advertiser, product_id: productIdOf(product), clicks });
      }
    }
  });
  return {
    rows_of_active_advertisers: total.rowsKept,
    advertisers_without_rows: {
      count: silent.size,
      first: [...silent].sort(compareUtf8).slice(0, NAMED_IDS),
    },
    clicks_without_impressions: { count: total.clicksWithoutImpression, first: clicked },
    ctr_above_1: total.ctrAbove1,
  };
}

/** Returns a function that gives the advertiser of a product, by its ordinal. */
function advertisersByProduct(products: ProductIds): (product: number) => string {
  const { firstProducts } = products;
  const advertiserIds = decodeStrings(products.advertiserIds);
  const owners = new Int32Array(productCount(products));
  firstProducts.forEach((first, advertiser) => {
    owners.fill(advertiser, first, firstProducts[advertiser + 1] ?? owners.length);
  });
  return (product) => advertiserIds[owners[product] ?? 0] ?? '';
}
