import { LOG_COLUMNS, LOG_NAMES } from '../../../domain/logs';
import { parseSources } from '../../../logs/sources/parse-sources';
import { createPlainRowReader, createRowReader } from '../../../logs/sources/row-reader';
import type { SourceEntry, SourceLog } from '../../../logs/sources/source-types';

const bytesOf = (text: string) => Buffer.from(text).toString('latin1');

/** The entry of a log with these members. */
function entryOf(log: SourceLog, members: object, timeZone = 'UTC'): SourceEntry {
  const text = JSON.stringify({ timeZone, logs: { [log]: [{ objects: 'input/**', ...members }] } });
  const parsed = parseSources(text);
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.sources.logs[log]![0]!;
}

function readerOf<Log extends SourceLog>(
  log: Log,
  members: object,
  { key = 'input/x', timeZone = 'UTC' } = {},
) {
  const { columns, read } = createRowReader(entryOf(log, members, timeZone), { log, key, timeZone });
  return { columns: columns.map(({ name }) => name), read: (...texts: string[]) => read(texts.map(bytesOf)) };
}

describe('counts', () => {
  const { columns, read } = readerOf('ads_views', {
    columns: {
      advertiser_id: 'adv',
      product_id: 'item',
      date: { column: 'day', format: 'DD/MM/YYYY' },
      impressions: 'imps',
      clicks: 'clicks',
    },
  });

  it('come from the columns that the entry names', () => {
    expect(columns).toEqual(['adv', 'item', 'imps', 'clicks', 'day']);
    expect(read('A', 'p', '12', '3', '05/11/2026')).toEqual({
      advertiserId: 'A',
      productId: 'p',
      day: '2026-11-05',
      counts: [12, 3, 0],
    });
  });

  it.each([
    ['', 0],
    ['0', 0],
    ['007', 7],
    ['12.0', 12],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('%j is %d', (text, count) => {
    expect(read('A', 'p', text, '', '05/11/2026')).toMatchObject({ counts: [count, 0, 0] });
  });

  it.each(['-1', '1.5', 'x', ' 1', '+1', '1e3', '1,000', 'NULL', '9007199254740992', '.', '.0', '0x1'])(
    '%j is a reject',
    (text) => {
      expect(read('A', 'p', text, '', '05/11/2026')).toBe('invalid_count');
      expect(read('A', 'p', '1', text, 'x')).toBe('invalid_count');
      expect(read('A', '', text, '', 'x')).toBe('empty_id');
    },
  );

  it('may be constants, and those that are not named are 0', () => {
    const { columns, read } = readerOf('ads_views', {
      columns: { advertiser_id: 'a', product_id: 'p', date: 'd', clicks: { value: 2 } },
    });
    expect(columns).toEqual(['a', 'p', 'd']);
    expect(read('A', 'p', '2026-11-05')).toMatchObject({ counts: [0, 2, 0] });
  });

  it('of product views are 1 a row without a column', () => {
    const columns = { advertiser_id: 'a', product_id: 'p', date: 'd' };
    expect(readerOf('product_views', { columns }).read('A', 'p', '2026-11-05')).toMatchObject({
      counts: [1],
    });
    const counted = readerOf('product_views', { columns: { ...columns, views: 'n' } });
    expect(counted.read('A', 'p', '4', '2026-11-05')).toMatchObject({ counts: [4] });
  });
});

describe('types', () => {
  const columns = { advertiser_id: 'a', product_id: 'p', type: 'e', date: 'd' };
  const types = { impression: ['view', 'víew'], click: ['tap'], ignored: ['add_to_cart', ''] };
  const { read } = readerOf('ads_views', { columns, types });

  it.each([
    ['view', [1, 0, 0]],
    ['víew', [1, 0, 0]],
    ['tap', [0, 1, 0]],
  ])('%s adds %j', (type, counts) => {
    expect(read('A', 'p', type, '2026-11-05')).toMatchObject({ counts });
  });

  it.each(['impression', 'Tap', 'tap ', 'constructor'])('%j is a reject', (type) => {
    expect(read('A', 'p', type, '2026-11-05')).toBe('unknown_type');
  });

  it('that are ignored are counted apart, whatever else the row has', () => {
    expect(read('A', 'p', 'add_to_cart', '2026-11-05')).toEqual({ ignored: 'add_to_cart' });
    expect(read('A', '', 'add_to_cart', '')).toEqual({ ignored: 'add_to_cart' });
    expect(read('A', '', '', '')).toEqual({ ignored: '' });
    expect(read('A', '', 'tap', '')).toBe('empty_id');
  });

  it('may be a constant, or one of a product view', () => {
    const ads = readerOf('ads_views', { columns: { ...columns, type: { value: 'click' } } });
    expect(ads.columns).toEqual(['a', 'p', 'd']);
    expect(ads.read('A', 'p', '2026-11-05')).toMatchObject({ counts: [0, 1, 0] });
    const views = readerOf('product_views', { columns, types: { view: ['pv'], ignored: ['tap'] } });
    expect(views.read('A', 'p', 'pv', '2026-11-05')).toMatchObject({ counts: [1] });
    expect(views.read('A', 'p', 'tap', '2026-11-05')).toEqual({ ignored: 'tap' });
  });

  it('of conversions are counted', () => {
    const { read } = readerOf('ads_views', { columns, types: { ...types, conversion: ['purchase'] } });
    expect(read('A', 'p', 'purchase', '2026-11-05')).toMatchObject({ counts: [0, 0, 1] });
  });
});

describe('constants and partitions', () => {
  const columns = {
    advertiser_id: { value: 'shop-1' },
    product_id: { path: 'item' },
    type: 'event',
    date: { path: 'dt' },
  };

  it('need no column', () => {
    const { columns: names, read } = readerOf(
      'ads_views',
      { columns },
      { key: 'input/events/dt=2026-11-05/item=a%2Fb%C3%A9/part.csv' },
    );
    expect(names).toEqual(['event']);
    expect(read('click')).toEqual({
      advertiserId: 'shop-1',
      productId: 'a/bé',
      day: '2026-11-05',
      counts: [0, 1, 0],
    });
  });

  it('that are wrong reject every row for their reason', () => {
    const read = (key: string) => readerOf('ads_views', { columns }, { key }).read('click');
    expect(read('input/dt=2026-02-30/item=a/x')).toBe('invalid_date');
    expect(read('input/dt=2026-11-05/item=__HIVE_DEFAULT_PARTITION__/x')).toBe('empty_id');
    expect(read('input/dt=2026-11-05/item=/x')).toBe('empty_id');
    expect(read('input/dt=2026-11-05/item=%FF/x')).toBe('invalid_utf8');
  });

  it.each(['input/dt=2026-11-05/x', 'input/dt=2026-11-05/item=1/item=1/x', 'input/dt=1/item=2'])(
    'that the key %s has not once are a fault of the entry',
    (key) => {
      expect(() => readerOf('ads_views', { columns }, { key })).toThrow(
        /^\$\.logs\.ads_views\[0\]\.columns\.\w+\.path is "\w+", which input\/\S+ does not have once; /,
      );
    },
  );
});

describe('a column that is named twice', () => {
  it('is fetched once', () => {
    const { columns, read } = readerOf('product_views', {
      columns: { advertiser_id: 'id', product_id: 'id', date: { column: 'at', format: 'unix_seconds' } },
    });
    expect(columns).toEqual(['id', 'at']);
    expect(read('A', '0')).toEqual({ advertiserId: 'A', productId: 'A', day: '1970-01-01', counts: [1] });
  });
});

describe('excluded products', () => {
  const { columns, read } = readerOf('excluded_products', {});

  it('may have days, both or one', () => {
    expect(columns).toEqual(['advertiser_id', 'product_id', 'from', 'to']);
    const product = { advertiserId: 'A', productId: 'p' };
    expect(read('A', 'p', '', '')).toEqual(product);
    expect(read('A', 'p', '2026-11-05', '')).toEqual({ ...product, from: '2026-11-05' });
    expect(read('A', 'p', '', '2026-11-05')).toEqual({ ...product, to: '2026-11-05' });
    const columnsOnly = readerOf('excluded_products', {
      columns: { advertiser_id: 'a', product_id: 'p', to: { column: 'end', format: 'YYYYMMDD' } },
    });
    expect(columnsOnly.read('A', 'p', '20261105')).toEqual({ ...product, to: '2026-11-05' });
  });

  it.each([
    ['', 'p', '', '', 'empty_id'],
    ['A', '', '', '', 'empty_id'],
    ['A', 'p', 'x', '', 'invalid_date'],
    ['A', 'p', '', '2026-02-30', 'invalid_date'],
    ['A', 'p', '2026-11-06', '2026-11-05', 'invalid_date'],
  ])('%s,%s,%s,%s is %s', (...texts) => {
    expect(read(...texts.slice(0, 4))).toBe(texts[4]);
  });
});

it.each(LOG_NAMES)('a plain log %s needs its columns', (log) => {
  expect(createPlainRowReader(log).columns.map(({ name }) => name)).toEqual(LOG_COLUMNS[log]);
});
