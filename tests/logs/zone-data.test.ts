import { createInputSources } from '../../logs/log-sources';
import { parseSources } from '../../logs/sources/parse-sources';
import { ZONE_DATA, zoneDataOf } from '../../logs/zone-data';

const KEY = 'input/a.csv';

function zoneDataFor(date: object, timeZone: string) {
  const columns = { advertiser_id: 'a', product_id: 'p', type: 't', date };
  const parsed = parseSources(JSON.stringify({ timeZone, logs: { ads_views: [{ objects: KEY, columns }] } }));
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  const source = createInputSources(parsed.sources).sourceOf('ads_views', KEY);
  if (source === undefined || 'fault' in source) throw new Error('no entry');
  return zoneDataOf({ key: KEY, etag: 'e', sizeBytes: 1, source });
}

it('is named where days depend on a zone', () => {
  expect(zoneDataFor({ column: 'd', format: 'timestamp' }, 'Europe/Berlin')).toEqual({ zoneData: ZONE_DATA });
  expect(ZONE_DATA).toMatch(/^\d{4}[a-z]/);
});

it('is not named for days as they are written, for UTC and for plain logs', () => {
  expect(zoneDataFor({ column: 'd', format: 'DD/MM/YYYY' }, 'Europe/Berlin')).toEqual({});
  expect(zoneDataFor({ column: 'd', format: 'unix_millis' }, 'UTC')).toEqual({});
  expect(zoneDataOf({ key: KEY, etag: 'e', sizeBytes: 1 })).toEqual({});
});
