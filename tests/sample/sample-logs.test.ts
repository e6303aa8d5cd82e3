import { createHash } from 'node:crypto';
import { addDays, daysFromTo } from '../../domain/execution-date';
import { CHUNK_BYTES } from '../../sample/text-rows';
import { sampleLogs, sampleSummary } from '../../sample/sample-logs';
import type { SampleOptions } from '../../sample/sample-logs';
import { SAMPLE_LIMITS } from '../../sample/sample-options';
import { countBy, DEMO, rowsOf, textOf } from './rows';

const MAX_SEED = SAMPLE_LIMITS.seed.max;
const ADVERTISER_ID = /^[A-Z0-9]{20}$/;
const PRODUCT_ID = /^[a-z0-9]{6}$/;

function sha256Of(options: SampleOptions): string {
  const hash = createHash('sha256');
  for (const log of sampleLogs(options)) for (const chunk of log.chunks) hash.update(chunk);
  return hash.digest('hex');
}

const active = rowsOf(DEMO, 'advertiser_ids').map(([advertiser]) => advertiser!);
const views = rowsOf(DEMO, 'product_views');
const ads = rowsOf(DEMO, 'ads_views');

describe('the bytes of a sample', () => {
  it('are the same for the same options, on every machine and in every time zone', () => {
    expect(sha256Of({ rowsPerLog: 5_000, days: 7, lastDay: '2024-03-12', seed: 42 })).toBe(
      '6a1331efab8f3bcc6ec3a41ca79e5eeaaba15b95ab0253e23de9b7967185cdff',
    );
  });

  it.each<[string, Partial<SampleOptions>, string]>([
    [
      'many advertisers',
      { advertisers: 2_000, inactive: 100, products: 30 },
      'f68a623c11ede944d19751e890f02918711f48c56659e5f59a0c2cb7b790af2a',
    ],
    [
      'a skew that needs square roots',
      { advertisers: 50, inactive: 0, products: 500, skew: 1.3 },
      '99c017692a6bd8aba12c38f1a4c26b3b3bd6ba3717f5f942362da06a88f47796',
    ],
    [
      'malformed rows',
      { skew: 1, malformed: 0.1 },
      'a3af6f8721c96cb55dcaec13f77ac10b6d4c6fc6aa8b6d14f296cce18d07f293',
    ],
  ])('are the same on every machine with %s', (_, options, hash) => {
    const base = { rowsPerLog: 5_000, days: 7, lastDay: '2024-03-12', seed: 42 };
    expect(sha256Of({ ...base, ...options })).toBe(hash);
  });

  it('are the same each time a log is read, in whatever order', () => {
    const logs = sampleLogs(DEMO);
    const backwards = [...logs].reverse().map((log) => Buffer.concat([...log.chunks]));
    const forwards = logs.map((log) => Buffer.concat([...log.chunks]));
    // Jest compares the bytes of buffers one by one.
    expect(backwards.reverse().map((bytes, log) => bytes.equals(forwards[log]!))).toEqual([true, true, true]);
  });

  it('differ from seed to seed, also between neighbours', () => {
    const options = { ...DEMO, rowsPerLog: 1_000 };
    const seeds = [0, 1, 2, 3, MAX_SEED - 1, MAX_SEED];
    expect(new Set(seeds.map((seed) => sha256Of({ ...options, seed }))).size).toBe(seeds.length);
    const first = seeds.map((seed) => textOf({ ...options, seed }, 'advertiser_ids').split('\n')[1]);
    expect(new Set(first).size).toBe(seeds.length);
  });

  it.each<Partial<SampleOptions>>([
    { rowsPerLog: 200, days: 3 },
    { skew: 1 },
    { malformed: 0 },
    { inactive: 3 },
    { advertisers: 10, inactive: 2 },
  ])('keep their advertisers and products with %j', (other) => {
    const shorter = rowsOf({ ...DEMO, rowsPerLog: 1_000, ...other }, 'product_views');
    const known = new Set(views.map(([advertiser, product]) => `${advertiser!},${product!}`));
    expect(shorter.every(([advertiser, product]) => known.has(`${advertiser!},${product!}`))).toBe(true);
  });

  it('come in chunks of one length, with a header first and a line end last', () => {
    const headers = {
      advertiser_ids: 'advertiser_id\n',
      product_views: 'advertiser_id,product_id,date\n',
      ads_views: 'advertiser_id,product_id,type,date\n',
    };
    for (const { name, chunks } of sampleLogs({ ...DEMO, advertisers: 30_000, products: 1 })) {
      const list = [...chunks];
      expect(list.length).toBeGreaterThan(1);
      expect(list[0]!.toString().startsWith(headers[name])).toBe(true);
      expect(list.every((chunk) => chunk.toString().endsWith('\n'))).toBe(true);
      const lengths = list.slice(0, -1).map((chunk) => chunk.length);
      expect(lengths.every((length) => length >= CHUNK_BYTES && length < CHUNK_BYTES + 60)).toBe(true);
    }
  });
});

describe('the rows of a sample', () => {
  it.each([0, 1, 99, 100, 101, 12_345])('are exactly as many as asked for: %d', (rowsPerLog) => {
    const options = { ...DEMO, rowsPerLog };
    expect(rowsOf(options, 'advertiser_ids')).toHaveLength(20);
    expect(rowsOf(options, 'product_views')).toHaveLength(rowsPerLog);
    expect(rowsOf(options, 'ads_views')).toHaveLength(rowsPerLog);
  });

  it('name 20 active advertisers and 5 that are not listed', () => {
    expect(new Set(active).size).toBe(20);
    for (const rows of [views, ads]) {
      const seen = new Set(rows.map(([advertiser]) => advertiser!));
      expect(seen.size).toBe(25);
      expect(active.every((advertiser) => seen.has(advertiser))).toBe(true);
    }
  });

  it('have ids of 20 and of 6 characters, each product with one advertiser', () => {
    const pairs = new Set(views.map(([advertiser, product]) => `${advertiser!},${product!}`));
    expect(active.every((advertiser) => ADVERTISER_ID.test(advertiser))).toBe(true);
    expect(views.every(([advertiser]) => ADVERTISER_ID.test(advertiser!))).toBe(true);
    expect(views.every(([, product]) => PRODUCT_ID.test(product!))).toBe(true);
    expect(pairs.size).toBe(2_500);
    expect(new Set(views.map(([, product]) => product!)).size).toBe(2_500);
  });

  it('are 99 impressions to 1 click', () => {
    expect(countBy(ads, ([, , type]) => type!)).toEqual(
      new Map([
        ['impression', 99_000],
        ['click', 1_000],
      ]),
    );
  });

  it('fill every day of the range evenly, in order', () => {
    const days = daysFromTo('2024-10-31', '2024-11-29');
    for (const rows of [views.map(([, , day]) => day!), ads.map(([, , , day]) => day!)]) {
      const counts = countBy(rows, (day) => day);
      expect([...counts.keys()]).toEqual(days);
      expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
    }
  });

  it('cross a leap day, a new year and a change of the clocks', () => {
    const options = { ...DEMO, rowsPerLog: 1_000, days: 400, lastDay: '2024-12-31' };
    const days = [...countBy(rowsOf(options, 'product_views'), ([, , day]) => day!).keys()];
    expect(days).toEqual(daysFromTo(addDays('2024-12-31', -399), '2024-12-31'));
    expect(days).toContain('2024-02-29');
  });

  it('favour some products: the most viewed of an advertiser has several times the views of the least', () => {
    for (const advertiser of active) {
      const own = views.filter(([id]) => id === advertiser);
      const counts = [...countBy(own, ([, product]) => product!).values()];
      expect(Math.max(...counts)).toBeGreaterThan(4 * Math.min(...counts));
    }
  });

  it.each([1, 2, 3, 42])('give each active advertiser 20 products for TopCTR (seed %d)', (seed) => {
    const rows = rowsOf({ ...DEMO, seed }, 'ads_views');
    const keysOf = (wanted: string) =>
      new Set(rows.filter(([, , type]) => type === wanted).map((row) => `${row[0]!},${row[1]!}`));
    const shown = keysOf('impression');
    const ranked = [...keysOf('click')].filter((key) => shown.has(key));
    for (const [advertiser] of rowsOf({ ...DEMO, seed }, 'advertiser_ids')) {
      expect(ranked.filter((key) => key.startsWith(advertiser!)).length).toBeGreaterThanOrEqual(20);
    }
  });

  it('give each advertiser a click on the first day', () => {
    const clicked = ads.filter(([, , type, day]) => type === 'click' && day === '2024-10-31');
    expect(new Set(clicked.map(([advertiser]) => advertiser!)).size).toBe(25);
  });
});

describe('the parts of an event log', () => {
  it.each([1, 2, 7, 100])('hold its rows in their order, each with a header: %d', (count) => {
    const options = { ...DEMO, rowsPerLog: 1_234, malformed: 0.03 };
    const [, views] = sampleLogs(options, { parts: count });
    const [header = '', ...lines] = textOf(options, 'product_views').split(/(?<=\n)/);
    const parts = [...views!.objects].map(({ chunks }) => Buffer.concat([...chunks]).toString('latin1'));
    expect(parts).toHaveLength(count);
    expect(parts.every((part) => part.startsWith(header))).toBe(true);
    expect(parts.map((part) => part.slice(header.length)).join('')).toBe(lines.join(''));
    const lengths = parts.map((part) => part.split('\n').length - 2);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
  });

  it('are headers alone where there are more parts than rows', () => {
    const [, views] = sampleLogs({ ...DEMO, rowsPerLog: 1 }, { parts: 3 });
    const parts = [...views!.objects].map(({ chunks }) => Buffer.concat([...chunks]).toString());
    expect(parts.map((part) => part.split('\n').length - 2).sort()).toEqual([0, 0, 1]);
  });
});

describe('the summary of a sample', () => {
  it('says what the logs hold', () => {
    expect(sampleSummary({ ...DEMO, rowsPerLog: 12_345 })).toEqual({
      rows: { advertiser_ids: 20, product_views: 12_345, ads_views: 12_345 },
      productViews: 12_345,
      impressions: 12_222,
      clicks: 123,
      conversions: 0,
      malformed: {
        product_views: {
          wrong_field_count: 0,
          line_too_long: 0,
          empty_id: 0,
          id_too_long: 0,
          control_character: 0,
          invalid_utf8: 0,
          invalid_date: 0,
        },
        ads_views: {
          wrong_field_count: 0,
          line_too_long: 0,
          empty_id: 0,
          id_too_long: 0,
          control_character: 0,
          invalid_utf8: 0,
          unknown_type: 0,
          invalid_date: 0,
        },
      },
      activeAdvertisers: 20,
      inactiveAdvertisers: 5,
      productsPerAdvertiser: 100,
      firstDay: '2024-10-31',
      lastDay: '2024-11-29',
    });
    const types = countBy(rowsOf({ ...DEMO, rowsPerLog: 12_345 }, 'ads_views'), ([, , type]) => type!);
    expect([types.get('impression'), types.get('click')]).toEqual([12_222, 123]);
  });
});
