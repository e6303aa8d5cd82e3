import { buffer } from 'node:stream/consumers';
import { flattenProducts } from '../../../../counting/columns/flat-products';
import { countWhole } from '../../../../counting/counts/count-range';
import { readCountRows, readProducts } from '../../../../counting/counts/counts-files';
import { formatOf, LOG_FORMATS } from '../../../../counting/scan/formats';
import type { LogFormat } from '../../../../counting/scan/formats/log-format';
import { dayNumber } from '../../../../domain/execution-date';
import { MemoryLake } from '../../../support/lake/memory-lake';

/** Rows `advertiser TAB product TAB day TAB views`, in order: each line is a batch. */
const views: LogFormat = {
  name: 'tsv',
  matches: (key) => key.endsWith('.tsv'),
  rangesOf: ({ sizeBytes }) => [{ start: 0, end: sizeBytes }],
  readHeader: () => Promise.reject(new Error('it has no header')),
  scanSplit: () => Promise.reject(new Error('it is not split')),
  async scanWhole(lake, { object }, sink) {
    const bytes = await buffer(await lake.read(object.key));
    const lines = bytes.toString().trimEnd().split('\n');
    let events = 0;
    for (const line of lines) {
      const [advertiser = '', product = '', day = '', count = ''] = line.split('\t');
      events += Number(count);
      sink.add({
        products: flattenProducts({ advertiserIds: [advertiser], productIds: [product] }),
        rows: {
          day: Int32Array.of(dayNumber(day)),
          product: Int32Array.of(0),
          counters: [Int32Array.of(Number(count))],
        },
        events: Number(count),
      });
      await sink.flush();
    }
    return {
      records: events,
      accepted: events,
      rejected: 0,
      rejects: {},
      firstLines: {},
      listed: [],
      lines: lines.length,
      endedAt: bytes.length,
    };
  },
};

it('counts an object of a format that is not CSV', async () => {
  const lake = new MemoryLake();
  const text = 'A1\tp1\t2026-11-22\t3\nA1\tp1\t2026-11-23\t2\n';
  const object = await lake.write('input/product_views.tsv', Buffer.from(text));
  const owner = { runId: 'run', step: 'open', attempt: 1 };
  const counted = await countWhole(
    lake,
    { log: 'product_views', object, owner },
    {},
    formatOf(object.key, [...LOG_FORMATS, views]),
  );
  expect(counted).toMatchObject({ records: 5, firstDay: '2026-11-22', lastDay: '2026-11-23' });
  const found: unknown[] = [];
  for (const { products, counts } of counted.parts) {
    const names = await readProducts(lake, products);
    const { day, counters } = await readCountRows(lake, 'product_views', counts);
    found.push([names.advertiserIds, names.productIds, [...day], [...(counters[0] ?? [])]]);
  }
  expect(found).toEqual([
    [['A1'], ['p1'], [dayNumber('2026-11-22')], [3]],
    [['A1'], ['p1'], [dayNumber('2026-11-23')], [2]],
  ]);
});

it('refuses a key that no format reads', () => {
  expect(() => formatOf('input/product_views.tsv')).toThrow('no format of logs has this name');
  expect(formatOf('input/ads_views/part-00001.CSV.GZ').name).toBe('csv');
});
