import { reportSources } from '../../../cli/data-check/report-sources';
import { listInputs } from '../../../logs/list-inputs';
import { MemoryLake } from '../../support/lake/memory-lake';
import { putObjects } from '../../support/lake/test-lake';

it('names every entry with the objects that it reads, those without an object too', async () => {
  const lake = new MemoryLake();
  const columns = { advertiser_id: 'a', product_id: 'p', date: { column: 'd', format: 'timestamp' } };
  const logs = {
    product_views: [{ objects: 'input/*.csv', columns }],
    ads_views: [
      { objects: 'input/*.csv', columns: { ...columns, type: 't' } },
      { objects: 'input/later/**', format: 'csv' },
    ],
  };
  await putObjects(lake, {
    'input/sources.json': JSON.stringify({ timeZone: 'America/Lima', logs }),
    'input/1.csv': 'a,p,d,t\n',
    'input/2.csv': 'a,p,d,t\n',
  });
  const reported = reportSources(await listInputs(lake));
  expect(reported.map(({ log, entry, objects }) => [log, entry, objects])).toEqual([
    ['product_views', '$.logs.product_views[0]', 2],
    ['ads_views', '$.logs.ads_views[0]', 2],
    ['ads_views', '$.logs.ads_views[1]', 0],
  ]);
  expect(new Set(reported.map(({ source }) => source)).size).toBe(3);
  expect(reported[0]?.text).toMatch(/^input\/\*\.csv: .*date from d \(timestamp\); days of America\/Lima$/);
  expect(reported[2]?.text).not.toContain('Lima');
});
