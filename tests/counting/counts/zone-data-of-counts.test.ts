import { openObject } from '../../../counting/counts/count-object';
import { findObjectCounts } from '../../../counting/counts/object-counts';
import { listInputs } from '../../../logs/list-inputs';
import { ZONE_DATA } from '../../../logs/zone-data';
import { MemoryLake } from '../../support/lake/memory-lake';
import { putObjects } from '../../support/lake/test-lake';

it.each([
  ['timestamp', ZONE_DATA],
  ['date', undefined],
])(
  'the counts of an object whose days have the format %s name the zone data %s',
  async (format, zoneData) => {
    const lake = new MemoryLake();
    const columns = { advertiser_id: 'a', product_id: 'p', date: { column: 'd', format } };
    const logs = { product_views: [{ objects: 'input/*.csv', columns }] };
    await putObjects(lake, {
      'input/sources.json': JSON.stringify({ timeZone: 'America/Lima', logs }),
      'input/a.csv': 'a,p,d\nA,q,2024-03-01\n',
    });
    const [object] = (await listInputs(lake)).objects.product_views;
    if (object === undefined) throw new Error('no object');
    await openObject(lake, { log: 'product_views', object, owner: { runId: 'r', step: 's', attempt: 1 } });
    const counts = await findObjectCounts(lake, object);
    expect(counts).toMatchObject({ log: 'product_views', object: { source: { hash: object.source?.hash } } });
    expect(counts).toHaveProperty('records', 1);
    expect((counts as { zoneData?: string }).zoneData).toBe(zoneData);
  },
);
