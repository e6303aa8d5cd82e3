import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findStatistics } from '../../db/statistics';
import { daysFromTo } from '../../domain/execution-date';
import { MODELS } from '../../domain/models';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists, referenceTotals } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { createTestSystem, daysOf, sampleTexts } from '../support/processes/test-system';

// `npm run acceptance -- <folder>` runs this suite over the plain logs of a folder: a real log, say.
const folder = process.env['ADTECH_ACCEPTANCE_LOGS'];

async function logs(): Promise<ReferenceLogs> {
  if (folder === undefined)
    return sampleTexts({ rowsPerLog: 8_000, days: 7, lastDay: '2024-03-02', seed: 7 });
  const read = (name: string) => readFileSync(path.join(folder, `${name}.csv`), 'utf8');
  return {
    advertiser_ids: read('advertiser_ids'),
    product_views: read('product_views'),
    ads_views: read('ads_views'),
  };
}

// Breaks that must fail this suite: `>` for `>=` in the comparison of days, ties left in the order of the log, totals
// that do not reach the publication.
describe.each([
  { lakeKind: 'folder', TZ: 'Pacific/Kiritimati' },
  { lakeKind: 's3', TZ: 'America/Los_Angeles' },
] as const)('logs in a lake of kind $lakeKind, processes in $TZ', ({ lakeKind, TZ }) => {
  it('are published for every date exactly as a naive reference counts them, ties included', async () => {
    const input = await logs();
    const { first, last } = daysOf(input);
    const system = await createTestSystem(lakeKind, input, { START_DATE: first, TZ });
    try {
      await system.startWorker();
      const end = await system.adtech('backfill', '--from', first, '--to', last, '--only', 'all', '--json');
      expect(end).toMatchObject({ code: 0 });
      const dates = daysFromTo(first, last);
      expect((JSON.parse(end.stdout) as { dates: unknown[] }).dates).toHaveLength(dates.length);
      for (const date of dates) {
        expect({ date, ...(await publishedRows(system.db, date)) }).toEqual({
          date,
          ...referenceLists(input, date),
        });
      }
      const { totals } = await findStatistics(system.db, MODELS, [topProducts, topCtr]);
      expect(totals).toEqual(
        dates
          .slice(-30)
          .reverse()
          .map((date) => {
            const { impressions, clicks, views, conversions } = referenceTotals(input, date);
            return {
              ...{ date, views, impressions, clicks, conversions },
              ctr: impressions > 0 ? clicks / impressions : null,
              conversion_rate: clicks > 0 ? conversions / clicks : null,
            };
          }),
      );
    } finally {
      await system.dispose();
    }
  });
});
