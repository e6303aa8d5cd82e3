import { describeEntry, hashOf, hasZonedDay } from '../../../logs/sources/identity';
import { parseSources } from '../../../logs/sources/parse-sources';
import { defaultTypes, plainEntry } from '../../../logs/sources/source-types';
import type { SourceEntry } from '../../../logs/sources/source-types';

const BY = { log: 'ads_views', timeZone: 'Europe/Berlin' } as const;
const COLUMNS = { advertiser_id: 'a', product_id: 'p', type: 't', date: 'd' };

function entryOf(members: object): SourceEntry {
  const parsed = parseSources(JSON.stringify({ logs: { ads_views: [{ objects: 'input/**', ...members }] } }));
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.sources.logs.ads_views![0]!;
}
const hash = (members: object, by: object = {}) => hashOf(entryOf(members), { ...BY, ...by });
const zoned = { columns: { ...COLUMNS, date: { column: 'd', format: 'timestamp' } } };

describe('a hash', () => {
  it('is the same however an entry is written, and whatever its glob is', () => {
    expect(hash({})).toMatch(/^[0-9a-f]{32}$/);
    expect(hash({})).toBe(hashOf(plainEntry('ads_views'), BY));
    expect(hash({ csv: { delimiter: ',' }, objects: 'input/a/**' })).toBe(hash({}));
    expect(hash({ types: defaultTypes('ads_views') })).toBe(hash({}));
    const { advertiser_id, product_id, type } = COLUMNS;
    const date = { column: 'd', format: 'date' };
    expect(hash({ columns: { date, type, product_id, advertiser_id } })).toBe(hash({ columns: COLUMNS }));
    const types = (...click: string[]) => ({ columns: COLUMNS, types: { click, impression: [] } });
    expect(hash(types('a', 'b'))).toBe(hash(types('b', 'a')));
  });

  it('differs where rows may differ', () => {
    const entries = [
      {},
      { columns: COLUMNS },
      zoned,
      { format: 'csv' },
      { csv: { delimiter: ';' } },
      { csv: { header: ['advertiser_id', 'product_id', 'type', 'date'] } },
      { columns: { ...COLUMNS, type: { value: 'click' } } },
      { columns: { ...COLUMNS, type: { path: 'click' } } },
      { columns: COLUMNS, types: { click: ['a'] } },
      { columns: COLUMNS, types: { ignored: ['a'] } },
      { columns: COLUMNS, types: { click: ['a'], ignored: ['b'] } },
    ];
    expect(new Set(entries.map((entry) => hash(entry))).size).toBe(entries.length);
    expect(hashOf(plainEntry('product_views'), { ...BY, log: 'product_views' })).not.toBe(hash({}));
  });

  it('has the time zone only where a day depends on it', () => {
    const other = { timeZone: 'Asia/Tokyo' };
    expect(hash({}, other)).toBe(hash({}));
    expect(hash(zoned, other)).not.toBe(hash(zoned));
    expect([hasZonedDay(entryOf({})), hasZonedDay(entryOf(zoned))]).toEqual([false, true]);
  });

  // Another hash counts every described object anew: raise VERSION in identity.ts knowingly.
  it('stays the same from version to version', () => {
    expect(hashOf(plainEntry('product_views'), { ...BY, log: 'product_views' })).toMatchInlineSnapshot(
      `"77283d368e554f3262410251dbddab04"`,
    );
  });
});

it('describes an entry in one line', () => {
  const entry = entryOf({
    objects: 'input/events/dt=*/**',
    format: 'csv',
    csv: { delimiter: '\t', header: ['event', 'item', 'ts'] },
    columns: {
      advertiser_id: { value: 'shop-1' },
      product_id: 'item',
      type: 'event',
      date: { path: 'dt', format: 'YYYYMMDD' },
    },
    types: { click: ['tap', 'hit'], ignored: ['cart'] },
  });
  expect(describeEntry(entry)).toBe(
    String.raw`input/events/dt=*/**: csv, delimiter "\t", no header; advertiser_id is "shop-1", product_id from item, date from partition dt (YYYYMMDD), type from event; click is tap or hit, ignored is cart`,
  );
});
