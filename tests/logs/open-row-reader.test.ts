import { BadLogError } from '../../logs/bad-log';
import { openRowReader } from '../../logs/open-row-reader';
import { createInputSources } from '../../logs/log-sources';
import { parseSources } from '../../logs/sources/parse-sources';

/** Opens an object by the description of another one, whose day is in a partition of its key. */
function open(key: string) {
  const columns = { advertiser_id: 'a', product_id: 'p', date: { path: 'dt' } };
  const logs = { product_views: [{ objects: 'input/v/**', columns }] };
  const parsed = parseSources(JSON.stringify({ logs }));
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  const sources = createInputSources(parsed.sources);
  const source = sources.sourceOf('product_views', 'input/v/dt=2026-11-30/a.csv');
  if (source === undefined || 'fault' in source) throw new Error('not described');
  return () => openRowReader('product_views', { key, sizeBytes: 1, etag: 'e', source });
}

it('a key without the partition that its description names is a fault of that object', () => {
  expect(open('input/v/dt=2026-12-01/a.csv')).not.toThrow();
  expect(open('input/v/a.csv')).toThrow(BadLogError);
  expect(open('input/v/a.csv')).toThrow(
    /^input\/v\/a\.csv: its description does not fit: \$\.logs\.product_views\[0\]\.columns\.date/,
  );
});
