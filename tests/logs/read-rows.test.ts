import { readRows } from '../../logs/read-rows';
import { MemoryLake } from '../support/lake/memory-lake';

it('gives the accepted rows of a log, and the others with their line and reason', async () => {
  const lake = new MemoryLake();
  const text = 'advertiser_id,product_id,type,date\nA1,p1,click,2026-11-22\nA1,,click,2026-11-22\nA1,p1\n';
  const object = await lake.write('input/ads_views.csv', Buffer.from(text));
  const rows: unknown[] = [];
  const rejects: unknown[] = [];
  let records = 0;
  for await (const batch of readRows(lake, 'ads_views', object)) {
    records += batch.records;
    rows.push(...batch.rows);
    rejects.push(...batch.rejects.map((one) => [one.line, one.reason, Buffer.from(one.bytes).toString()]));
  }
  expect(records).toBe(3);
  expect(rows).toEqual([{ advertiserId: 'A1', productId: 'p1', day: '2026-11-22', counts: [0, 1, 0] }]);
  expect(rejects).toEqual([
    [3, 'empty_id', 'A1,,click,2026-11-22'],
    [4, 'wrong_field_count', 'A1,p1'],
  ]);
});
