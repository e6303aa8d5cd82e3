import { buffer } from 'node:stream/consumers';
import Papa from 'papaparse';
import type { Lake } from '../../storage/lake';
import { loadParquetEncoder } from '../../storage/parquet';
import type { ParquetColumn } from '../../storage/parquet';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-03-01';
const SHOP = 'shop-1';
/** The example of the contract. */
const SOURCES = {
  timeZone: 'America/Argentina/Buenos_Aires',
  logs: {
    ads_views: [
      {
        objects: 'input/impressions/**/*.parquet',
        columns: {
          advertiser_id: 'campaign',
          product_id: 'creative',
          type: { value: 'impression' },
          date: { column: 'ts', format: 'unix_millis' },
        },
      },
      {
        objects: 'input/report-*.csv',
        csv: { delimiter: ';', header: ['day', 'adv', 'item', 'imps', 'clicks'] },
        columns: {
          advertiser_id: 'adv',
          product_id: 'item',
          date: { column: 'day', format: 'DD/MM/YYYY' },
          impressions: 'imps',
          clicks: 'clicks',
        },
      },
      {
        objects: 'input/events/dt=*/**',
        format: 'jsonl',
        columns: {
          advertiser_id: { value: SHOP },
          product_id: 'item.id',
          type: 'event',
          date: { path: 'dt' },
        },
        types: {
          impression: ['view'],
          click: ['tap'],
          conversion: ['purchase'],
          ignored: ['add_to_cart'],
        },
      },
    ],
    product_views: [{ objects: 'input/visits/**' }],
  },
};

interface AdRow {
  readonly advertiser_id: string;
  readonly product_id: string;
  readonly type: string;
  readonly date: string;
}

/** Times of a day in Buenos Aires, its first and last moments among them. */
const TIMES = ['T03:00:00.000Z', 'T12:34:56.789Z', 'T26:59:59.999Z'];

function instant(date: string, i: number): number {
  const [hour, ...rest] = (TIMES[i % TIMES.length] ?? '').slice(1).split(':');
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return midnight + Number(hour) * 3_600_000 + Date.parse(`1970-01-01T00:${rest.join(':')}`);
}

/** The rows as the three sources of the example have them, and the events that a run should see. */
async function writeSources(lake: Lake, logs: ReferenceLogs): Promise<ReferenceLogs> {
  const { data: rows } = Papa.parse<AdRow>(logs.ads_views.trimEnd(), { header: true });
  const shown = rows.filter(({ type }, i) => type === 'impression' && i % 3 === 0);
  const events = rows.filter((_, i) => i % 3 === 1);
  const reported = rows.filter((row, i) => i % 3 === 2 && row.type !== 'conversion');
  const encode = await loadParquetEncoder();
  const parquet = encode([
    { name: 'campaign', type: 'STRING', data: shown.map((row) => row.advertiser_id) },
    { name: 'creative', type: 'STRING', data: shown.map((row) => row.product_id) },
    { name: 'ts', type: 'INTEGER', data: shown.map(({ date }, i) => instant(date, i)) },
  ]);
  const sums = new Map<string, [impressions: number, clicks: number]>();
  for (const { date, advertiser_id, product_id, type } of reported) {
    const key = [date.split('-').reverse().join('/'), advertiser_id, product_id].join(';');
    const [impressions, clicks] = sums.get(key) ?? [0, 0];
    sums.set(key, type === 'click' ? [impressions, clicks + 1] : [impressions + 1, clicks]);
  }
  const words: Readonly<Record<string, string>> = {
    impression: 'view',
    click: 'tap',
    conversion: 'purchase',
  };
  const days = [...new Set(events.map(({ date }) => date))];
  await putObjects(lake, {
    'input/sources.json': JSON.stringify(SOURCES),
    'input/impressions/a/b/part-0.parquet': parquet,
    'input/report-2024.csv': [...sums].map(([key, counts]) => [key, ...counts].join(';')).join('\r\n'),
    ...Object.fromEntries(
      days.map((day) => [
        `input/events/dt=${day}/hour/part`,
        events
          .filter(({ date }) => date === day)
          .map(({ product_id: id, type }) => JSON.stringify({ item: { id }, event: words[type] }))
          .concat(JSON.stringify({ event: 'add_to_cart' }))
          .join('\n'),
      ]),
    ),
    'input/visits/2024/all.csv': logs.product_views,
    'input/advertiser_ids.csv': `${logs.advertiser_ids.trimEnd()}\n${SHOP}\n`,
  });
  const seen = [...shown, ...reported, ...events.map((row) => ({ ...row, advertiser_id: SHOP }))];
  return {
    ...logs,
    advertiser_ids: `${logs.advertiser_ids.trimEnd()}\n${SHOP}\n`,
    ads_views: Papa.unparse(seen, { newline: '\n' }),
  };
}

describe.each(['folder', 's3'] as const)('described logs on a lake of kind %s', (kind) => {
  let system: TestSystem;
  let expected: ReferenceLogs;

  beforeAll(async () => {
    const logs = await sampleTexts({ rowsPerLog: 3_000, days: 3, lastDay: DATE, seed: 22, ctr: 0.2 });
    system = await createTestSystem(kind, {} as ReferenceLogs, { START_DATE: DATE });
    expected = await writeSources(system.lake, logs);
    expect(await system.adtech('migrate')).toMatchObject({ code: 0 });
    await system.startWorker();
  });
  afterAll(() => system.dispose());

  it('give the lists of a naive reference over the same events', async () => {
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
    expect(await publishedRows(system.db, DATE)).toEqual(referenceLists(expected, DATE));
    const run = await system.db
      .selectFrom('runs')
      .select(['rows_rejected', 'rows_kept'])
      .executeTakeFirstOrThrow();
    expect(run.rows_rejected).toBe(0);
  });
});

describe('hostile objects of described logs', () => {
  const PARQUET = 'input/impressions/a/b/part-0.parquet';
  const REPORT = 'input/report-2024.csv';
  let system: TestSystem;
  let good: Buffer;
  let published: unknown;

  beforeAll(async () => {
    const logs = await sampleTexts({ rowsPerLog: 1_000, days: 3, lastDay: DATE, seed: 23 });
    system = await createTestSystem('folder', {} as ReferenceLogs, { START_DATE: DATE });
    await writeSources(system.lake, logs);
    good = await buffer(await system.lake.read(PARQUET));
    expect(await system.adtech('migrate')).toMatchObject({ code: 0 });
    await system.startWorker();
    expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
    published = await publishedRows(system.db, DATE);
  });
  afterAll(() => system.dispose());

  /** A Parquet object with two columns as they are wanted, and one that is not. */
  const table = async (...columns: ParquetColumn[]) => {
    const wanted: ParquetColumn[] = [
      { name: 'campaign', type: 'STRING', data: ['A', 'A'] },
      { name: 'creative', type: 'STRING', data: ['p', 'p'] },
      { name: 'ts', type: 'INTEGER', data: [1, 2] },
    ];
    const names = columns.map(({ name }) => name);
    return (await loadParquetEncoder())([...wanted.filter(({ name }) => !names.includes(name)), ...columns]);
  };

  it.each<[what: string, key: string, body: () => string | Buffer | Promise<Uint8Array>, told: RegExp]>([
    ['Parquet that is cut', PARQUET, () => good.subarray(0, -9), /part-0\.parquet: .*(cut|Parquet)/],
    [
      'Parquet of another magic',
      PARQUET,
      () => Buffer.concat([good.subarray(0, -4), Buffer.from('PARX')]),
      /part-0\.parquet: .*Parquet/,
    ],
    [
      'a Parquet column of another type',
      PARQUET,
      () => table({ name: 'campaign', type: 'DOUBLE', data: [1.5, 2] }),
      /part-0\.parquet: .*`campaign`.*DOUBLE/,
    ],
    [
      'Parquet without a wanted column',
      PARQUET,
      async () => (await loadParquetEncoder())([{ name: 'campaign', type: 'STRING', data: ['A'] }]),
      /part-0\.parquet: .*`creative`/,
    ],
    ['negative counts', REPORT, () => '01/03/2024;A;p;-5;1\n'.repeat(500), /TooManyRejects|invalid_count/],
    [
      'another delimiter than the described one',
      REPORT,
      () => '01/03/2024,A,p,5,1\n'.repeat(500),
      /wrong_field_count/,
    ],
    [
      'an object that two entries match',
      'input/sources.json',
      () =>
        JSON.stringify({
          ...SOURCES,
          logs: {
            ...SOURCES.logs,
            ads_views: [
              ...SOURCES.logs.ads_views,
              { ...SOURCES.logs.ads_views[1], objects: 'input/*-2024.csv' },
            ],
          },
        }),
      /sources\.json: \$\.logs\.ads_views\[3\]\.objects matches input\/report-2024\.csv/,
    ],
    [
      'a description with two faults',
      'input/sources.json',
      () => JSON.stringify({ timeZone: '+03:00', logs: { product_views: [{ objects: 'visits/**' }] } }),
      /\$\.timeZone .*\$\.logs\.product_views\[0\]\.objects/,
    ],
  ])('%s: refused by name, and nothing is published', async (_, key, body, told) => {
    const before = await buffer(await system.lake.read(key));
    await putObjects(system.lake, { [key]: Buffer.from(await body()) });
    const { code, stdout, stderr } = await system.adtech('run', DATE);
    expect(stdout + stderr).toMatch(told);
    expect(code).toBe(1);
    expect(await publishedRows(system.db, DATE)).toEqual(published);
    await putObjects(system.lake, { [key]: before });
  });
});
