import { matchInput } from '../../logs/match-input';
import { createInputSources } from '../../logs/log-sources';
import { parseSources } from '../../logs/sources/parse-sources';
import type { ListedObject } from '../../storage/lake';

const COLUMNS = { advertiser_id: 'a', product_id: 'p', date: 'd' };

/** What a lake of these descriptions reads of an object. */
function match(logs: object, listed: Partial<ListedObject> & { readonly key: string }) {
  const parsed = parseSources(JSON.stringify({ logs }));
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return matchInput({ sizeBytes: 1, etag: 'e', ...listed }, createInputSources(parsed.sources));
}

const EVERYTHING = { product_views: [{ objects: 'input/**', format: 'csv', columns: COLUMNS }] };

describe('what no entry can make readable', () => {
  it.each<[string, Parameters<typeof match>[1], string]>([
    ['the description itself', { key: 'input/sources.json' }, 'sources'],
    ['staging', { key: 'input/v/_SUCCESS' }, 'staging'],
    ['a marker of a folder', { key: 'input/v/', sizeBytes: 0 }, 'marker'],
    ['a marker of Hadoop', { key: 'input/v_$folder$', sizeBytes: 0 }, 'marker'],
    ['a key that cannot be read', { key: 'input/v/a.csv', fault: 'has a part over 255 bytes' }, 'key'],
  ])('%s', (_, listed, kind) => {
    expect(match(EVERYTHING, listed)).toMatchObject({ reads: [], faults: [], unread: { kind } });
  });

  it('while all other objects are read by it', () => {
    expect(match(EVERYTHING, { key: 'input/v/a' })).toMatchObject({ reads: [{ log: 'product_views' }] });
  });
});

it('an object of excluded_products only is named as such', () => {
  const logs = { excluded_products: [{ objects: 'input/sold-out.csv' }] };
  expect(match(logs, { key: 'input/sold-out.csv' }).unread).toEqual({
    kind: 'no_log',
    reason: 'is of excluded_products, which this version does not apply yet',
  });
});

it('an object without a description is read by its name alone', () => {
  expect(match({}, { key: 'input/ads_views/a.csv' })).toEqual({ reads: [{ log: 'ads_views' }], faults: [] });
});
