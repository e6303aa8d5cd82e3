import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describeLake } from '../../../cli/data-describe/describe';
import type { Description } from '../../../cli/data-describe/describe';
import { isDone } from '../../../cli/data-describe/report';
import { SOURCES_KEY } from '../../../storage/lake-keys';
import { MemoryLake } from '../../support/lake/memory-lake';
import { putObjects } from '../../support/lake/test-lake';

type Objects = Readonly<Record<string, string | Uint8Array>>;

async function describeObjects(objects: Objects, anew = true): Promise<Description> {
  const lake = new MemoryLake();
  await putObjects(lake, objects);
  return describeLake(lake, { anew, signal: new AbortController().signal, onProgress: () => undefined });
}

const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => row(i)).join('');

/** The logs of a lake that plain rules read, for those that one case does not describe. */
const PLAIN = {
  'input/advertiser_ids.csv': 'advertiser_id\nA1\nA2\n',
  'input/product_views.csv': `advertiser_id,product_id,date\n${rows(30, (i) => `A${i % 2},p${i % 7},2026-11-${10 + (i % 9)}\n`)}`,
  'input/ads_views.csv': `advertiser_id,product_id,type,date\n${rows(30, (i) => `A${i % 2},p${i % 7},${i % 5 === 0 ? 'click' : 'impression'},2026-11-${10 + (i % 9)}\n`)}`,
};
const without = (...logs: string[]) =>
  Object.fromEntries(Object.entries(PLAIN).filter(([key]) => !logs.some((log) => key.includes(log))));

const entriesOf = ({ proposal }: Description, log: string) =>
  (proposal?.entries ?? []).filter((one) => one.log === log).map(({ entry }) => entry);
const openOf = ({ proposal }: Description) =>
  (proposal?.entries ?? []).flatMap(({ decisions }) => decisions.filter(({ sure }) => sure === 'open'));
const trialOf = ({ trial }: Description, log: string) => trial?.logs.find((one) => one.log === log);

describe('a proposal', () => {
  it('is not needed for plain logs', async () => {
    const found = await describeObjects(PLAIN);
    expect(found.proposal?.plainLogs).toEqual(
      expect.arrayContaining(['advertiser_ids', 'product_views', 'ads_views']),
    );
    expect(found.written).toBeUndefined();
    expect(isDone(found)).toBe(true);
  });

  it('reads a daily report of counts by `;`, and days of which one decides the order', async () => {
    const report = (day: number) =>
      `day;adv;item;imps;clicks\n${rows(20, (i) => `${day}/11/2026;a${i % 3};p${i % 5};${i * 10};${i % 4}\n`)}`;
    const found = await describeObjects({
      ...without('ads_views'),
      'input/report-2026-11-05.csv': report(5),
      'input/report-2026-11-14.csv': report(14),
    });
    expect(entriesOf(found, 'ads_views')).toEqual([
      {
        objects: 'input/report-*.csv',
        csv: { delimiter: ';' },
        columns: {
          advertiser_id: 'adv',
          product_id: 'item',
          impressions: 'imps',
          clicks: 'clicks',
          date: { column: 'day', format: 'DD/MM/YYYY' },
        },
      },
    ]);
    expect(trialOf(found, 'ads_views')).toMatchObject({
      objects: 2,
      rows: 40,
      accepted: 40,
      first_day: '2026-11-05',
      last_day: '2026-11-14',
    });
    expect(isDone(found)).toBe(true);
  });

  it('leaves day first and month first open where no value decides', async () => {
    const found = await describeObjects({
      ...without('product_views'),
      'input/visits/a.csv': `advertiser,product,day\n${rows(20, (i) => `A1,p${i},0${1 + (i % 9)}/11/2026\n`)}`,
    });
    expect(openOf(found)).toMatchObject([
      {
        member: 'date',
        choices: [
          '"date": {"column":"day","format":"DD/MM/YYYY"}',
          '"date": {"column":"day","format":"MM/DD/YYYY"}',
        ],
      },
    ]);
    expect(found.written).toBeUndefined();
    expect(isDone(found)).toBe(false);
  });

  it('leaves open which column is which id where there is no header', async () => {
    const found = await describeObjects({
      ...without('ads_views'),
      'input/impressions.csv': rows(50, (i) => `${1450000000 + i},adv-${i % 3},cr-${i % 9}\n`),
    });
    expect(openOf(found).map(({ member }) => member)).toEqual(['advertiser_id', 'product_id']);
    expect(entriesOf(found, 'ads_views')).toEqual([
      {
        objects: 'input/impressions.csv',
        csv: { header: ['column_1', 'column_2', 'column_3'] },
        columns: { type: { value: 'impression' }, date: { column: 'column_1', format: 'unix_seconds' } },
      },
    ]);
  });

  it('reads JSON lines, nested members, partitions and other words for types', async () => {
    const event = (i: number) =>
      `${JSON.stringify({ event: ['view', 'tap', 'purchase', 'add_to_cart'][i % 4], item: { id: 7 + (i % 3) }, shop: 's1' })}\n`;
    const found = await describeObjects({
      ...without('ads_views'),
      'input/events/dt=2026-11-20/part-0.jsonl': rows(40, event),
      'input/events/dt=2026-11-21/part-0.jsonl': rows(40, event),
    });
    expect(entriesOf(found, 'ads_views')).toEqual([
      {
        objects: 'input/events/dt=*/*.jsonl',
        columns: { advertiser_id: 'shop', product_id: 'item.id', type: 'event', date: { path: 'dt' } },
        types: {
          impression: ['view'],
          click: ['tap'],
          conversion: ['purchase'],
          ignored: ['add_to_cart'],
        },
      },
    ]);
    expect(trialOf(found, 'ads_views')).toMatchObject({
      accepted: 60,
      ignored: { add_to_cart: 20 },
      first_day: '2026-11-20',
      last_day: '2026-11-21',
    });
  });

  it('reads the Parquet of an ad server: typed ids, instants, and the type by the folder', async () => {
    const file = (first: number) =>
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: 'campaign', data: Array.from({ length: 20 }, (_, i) => BigInt(i % 3)), type: 'INT64' },
            { name: 'creative', data: Array.from({ length: 20 }, (_, i) => `c${i % 5}`), type: 'STRING' },
            { name: 'price', data: Array.from({ length: 20 }, (_, i) => i / 7), type: 'DOUBLE' },
            {
              name: 'ts',
              data: Array.from({ length: 20 }, (_, i) => new Date(Date.UTC(2026, 10, first, i))),
              type: 'TIMESTAMP',
            },
          ],
        }),
      );
    const found = await describeObjects({
      ...without('ads_views'),
      'input/impressions/part-a.parquet': file(20),
      'input/impressions/part-b.parquet': file(21),
      'input/clicks/part-a.parquet': file(20),
    });
    const columns = {
      advertiser_id: 'campaign',
      product_id: 'creative',
      date: { column: 'ts', format: 'timestamp' },
    };
    expect(entriesOf(found, 'ads_views')).toEqual([
      { objects: 'input/clicks/*.parquet', columns: { ...columns, type: { value: 'click' } } },
      { objects: 'input/impressions/*.parquet', columns: { ...columns, type: { value: 'impression' } } },
    ]);
    expect(trialOf(found, 'ads_views')).toMatchObject({
      objects: 3,
      accepted: 60,
      rejected: 0,
      first_day: '2026-11-20',
      last_day: '2026-11-21',
    });
  });

  it('finds the order of days by the values of all sampled objects, in gzip as well', async () => {
    const found = await describeObjects({
      ...without('product_views'),
      'input/visits/2026/11/01/x1.csv.gz': gzipSync('shop_id,sku,when\nA,p,11/01/2026\n'),
      'input/visits/2026/11/29/x9.csv.gz': gzipSync('shop_id,sku,when\nA,p,11/29/2026\n'),
    });
    expect(entriesOf(found, 'product_views')).toMatchObject([
      { objects: 'input/visits/**/*.csv.gz', columns: { date: { column: 'when', format: 'MM/DD/YYYY' } } },
    ]);
  });

  it('reads a log with `#Fields` and a file whose first line is for a spreadsheet', async () => {
    const found = await describeObjects({
      'input/advertiser_ids.csv': PLAIN['input/advertiser_ids.csv'],
      'input/ads/E1.2026-11-20-05.log': `#Version: 1.0\n#Fields: date time advertiser item event\n${rows(20, (i) => `2026-11-20\t05:00:00\ta\tp${i}\t${i % 3 === 0 ? 'Click' : 'Impression'}\n`)}`,
      'input/visits.csv': `sep=|\nadvertiser|product|day\n${rows(20, (i) => `a|p${i}|2026-11-20\n`)}`,
    });
    expect(entriesOf(found, 'ads_views')).toMatchObject([
      { format: 'csv', csv: { delimiter: '\t' }, types: { impression: ['Impression'], click: ['Click'] } },
    ]);
    expect(entriesOf(found, 'product_views')).toMatchObject([{ csv: { delimiter: '|' } }]);
    expect(trialOf(found, 'ads_views')).toMatchObject({ rows: 20, accepted: 20 });
    expect(trialOf(found, 'product_views')).toMatchObject({ rows: 20, accepted: 20 });
  });

  it('gives one object to two logs where it has ads and visits, and the advertisers of its events to the active list', async () => {
    const found = await describeObjects({
      'input/events.csv': `ts,advertiser_id,product_id,event\n${rows(60, (i) => `2026-11-20T10:00:0${i % 10}Z,A${i % 3},p${i % 7},${['impression', 'click', 'visit'][i % 3]}\n`)}`,
    });
    expect(entriesOf(found, 'ads_views')).toMatchObject([
      { types: { impression: ['impression'], click: ['click'], ignored: ['visit'] } },
    ]);
    expect(entriesOf(found, 'product_views')).toMatchObject([
      { types: { view: ['visit'], ignored: ['impression', 'click'] } },
    ]);
    expect(entriesOf(found, 'advertiser_ids')).toEqual([
      { objects: 'input/events.csv', columns: { advertiser_id: 'advertiser_id' } },
    ]);
    expect(trialOf(found, 'product_views')).toMatchObject({ accepted: 20, rejected: 0 });
    expect(isDone(found)).toBe(true);
  });

  it('writes rare types as the others are written, although no row read has them', async () => {
    const found = await describeObjects({
      ...without('ads_views'),
      'input/ads.csv': `advertiser,product,type,day\n${rows(40, (i) => `A,p${i},IMPRESSION,2026-11-20\n`)}`,
    });
    expect(entriesOf(found, 'ads_views')).toMatchObject([
      { types: { impression: ['IMPRESSION'], click: ['CLICK'], conversion: ['CONVERSION'] } },
    ]);
  });

  it('looks at the last rows of a large object too, where the first ones do not decide the order of days', async () => {
    const found = await describeObjects({
      ...without('product_views'),
      'input/visits.csv': `shop,sku,day\n${rows(60_000, (i) => `A,p${i},${String(1 + Math.floor(i / 3000)).padStart(2, '0')}/11/2026\n`)}`,
    });
    expect(entriesOf(found, 'product_views')).toMatchObject([
      { columns: { date: { column: 'day', format: 'DD/MM/YYYY' } } },
    ]);
  });

  it('tells objects by their names where folders of days lie at the top, beside other logs', async () => {
    const record = (i: number) =>
      JSON.stringify({
        event: i % 5 === 0 ? 'click' : 'impression',
        campaign: `c${i % 3}`,
        ad: `a${i % 7}`,
        ts: 1_795_000_000_000 + i,
      });
    const found = await describeObjects({
      ...without('ads_views'),
      'input/2026/11/20/05/stream-1-2026-11-20-05-00-00-1f2e3d4c': Array.from({ length: 50 }, (_, i) =>
        record(i),
      ).join(''),
      'input/2026/11/20/06/stream-1-2026-11-20-06-00-00-5a6b7c8d': Array.from({ length: 50 }, (_, i) =>
        record(i),
      ).join(''),
      'input/visits/other': 'a,b\n',
    });
    expect(entriesOf(found, 'ads_views')).toMatchObject([{ objects: 'input/**/stream-*', format: 'jsonl' }]);
    expect(trialOf(found, 'ads_views')).toMatchObject({ objects: 2, accepted: 100, rejected: 0 });
  });

  it('describes very many folders by one entry', async () => {
    const found = await describeObjects({
      ...without('product_views'),
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => [
          `input/visits/shop-${String.fromCharCode(97 + (i % 26))}${i}/day.csv`,
          'shop,sku,day\nA,p,2026-11-20\n',
        ]),
      ),
    });
    expect(entriesOf(found, 'product_views')).toMatchObject([{ objects: 'input/visits/*/*.csv' }]);
    expect(trialOf(found, 'product_views')).toMatchObject({ objects: 40, rejected: 0 });
  });

  it('does not end well where rows are rejected whose form it knows', async () => {
    const views = `advertiser_id,product_id,date\n${rows(200, (i) => `A1,p${i},2026-11-20\n`)}A1,p,2026-11-20T10:00:00Z\n`;
    const found = await describeObjects({ ...PLAIN, 'input/product_views.csv': views });
    expect(trialOf(found, 'product_views')).toMatchObject({ rejected: 1 });
    expect(isDone(found)).toBe(false);
  });

  it('describes plain objects of a log as well where another object of it needs an entry', async () => {
    const found = await describeObjects({
      ...PLAIN,
      'input/ads_views/new.csv': 'advertiser_id,product_id,type,date\nA1,p,click,20/11/2026\n',
    });
    expect(entriesOf(found, 'ads_views')).toMatchObject([
      { objects: 'input/ads_views.csv' },
      { objects: 'input/ads_views/*.csv', columns: { date: { column: 'date', format: 'DD/MM/YYYY' } } },
    ]);
    expect(trialOf(found, 'ads_views')).toMatchObject({ objects: 2, accepted: 31 });
  });

  it('names what nothing tells, and what cannot be read', async () => {
    const found = await describeObjects({
      ...PLAIN,
      'input/notes.csv': 'colour,size\nred,tall\nblue,small\n',
      'input/book.xlsx': 'PK\x03\x04',
      'input/list.json': '[{"a":1}]',
      'input/_temporary/x.csv': 'a,b\n1,2\n',
      'input/README.md': '# Our logs\n',
    });
    expect(
      found.proposal?.left.filter(({ fault }) => fault).map(({ objects, reason }) => `${objects} ${reason}`),
    ).toEqual([
      expect.stringMatching(/^input\/book\.xlsx is a ZIP or a spreadsheet/),
      expect.stringMatching(/^input\/list\.json is one JSON array/),
      expect.stringMatching(/^input\/notes\.csv is of no log/),
    ]);
    expect(isDone(found)).toBe(false);
  });
});

describe('a description that is there', () => {
  const described = { ...without('product_views'), 'input/visits.csv': 'a,p,d\nA1,p,20/11/2026\n' };

  it('is checked by reading some rows', async () => {
    const sources = {
      logs: {
        product_views: [
          {
            objects: 'input/visits.csv',
            columns: { advertiser_id: 'a', product_id: 'p', date: { column: 'd', format: 'timestamp' } },
          },
        ],
      },
    };
    const found = await describeObjects({ ...described, [SOURCES_KEY]: JSON.stringify(sources) }, false);
    expect(found.proposal).toBeUndefined();
    expect(trialOf(found, 'product_views')).toMatchObject({
      accepted: 0,
      rejects: [{ reason: 'invalid_date', hint: expect.stringContaining('DD/MM/YYYY') as string }],
    });
    expect(isDone(found)).toBe(false);
  });

  it('is told with all its faults', async () => {
    const found = await describeObjects({ ...described, [SOURCES_KEY]: '{"logs":{"ads_view":[]}}' }, false);
    expect(found.faults).toMatchObject([{ path: expect.stringContaining('$.logs') as string }]);
  });
});
