import fc from 'fast-check';
import { LOG_NAMES } from '../../domain/logs';
import { isLogObject } from '../../logs/classify-input';
import { faultInKey } from '../../storage/key-rule';
import {
  COUNTS_PREFIX,
  countsFileKey,
  INPUT_PREFIX,
  intermediateKey,
  INTERMEDIATE_PREFIX,
  logKey,
  logPartKey,
  logPrefix,
  objectCountsKey,
  parseIntermediateKey,
  productsKey,
} from '../../storage/lake-keys';
import { anyDay, holds, SEED } from '../support/jest/property';

describe('the objects of a log', () => {
  it('lie at the keys of the contract', () => {
    expect(LOG_NAMES.map((log) => logKey(log))).toEqual([
      'input/advertiser_ids.csv',
      'input/product_views.csv',
      'input/ads_views.csv',
    ]);
    for (const log of LOG_NAMES) {
      expect(isLogObject(log, logKey(log))).toBe(true);
      expect(logPrefix(log)).toBe(`input/${log}`);
    }
    expect(INPUT_PREFIX).toBe('input/');
  });

  it('may be parts, whose keys sort as they do', () => {
    expect(logPartKey('ads_views', 1, 'csv')).toBe('input/ads_views/part-00001.csv');
    expect(logPartKey('ads_views', 12_345, 'csv.gz')).toBe('input/ads_views/part-12345.csv.gz');
    expect(logPartKey('ads_views', 2, 'csv', 'dt=2024-11-29')).toBe(
      'input/ads_views/dt=2024-11-29/part-00002.csv',
    );
    for (const partition of [undefined, 'dt=2024-11-29']) {
      for (const format of ['csv', 'csv.gz'])
        expect(isLogObject('ads_views', logPartKey('ads_views', 7, format, partition))).toBe(true);
    }
    expect(logPartKey('ads_views', 9, 'csv') < logPartKey('ads_views', 10, 'csv')).toBe(true);
  });
});

describe('the key of an intermediate result', () => {
  const OWNER = { executionDate: '2024-11-29', runId: 'r-1', step: 'filter', attempt: 2 };
  const KEY = 'intermediate/date=2024-11-29/run=r-1/filter/attempt=2/ads_views.parquet';

  it('carries date, run, step and attempt', () => {
    expect(intermediateKey(OWNER, 'ads_views')).toBe(KEY);
    expect(parseIntermediateKey(KEY)).toEqual({ ...OWNER, name: 'ads_views' });
  });

  it('is never an input', () => {
    expect(KEY.startsWith(INTERMEDIATE_PREFIX)).toBe(true);
    expect(INTERMEDIATE_PREFIX.startsWith(INPUT_PREFIX)).toBe(false);
  });

  it.each([
    ['an input', 'input/ads_views.csv'],
    ['another suffix', KEY.replace('.parquet', '.csv')],
    ['something behind it', `${KEY}.part`],
    ['something before it', `x${KEY}`],
    ['another folder between', KEY.replace('/filter/', '/filter/more/')],
    ['a folder too few', KEY.replace('/filter/', '/')],
    ['an attempt that is no number', KEY.replace('attempt=2', 'attempt=two')],
    ['no attempt', KEY.replace('attempt=2/', '')],
    ['an attempt written otherwise', KEY.replace('attempt=2', 'attempt=02')],
    ['no day of the calendar', KEY.replace('2024-11-29', '2024-02-30')],
    ['no run', KEY.replace('run=r-1', 'run=')],
    ['no name', KEY.replace('ads_views', '')],
    ['a newline behind it', `${KEY}\n`],
    ['nothing', ''],
  ])('is not one with %s', (_, key) => {
    expect(parseIntermediateKey(key)).toBeUndefined();
  });

  it(`comes back from itself, seed ${String(SEED)}`, () => {
    const part = fc.stringMatching(/^[A-Za-z0-9_.=-]{1,40}$/);
    const owner = fc.record({
      executionDate: anyDay(),
      runId: fc.uuid(),
      step: fc.constantFrom('filter', 'rank'),
      attempt: fc.integer({ min: 1, max: 1_000 }),
    });
    holds(
      fc.property(owner, part, (own, name) => {
        expect(parseIntermediateKey(intermediateKey(own, name))).toEqual({ ...own, name });
      }),
    );
  });

  it(`differs wherever anything of it differs, seed ${String(SEED)}`, () => {
    const small = fc.record({
      executionDate: fc.constantFrom('2024-11-29', '2024-11-30'),
      runId: fc.constantFrom('r1', 'r11'),
      step: fc.constantFrom('filter', 'rank'),
      attempt: fc.constantFrom(1, 11),
    });
    holds(
      fc.property(small, small, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(intermediateKey(one, 'x') === intermediateKey(other, 'x')).toBe(same);
      }),
    );
  });
});

describe('the keys of counts', () => {
  const OBJECT = { key: 'input/ads_views/2024/a b.csv.gz', etag: 'd41d8cd9/8f-3"+=%' };
  const OWNER = { runId: 'r-1', step: 'range-0', attempt: 2 };
  const PREFIX = 'counts/v3/ads_views/2024/a b.csv.gz/etag=d41d8cd9%2F8f-3%22%2B%3D%25';

  // Another layout of what lies there needs another version, or old counts are taken for new ones.
  it('carry their version, the object and its ETag', () => {
    expect(objectCountsKey(OBJECT)).toBe(`${PREFIX}/counts.json`);
    expect(countsFileKey(OBJECT, OWNER, 'counts-0')).toBe(
      `${PREFIX}/run=r-1/range-0/attempt=2/counts-0.parquet`,
    );
    expect(objectCountsKey({ key: 'elsewhere/a.csv', etag: 'e' })).toBe(
      'counts/v3/elsewhere/a.csv/etag=e/counts.json',
    );
  });

  // A bucket reads inputs under keys that a folder, or a longer key, could not hold.
  it.each([
    'input/ads_views//a.csv',
    `input/ads_views/${'x'.repeat(300)}.csv`,
    `input/${'abc/'.repeat(250)}a.csv`,
  ])('are such as every lake keeps, whatever the key of the object: %#', (key) => {
    const [counts, other] = [key, `${key}.gz`].map((one) =>
      countsFileKey({ key: one, etag: 'e' }, OWNER, 'x'),
    );
    expect(faultInKey(counts!)).toBeUndefined();
    expect(counts).toMatch(/^counts\/v3\/sha256=[0-9a-f]{64}\/etag=e\//);
    expect(other).not.toBe(counts);
  });

  it('are never inputs, nor is an input below them', () => {
    expect(PREFIX.startsWith(COUNTS_PREFIX)).toBe(true);
    for (const log of LOG_NAMES) {
      expect(isLogObject(log, objectCountsKey({ key: logKey(log), etag: 'x.csv' }))).toBe(false);
      expect(objectCountsKey({ key: logKey(log), etag: 'e' }).startsWith(INPUT_PREFIX)).toBe(false);
    }
  });

  it(`differ wherever anything of them differs, seed ${String(SEED)}`, () => {
    const object = fc.record({
      key: fc.constantFrom('input/a.csv', 'input/a.csv/etag=e', 'input/a'),
      etag: fc.constantFrom('e', 'e/run=r', 'e%2Frun=r', '', '/counts.json'),
    });
    const owner = fc.record({
      runId: fc.constantFrom('r', 'r1'),
      step: fc.constantFrom('range-0', 'range-1', 'range-10'),
      attempt: fc.constantFrom(1, 11),
    });
    const file = fc.record({ object, owner, name: fc.constantFrom('counts-0', 'products-0') });
    holds(
      fc.property(file, file, (one, other) => {
        const keyOf = ({ object: of, owner: by, name }: typeof one) => countsFileKey(of, by, name);
        expect(keyOf(one) === keyOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
        const sameObject = JSON.stringify(one.object) === JSON.stringify(other.object);
        expect(objectCountsKey(one.object) === objectCountsKey(other.object)).toBe(sameObject);
        expect(keyOf(one)).not.toBe(objectCountsKey(other.object));
      }),
    );
  });

  it('of products carry their inputs, shard and number of shards, and belong to no date', () => {
    expect(productsKey('0123', 1, 4)).toBe('intermediate/products/inputs=0123/products-1-of-4.parquet');
    expect(productsKey('0123', 1, 4).startsWith(INTERMEDIATE_PREFIX)).toBe(true);
    expect(parseIntermediateKey(productsKey('0123', 1, 4))).toBeUndefined();
  });
});
