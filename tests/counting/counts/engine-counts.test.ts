import fc from 'fast-check';
import { loadRows } from '../../../counting/daily/shared-counts';
import { indexParts } from '../../../counting/counts/merge-counts';
import type { CountsPart } from '../../../counting/plan/counted-object';
import { WHOLE } from '../../../counting/plan/shards';
import { LOG_COUNTERS } from '../../../domain/logs';
import { toColumns, writeParquet } from '../../../storage/parquet';
import { MemoryLake } from '../../support/lake/memory-lake';
import { anyEntries, entriesOf, productsOf, sumEntries } from '../../support/logs/count-tables';
import type { Entry } from '../../support/logs/count-tables';
import { holds, SEED } from '../../support/jest/property';

/** A part as an engine of SQL writes it: counts by advertiser, product and day in one file. */
async function writeEnginePart(
  lake: MemoryLake,
  key: string,
  entries: readonly Entry[],
): Promise<CountsPart> {
  const rows = entries.map(({ advertiserId, productId, day, counts }) => ({
    advertiser_id: advertiserId,
    product_id: productId,
    day,
    impressions: counts[0] ?? 0,
    clicks: counts[1] ?? 0,
    conversions: counts[2] ?? 0,
  }));
  const counts = await writeParquet(
    lake,
    key,
    toColumns(rows, [
      { name: 'advertiser_id', type: 'STRING' },
      { name: 'product_id', type: 'STRING' },
      { name: 'day', type: 'DATE' },
      { name: 'impressions', type: 'INTEGER' },
      { name: 'clicks', type: 'INTEGER' },
      { name: 'conversions', type: 'INTEGER' },
    ]),
  );
  const days = entries.map(({ day }) => day);
  return {
    ...WHOLE,
    products: null,
    counts,
    events: entries.flatMap((entry) => entry.counts).reduce((sum, one) => sum + one, 0),
    firstDay: Math.min(...days),
    lastDay: Math.max(...days),
  };
}

it(`counts that an engine wrote in any order add up as a naive Map does; seed ${String(SEED)}`, async () => {
  expect(LOG_COUNTERS.ads_views).toEqual(['impressions', 'clicks', 'conversions']);
  await holds(
    fc.asyncProperty(fc.array(anyEntries(3), { minLength: 1, maxLength: 3 }), async (tables) => {
      const lake = new MemoryLake();
      const parts: CountsPart[] = [];
      for (const [i, entries] of tables.entries()) {
        if (entries.length > 0) parts.push(await writeEnginePart(lake, `part-${String(i)}.parquet`, entries));
      }
      const ofLog = parts.map((part) => ({ ...part, log: 'ads_views' as const }));
      const indexed = await indexParts(lake, ofLog, WHOLE, { maxProducts: Infinity });
      if (indexed === null) throw new Error('no limit, and yet too many products');
      const products = { id: 'test', ...indexed.products };
      const rows = await loadRows(lake, { log: 'ads_views', parts: indexed.parts, products });
      expect(sumEntries(entriesOf({ products: productsOf(products), rows }))).toEqual(
        sumEntries(tables.flat()),
      );
    }),
  );
});
