import { gzipSync } from 'node:zlib';
import { countWhole } from '../../../counting/counts/count-range';
import { dayNumber } from '../../../domain/execution-date';
import { eventObjectsOf, listInputs } from '../../../logs/list-inputs';
import { MemoryLake } from '../../support/lake/memory-lake';
import { describeRange } from '../../support/logs/counted-objects';

const OWNER = { runId: 'run', step: 'open', attempt: 1 };

let lake: MemoryLake;
beforeEach(() => {
  lake = new MemoryLake();
});

/** Counts the objects of `ads_views` by a description. */
async function count(description: object, objects: Readonly<Record<string, string | Buffer>>) {
  const { timeZone = 'UTC', ...entry } = description as { timeZone?: string };
  const sources = { timeZone, logs: { ads_views: [entry] } };
  await lake.write('input/sources.json', Buffer.from(JSON.stringify(sources)));
  await lake.write('input/product_views.csv', Buffer.from('x'));
  for (const [key, body] of Object.entries(objects)) await lake.write(key, Buffer.from(body));
  const found = eventObjectsOf(await listInputs(lake)).filter(({ log }) => log === 'ads_views');
  return Promise.all(
    found.map(async ({ log, object }) => {
      const counted = await countWhole(lake, { log, object, owner: OWNER });
      const { counts, days, records, accepted, rejects, ignored, events } = {
        ...counted,
        ...(await describeRange(lake, log, counted)),
      };
      return { counts, days, records, accepted, rejects, ignored, events };
    }),
  );
}

it('a daily report with counts, day first, between semicolons, without a header', async () => {
  const report = 'A1;x;25/12/2026;12;3;0\nA1;y;25/12/2026;0;;\nA1;x;5/1/2027;-1;0;0\nA1;x;31/02/2026;1;0;0\n';
  const [counted] = await count(
    {
      objects: 'input/report-*.csv',
      csv: { delimiter: ';', header: ['adv', 'item', 'day', 'imps', 'clicks', 'buys'] },
      columns: {
        advertiser_id: 'adv',
        product_id: 'item',
        date: { column: 'day', format: 'DD/MM/YYYY' },
        impressions: 'imps',
        clicks: 'clicks',
        conversions: 'buys',
      },
    },
    { 'input/report-1.csv': report },
  );
  expect(counted).toMatchObject({
    records: 4,
    accepted: 2,
    events: 15,
    rejects: { invalid_count: 1, invalid_date: 1 },
    days: ['2026-12-25', '2026-12-25'],
  });
  expect(Object.values(counted!.counts)).toEqual([[12, 3, 0]]);
});

it('a log in the extended format of W3C, compressed, with comments before its records', async () => {
  const lines = [
    '#Version: 1.0',
    '#Fields: date time cs-uri-stem x-adv x-event',
    '2026-11-22\t23:59:59\t/a\tA1\thit',
    '2026-11-22\t23:59:59\t/a\tA1\tping',
    '2026-11-23\t00:00:00\t/a\tA1\tHit',
  ];
  const [counted] = await count(
    {
      objects: 'input/cf/*.gz',
      format: 'csv',
      csv: { delimiter: '\t' },
      columns: { advertiser_id: 'x-adv', product_id: 'cs-uri-stem', type: 'x-event', date: 'date' },
      types: { impression: ['hit'], ignored: ['ping'] },
    },
    { 'input/cf/E1.2026-11-22.abc.gz': gzipSync(lines.join('\n')) },
  );
  expect(counted).toMatchObject({
    records: 3,
    accepted: 1,
    ignored: { ping: 1 },
    rejects: { unknown_type: 1 },
  });
});

it('JSON lines nested in one another, on the day of their time zone, with constants and partitions', async () => {
  const at = (ts: string, item: string) => JSON.stringify({ ts, item: { id: item } });
  const counted = await count(
    {
      timeZone: 'America/Argentina/Buenos_Aires',
      objects: 'input/events/shop=*/**',
      format: 'jsonl',
      columns: {
        advertiser_id: { path: 'shop' },
        product_id: 'item.id',
        type: { value: 'click' },
        date: { column: 'ts', format: 'timestamp' },
      },
    },
    {
      'input/events/shop=a%20b/1': at('2026-11-22T02:59:59Z', 'p') + at('2026-11-22T03:00:00Z', 'p'),
      'input/events/shop=007/h/2': `${at('2026-11-22T00:10:00+05:30', 'q')}\n${at('2026-11-22 23:59', 'q')}`,
    },
  );
  const first = dayNumber('2026-11-21');
  expect(counted.map(({ counts }) => counts)).toEqual(
    [
      ['007', 'q'],
      ['a b', 'p'],
    ].map(([advertiser, product]) => ({
      [JSON.stringify([advertiser, product, first])]: [0, 1, 0],
      [JSON.stringify([advertiser, product, first + 1])]: [0, 1, 0],
    })),
  );
});

it('a column that an object lacks is named with the entry that wants it', async () => {
  await expect(
    count(
      {
        objects: 'input/x.csv',
        columns: { advertiser_id: 'adv', product_id: 'item', date: 'day', clicks: 'n' },
      },
      { 'input/x.csv': 'adv,day,n\n' },
    ),
  ).rejects.toThrow(
    'input/x.csv: column `item` is missing; expected `adv`, `item`, `n`, `day` ($.logs.ads_views[0] of sources.json) in any order, found "adv", "day", "n"',
  );
});
