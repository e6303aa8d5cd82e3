import { createHash } from 'node:crypto';
import { addDays, daysFromTo } from '../../domain/execution-date';
import type { LogName } from '../../domain/logs';
import { MAX_SEED, sampleLogs, sampleSummary } from '../../sample/sample-logs';
import type { SampleOptions } from '../../sample/sample-logs';

const DEMO: SampleOptions = { rowsPerLog: 100_000, days: 30, lastDay: '2024-11-29', seed: 1 };
const ADVERTISER_ID = /^[A-Z0-9]{20}$/;
const PRODUCT_ID = /^[a-z0-9]{6}$/;

function textOf(options: SampleOptions, name: LogName): string {
  return [...sampleLogs(options).find((log) => log.name === name)!.chunks].join('');
}

function rowsOf(options: SampleOptions, name: LogName): string[][] {
  const lines = textOf(options, name).split('\n').slice(1, -1);
  return lines.map((line) => line.split(','));
}

function sha256Of(options: SampleOptions): string {
  const hash = createHash('sha256');
  for (const log of sampleLogs(options)) for (const chunk of log.chunks) hash.update(chunk);
  return hash.digest('hex');
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
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

  it('are the same each time a log is read, in whatever order', () => {
    const logs = sampleLogs(DEMO);
    const backwards = [...logs].reverse().map((log) => [...log.chunks].join(''));
    const forwards = logs.map((log) => [...log.chunks].join(''));
    expect(backwards.reverse()).toEqual(forwards);
  });

  it('differ from seed to seed, also between neighbours', () => {
    const options = { ...DEMO, rowsPerLog: 1_000 };
    const seeds = [0, 1, 2, 3, MAX_SEED - 1, MAX_SEED];
    expect(new Set(seeds.map((seed) => sha256Of({ ...options, seed }))).size).toBe(seeds.length);
    const first = seeds.map((seed) => textOf({ ...options, seed }, 'advertiser_ids').split('\n')[1]);
    expect(new Set(first).size).toBe(seeds.length);
  });

  it('keep their advertisers and products when only the number of rows or days changes', () => {
    const shorter = rowsOf({ ...DEMO, rowsPerLog: 200, days: 3 }, 'product_views');
    const known = new Set(views.map(([advertiser, product]) => `${advertiser!},${product!}`));
    expect(shorter.every(([advertiser, product]) => known.has(`${advertiser!},${product!}`))).toBe(true);
  });

  it('come in chunks of about 64 KiB, with a header first and a line end last', () => {
    const headers = {
      advertiser_ids: 'advertiser_id\n',
      product_views: 'advertiser_id,product_id,date\n',
      ads_views: 'advertiser_id,product_id,type,date\n',
    };
    for (const { name, chunks } of sampleLogs(DEMO)) {
      const list = [...chunks];
      expect(list[0]!.startsWith(headers[name])).toBe(true);
      expect(list.at(-1)!.endsWith('\n')).toBe(true);
      expect(list.slice(0, -1).every((chunk) => chunk.length >= 65_536 && chunk.length < 65_700)).toBe(true);
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

describe('the summary of a sample', () => {
  it('says what the logs hold', () => {
    expect(sampleSummary({ ...DEMO, rowsPerLog: 12_345 })).toEqual({
      rows: { advertiser_ids: 20, product_views: 12_345, ads_views: 12_345 },
      impressions: 12_222,
      clicks: 123,
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

describe('options out of range', () => {
  it.each<[string, Partial<SampleOptions>]>([
    ['rowsPerLog', { rowsPerLog: -1 }],
    ['rowsPerLog', { rowsPerLog: 1.5 }],
    ['rowsPerLog', { rowsPerLog: 1_000_000_001 }],
    ['days', { days: 0 }],
    ['days', { days: Number.NaN }],
    ['seed', { seed: -1 }],
    ['seed', { seed: MAX_SEED + 1 }],
    ['lastDay', { lastDay: '2024-02-30' }],
    ['begin before the year 1', { lastDay: '0001-01-05' }],
  ])('are refused, by name: %s', (name, wrong) => {
    expect(() => sampleLogs({ ...DEMO, ...wrong })).toThrow(name);
    expect(() => sampleSummary({ ...DEMO, ...wrong })).toThrow(RangeError);
  });
});
