import fc from 'fast-check';
import { LOG_NAMES } from '../../domain/logs';
import type { LogName } from '../../domain/logs';
import { classifyInput, isLogObject, UNREAD_REMEDIES } from '../../logs/classify-input';
import type { InputClass } from '../../logs/classify-input';
import { logPrefix } from '../../storage/lake-keys';
import { holds } from '../support/jest/property';

const classOf = (key: string, more: { sizeBytes?: number; fault?: string } = {}): InputClass =>
  classifyInput({ key, sizeBytes: 5, etag: 'e', ...more });

describe('a log reads', () => {
  it.each<[log: LogName, key: string]>([
    ['ads_views', 'input/ads_views.csv'],
    ['ads_views', 'input/ads_views.csv.gz'],
    ['ads_views', 'input/ads_views.CSV'],
    ['ads_views', 'input/ads_views.Csv.GZ'],
    ['ads_views', 'input/ads_views/part-1.csv'],
    ['ads_views', 'input/ads_views/part-1.csv.gz'],
    ['ads_views', 'input/ads_views/LATE.CSV'],
    ['ads_views', 'input/ads_views/part-1.snappy.PARQUET'],
    ['ads_views', 'input/ads_views/2024/11/29.csv'],
    ['ads_views', 'input/ads_views/a b,c.csv'],
    ['ads_views', 'input/ads_views/a..csv'],
    ['ads_views', 'input/ads_views/ads_views.csv'],
    ['ads_views', 'input/ads_views//part-1.csv'],
    ['ads_views', 'input/ads_views/_date=2024-11-29/part-1.csv'],
    ['ads_views', 'input/ads_views/dt=_x/part_1.csv'],
    ['product_views', 'input/product_views/input/ads_views.csv'],
    ['advertiser_ids', 'input/advertiser_ids.csv'],
    ['advertiser_ids', 'input/advertiser_ids/a.csv.gz'],
  ])('of %s: %s', (log, key) => {
    expect(classOf(key)).toEqual({ log });
    expect(key.startsWith(logPrefix(log))).toBe(true);
    for (const name of LOG_NAMES) expect(isLogObject(name, key)).toBe(name === log);
  });
});

// Sources: Spark, Hive, Impala, Hadoop, Delta, Airbyte, macOS, AWS, rsync.
describe('what writers keep for themselves is never read', () => {
  it.each([
    'input/ads_views/_temporary/0/_temporary/attempt_1/part-00000.csv',
    'input/ads_views/dt=2026-11-20/_temporary/part-00000.csv',
    'input/ads_views/.hive-staging_hive_2026-11-20/-ext-10000/000000_0.csv',
    'input/ads_views/_impala_insert_staging/x.csv',
    'input/ads_views/_SUCCESS',
    'input/ads_views/_committed_123',
    'input/ads_views/_delta_log/00000000000000000000.json',
    'input/ads_views/._part-0000.csv',
    'input/ads_views/.part-00000.csv.crc',
    'input/ads_views/.late.csv.x8Fj2k',
    'input/.DS_Store',
    'input/_old/ads_views.csv',
    'input/_ads_views.csv',
    'input/ads_views/_/x.csv',
    'input/ads_views/_=x/x.csv',
    'input/ads_views/.dt=2026-11-20/x.csv',
    'input/ads_views/_temporary/',
  ])('%s', (key) => {
    expect(classOf(key)).toMatchObject({ log: undefined, kind: 'staging' });
    expect(classOf(key)).toMatchObject({
      reason: expect.stringMatching(/^has a part that begins with `[._]`: /) as unknown,
    });
    for (const log of LOG_NAMES) expect(isLogObject(log, key)).toBe(false);
  });

  it('and is no fault, nor is the marker of a folder', () => {
    expect([UNREAD_REMEDIES.staging, UNREAD_REMEDIES.marker]).toEqual([null, null]);
    for (const key of ['input/', 'input/ads_views/', 'input/ads_views_$folder$', 'input/other/'])
      expect(classOf(key, { sizeBytes: 0, fault: 'ends in `/`' })).toMatchObject({ kind: 'marker' });
    expect(classOf('input/ads_views/', { fault: 'ends in `/`' })).toMatchObject({
      kind: 'key',
      reason: 'ends in `/`',
    });
  });
});

describe('an object that no log reads says why', () => {
  it.each([
    ['input/ads_views/late.csv.zst.zst', 'extension', 'is .zst.zst, which'],
    ['input/ads_views/late.parquet.zst', 'extension', 'is .parquet.zst, which'],
    ['input/ads_views/late.csv.bz2', 'extension', 'is .csv.bz2, which is no format of a log'],
    ['input/ads_views/late.json', 'extension', 'is .json, which'],
    ['input/ads_views/late.json.gz', 'extension', 'is .json.gz, which'],
    ['input/ads_views/late.tsv', 'extension', 'is .tsv, which'],
    ['input/ads_views/late.gz', 'extension', 'is .gz, which'],
    ['input/ads_views/late.csv.gz.gz', 'extension', 'is .gz.gz, which'],
    ['input/ads_views/part-1.csv.part', 'extension', 'is .part, which'],
    ['input/ads_views.csv.bak', 'extension', 'is .bak, which'],
    ['input/ads_views.txt', 'extension', 'is .txt, which'],
    ['input/ads_views', 'extension', 'has no extension'],
    ['input/ads_views/late', 'extension', 'has no extension'],
    ['input/ads_views/2024.11/late', 'extension', 'has no extension'],
    ['input/ad_views/late.csv', 'no_log', 'is of no log; did you mean input/ads_views/?'],
    ['input/ads_view/dt=x/late.csv', 'no_log', 'did you mean input/ads_views/?'],
    ['input/Ads_Views/late.csv', 'no_log', 'did you mean input/ads_views/?'],
    ['input/ads-views/late.csv', 'no_log', 'did you mean input/ads_views/?'],
    ['input/adsViews.csv', 'no_log', 'did you mean input/ads_views/ or input/ads_views.csv?'],
    ['input/ads_views_old.csv', 'no_log', 'did you mean input/ads_views/ or'],
    ['input/ads_views copy.csv', 'no_log', 'did you mean input/ads_views/ or'],
    ['input/ads_views.2024-11.csv', 'no_log', 'did you mean input/ads_views/ or'],
    ['input/ads_views2/part-1.csv', 'no_log', 'did you mean input/ads_views/?'],
    ['input/old/ads_views.csv', 'no_log', 'did you mean input/ads_views/?'],
    ['input//ads_views.csv', 'no_log', 'did you mean input/ads_views/?'],
    ['input/advertisers.csv', 'no_log', 'did you mean input/advertiser_ids/ or'],
    ['input/product_visits/a.csv', 'no_log', 'did you mean input/product_views/?'],
    ['input/README.md', 'no_log', 'is of no log'],
    ['input/sources.json', 'no_log', 'is of no log'],
  ])('%s', (key, kind, reason) => {
    expect(classOf(key)).toMatchObject({
      log: undefined,
      kind,
      reason: expect.stringContaining(reason) as unknown,
    });
    expect(UNREAD_REMEDIES[kind as keyof typeof UNREAD_REMEDIES]).not.toBeNull();
    for (const log of LOG_NAMES) expect(isLogObject(log, key)).toBe(false);
  });

  it('does not guess where no name is near', () => {
    for (const key of ['input/README.md', 'input/clicks.csv', 'input/a/b.csv', 'input/2024/11/29.csv'])
      expect(classOf(key)).toMatchObject({ reason: 'is of no log' });
  });

  it('by its key, where it cannot be read by that', () => {
    expect(classOf('input/ads_views/a\n.csv', { fault: 'has a control character' })).toEqual({
      log: undefined,
      kind: 'key',
      reason: 'has a control character',
    });
  });

  it('in few words, however long its name', () => {
    const found = classOf(`input/ads_views/a.${'x'.repeat(200)}`);
    expect(found).toMatchObject({
      kind: 'extension',
      reason: expect.stringMatching(/^is \.x{40}…, which/) as unknown,
    });
  });
});

// Break: a key of two logs, a part that begins with `_` or `.` and is read, or a reason that is empty.
it('every key is of one log or has a reason, and none with a hidden part is read', () => {
  const part = fc.stringMatching(/^[._]?[a-z_.=]{0,12}$/);
  const end = fc.constantFrom('', '.csv', '.CSV.gz', '.parquet', '.tsv', '/');
  const start = fc.constantFrom('ads_views', 'product_views', 'advertiser_ids', 'ad_views', '');
  holds(
    fc.property(start, fc.array(part, { maxLength: 3 }), end, (first, parts, last) => {
      const key = `input/${[first, ...parts].join('/')}${last}`;
      const found = classOf(key);
      const logs = LOG_NAMES.filter((log) => isLogObject(log, key));
      expect(logs).toEqual(found.log === undefined ? [] : [found.log]);
      if (found.log === undefined) {
        expect(found.reason).not.toBe('');
        return;
      }
      const hidden = key.split('/').filter((one) => /^[._]/.test(one));
      expect(hidden.filter((one) => !/^_[^=]+=/.test(one))).toEqual([]);
    }),
  );
});
