import { EVENT_LOGS } from '../../domain/logs';
import { createGlob } from '../../logs/sources/glob';
import { TIMESTAMP_KINDS } from '../../sample/event-times';
import { HAS_ZSTD } from '../../sample/compress';
import { SAMPLE_FORMATS } from '../../sample/sample-form';
import type { SampleForm } from '../../sample/sample-form';
import type { SampleOptions } from '../../sample/sample-options';
import { writeSampleLogs } from '../../sample/write-sample';
import { logKey, SOURCES_KEY } from '../../storage/lake-keys';
import { createFolderLake, putObjects } from '../support/lake/test-lake';
import type { TestLake } from '../support/lake/test-lake';
import { bytesAt, eventsIn, keysIn, recordsOf, sourcesIn } from './written-events';

/** Days with a change of the clocks in Europe and in America. */
const OPTIONS: SampleOptions = {
  rowsPerLog: 1_500,
  days: 9,
  lastDay: '2024-11-04',
  seed: 7,
  ctr: 0.2,
  conversions: 0.4,
};
const ZSTD_REFUSED: [string, Partial<SampleForm>, Partial<SampleOptions>] = [
  'or take Node 22.15 or newer',
  { format: 'jsonl.zst' },
  {},
];
const FORMATS = SAMPLE_FORMATS.filter((format) => HAS_ZSTD || !format.endsWith('.zst'));
const FORMS: readonly SampleForm[] = FORMATS.flatMap((format) => [
  { format, parts: 1 },
  { format, parts: 4 },
  { format, parts: 2, partitioned: true },
  ...TIMESTAMP_KINDS.flatMap((timestamps) => [
    { format, parts: 1, timestamps },
    { format, parts: 3, timestamps, timeZone: 'Europe/Berlin' },
    { format, parts: 1, timestamps, timeZone: 'America/New_York' },
  ]),
]);

let folder: TestLake;
beforeEach(() => {
  folder = createFolderLake();
});
afterEach(() => {
  folder.remove();
});

async function eventsOf(form: SampleForm): Promise<string[][]> {
  await writeSampleLogs(folder.lake, OPTIONS, { ...form, overwrite: false });
  return Promise.all(EVENT_LOGS.map((log) => eventsIn(folder.lake, log)));
}

describe('the events of a sample', () => {
  let expected: string[][];
  beforeAll(async () => {
    folder = createFolderLake();
    expected = await eventsOf({ parts: 1 });
    folder.remove();
  });

  it.each(FORMS)('are the same, in the same order, as %j', async (form) => {
    expect(await eventsOf(form)).toEqual(expected);
    expect(expected.map((events) => events.length)).toEqual([1_500, 1_500]);
  });
});

describe('the description of a sample', () => {
  it.each(FORMS.filter(({ format }) => format?.startsWith('csv') === true))(
    'is of each object once, if one is needed: %j',
    async (form) => {
      await writeSampleLogs(folder.lake, OPTIONS, { ...form, overwrite: false });
      const { logs } = await sourcesIn(folder.lake);
      const isNeeded = form.partitioned === true || form.timestamps !== undefined;
      expect(Object.keys(logs).sort()).toEqual(isNeeded ? ['ads_views', 'product_views'] : []);
      for (const log of EVENT_LOGS) {
        for (const key of await keysIn(folder.lake, log)) {
          const matching = EVENT_LOGS.filter((other) =>
            (logs[other] ?? []).some(({ objects }) => createGlob(objects).matches(key)),
          );
          expect(matching).toEqual(isNeeded ? [log] : []);
        }
      }
    },
  );

  it('is never left beside logs that it does not describe, and replaced only if told', async () => {
    await putObjects(folder.lake, { [SOURCES_KEY]: 'theirs' });
    const inTheWay = (replaceable: boolean) => ({
      name: 'SampleInTheWayError',
      key: SOURCES_KEY,
      replaceable,
    });
    const plain = writeSampleLogs(folder.lake, OPTIONS, { parts: 1, overwrite: true });
    await expect(plain).rejects.toMatchObject(inTheWay(false));
    const described = { parts: 1, timestamps: 'utc' } as const;
    const kept = writeSampleLogs(folder.lake, OPTIONS, { ...described, overwrite: false });
    await expect(kept).rejects.toMatchObject(inTheWay(true));
    expect((await bytesAt(folder.lake, SOURCES_KEY)).toString()).toBe('theirs');
    expect(await folder.lake.head(logKey('ads_views'))).toBeUndefined();
    const written = await writeSampleLogs(folder.lake, OPTIONS, { ...described, overwrite: true });
    expect(written.sourcesKey).toBe(SOURCES_KEY);
    expect((await eventsIn(folder.lake, 'ads_views')).length).toBe(1_500);
  });
});

describe('the objects of a sample', () => {
  it('have keys that tell the day, and no column of it, if partitioned', async () => {
    const form = { parts: 2, partitioned: true, overwrite: false };
    await writeSampleLogs(folder.lake, { ...OPTIONS, days: 2 }, form);
    expect(await keysIn(folder.lake, 'ads_views')).toEqual([
      'input/ads_views/dt=2024-11-03/part-00001.csv',
      'input/ads_views/dt=2024-11-03/part-00002.csv',
      'input/ads_views/dt=2024-11-04/part-00001.csv',
      'input/ads_views/dt=2024-11-04/part-00002.csv',
    ]);
    const [key] = await keysIn(folder.lake, 'product_views');
    expect((await bytesAt(folder.lake, key!)).toString()).toMatch(/^advertiser_id,product_id\n[A-Z0-9]{20},/);
  });

  it.each([
    ['csv.gz', 'input/advertiser_ids.csv'],
    ['jsonl.gz', 'input/advertiser_ids.jsonl'],
    ['parquet', 'input/advertiser_ids.parquet'],
  ] as const)('have the format of the logs in the active list, uncompressed: %s', async (format, key) => {
    await writeSampleLogs(folder.lake, OPTIONS, { parts: 1, format, overwrite: false });
    const records = await recordsOf(key, await bytesAt(folder.lake, key));
    const views = await eventsIn(folder.lake, 'product_views');
    const viewed = new Set(views.map((event) => event.slice(0, 20)));
    expect(records).toHaveLength(20);
    expect(records.every(({ advertiser_id: id }) => viewed.has(id!))).toBe(true);
  });

  it('have instants from the first to the last hour of the days of their time zone', async () => {
    const form = { parts: 1, timestamps: 'offset', timeZone: 'Europe/Berlin', overwrite: false } as const;
    await writeSampleLogs(folder.lake, { ...OPTIONS, rowsPerLog: 300, days: 3, lastDay: '2024-10-28' }, form);
    const lines = (await bytesAt(folder.lake, logKey('product_views'))).toString().split('\n').slice(1, -1);
    const instants = lines.map((line) => line.split(',')[2]!);
    expect([0, 99, 100, 199, 200].map((row) => instants[row])).toEqual([
      '2024-10-26T00:00:00.000+02:00',
      '2024-10-26T23:45:36.000+02:00',
      '2024-10-27T00:00:00.000+02:00',
      // This day has 25 hours.
      '2024-10-27T23:45:00.000+01:00',
      '2024-10-28T00:00:00.000+01:00',
    ]);
    const epochs = instants.map((instant) => Date.parse(instant));
    expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
  });

  it('are as many row groups of Parquet as bounded memory needs', async () => {
    const { parquetMetadata } = await import('hyparquet');
    const options = { ...OPTIONS, rowsPerLog: 300_000 };
    await writeSampleLogs(folder.lake, options, { parts: 1, format: 'parquet', overwrite: false });
    const bytes = await bytesAt(folder.lake, 'input/ads_views.parquet');
    const { row_groups: groups, num_rows: rows } = parquetMetadata(new Uint8Array(bytes).buffer);
    expect(rows).toBe(300_000n);
    expect(groups.map((group) => group.num_rows)).toEqual([131_072n, 131_072n, 37_856n]);
  });
});

describe('a form that cannot be', () => {
  it.each<[string, Partial<SampleForm>, Partial<SampleOptions>]>([
    ['malformed rows are CSV', { format: 'jsonl' }, { malformed: 0.1 }],
    ['malformed rows are CSV', { format: 'parquet' }, { malformed: 0.1 }],
    ['malformed rows are CSV', { partitioned: true }, { malformed: 0.1 }],
    ['malformed rows are CSV', { timestamps: 'utc' }, { malformed: 0.1 }],
    ['no timestamps', { partitioned: true, timestamps: 'utc' }, {}],
    ['ask for timestamps too', { timeZone: 'Europe/Berlin' }, {}],
    ['time zone', { timestamps: 'utc', timeZone: 'Berlin' }, {}],
    ['more than 10000 objects', { partitioned: true, parts: 2 }, { days: 5_001 }],
    ['no whole day 2011-12-30', { timestamps: 'utc', timeZone: 'Pacific/Apia' }, { lastDay: '2011-12-31' }],
    ...(HAS_ZSTD ? [] : [ZSTD_REFUSED]),
  ])('is refused: %s %j %j', async (message, form, options) => {
    const refused = writeSampleLogs(
      folder.lake,
      { ...OPTIONS, ctr: undefined, ...options },
      { parts: 1, ...form, overwrite: false },
    );
    await expect(refused).rejects.toThrow(RangeError);
    await expect(refused).rejects.toThrow(message);
  });
});
