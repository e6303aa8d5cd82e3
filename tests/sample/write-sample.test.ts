import { gunzipSync } from 'node:zlib';
import { sampleLogs, sampleSummary, sampleTruth } from '../../sample/sample-logs';
import type { SampleOptions } from '../../sample/sample-logs';
import { SampleInTheWayError, writeSampleLogs } from '../../sample/write-sample';
import { logKey, logPartKey, TRUTH_KEY } from '../../storage/lake-keys';
import { findLogObjects } from '../../logs/list-inputs';
import { createFolderLake, putObjects } from '../support/lake/test-lake';
import type { TestLake } from '../support/lake/test-lake';
import { compressionOf } from '../../logs/sources/object-format';

const OPTIONS: SampleOptions = {
  rowsPerLog: 1_000,
  days: 3,
  lastDay: '2024-12-05',
  seed: 1,
  malformed: 0.02,
};
const PLAIN = { parts: 1, overwrite: false };

let folder: TestLake;
beforeEach(() => {
  folder = createFolderLake();
});
afterEach(() => {
  folder.remove();
});

/** An object's bytes, each as one character. */
async function textAt(key: string): Promise<string> {
  const bytes = Buffer.concat((await (await folder.lake.read(key)).toArray()) as Buffer[]);
  return (compressionOf(key) === 'gz' ? gunzipSync(bytes) : bytes).toString('latin1');
}

describe('a sample in a lake', () => {
  it('has one object for each log, and a summary with the bytes of each', async () => {
    const written = await writeSampleLogs(folder.lake, OPTIONS, PLAIN);
    const bytes: Record<string, number> = {};
    for (const { name, chunks } of sampleLogs(OPTIONS)) {
      const expected = Buffer.concat([...chunks]);
      expect(await textAt(logKey(name))).toBe(expected.toString('latin1'));
      bytes[name] = expected.length;
    }
    expect(written).toEqual({ ...sampleSummary(OPTIONS), bytes });
  });

  it.each([
    [3, 'csv'],
    [3, 'csv.gz'],
    [1, 'csv.gz'],
  ] as const)('can be in %d parts of %s', async (parts, format) => {
    const written = await writeSampleLogs(folder.lake, OPTIONS, { ...PLAIN, parts, format });
    for (const log of sampleLogs(OPTIONS, { parts, format }).slice(1)) {
      const objects = await findLogObjects(folder.lake, log.name);
      const keys = Array.from({ length: parts }, (_, index) => logPartKey(log.name, index + 1, format));
      expect(objects.map(({ key }) => key)).toEqual(keys);
      const expected = [...log.objects].map(({ chunks }) => Buffer.concat([...chunks]).toString('latin1'));
      expect(await Promise.all(keys.map(textAt))).toEqual(expected);
      const stored = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      expect(written.bytes[log.name]).toBe(stored);
    }
    expect(await findLogObjects(folder.lake, 'advertiser_ids')).toMatchObject([
      { key: logKey('advertiser_ids') },
    ]);
  });

  it('tells of the bytes made', async () => {
    const last = new Map<string, number>();
    const onBytes = (key: string, bytes: number) => last.set(key, bytes);
    const { bytes } = await writeSampleLogs(folder.lake, OPTIONS, { ...PLAIN, onBytes });
    expect(last.get(logKey('ads_views'))).toBe(bytes.ads_views);
  });

  it('stops when told', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(writeSampleLogs(folder.lake, OPTIONS, { ...PLAIN, signal })).rejects.toThrow('enough');
    await expect(
      writeSampleLogs(folder.lake, OPTIONS, { ...PLAIN, format: 'csv.gz', signal }),
    ).rejects.toThrow('enough');
  });

  it.each([0, 1.5, 10_001])('is not written in %d parts', async (parts) => {
    await expect(writeSampleLogs(folder.lake, OPTIONS, { ...PLAIN, parts })).rejects.toThrow(RangeError);
  });
});

describe('a lake that has logs', () => {
  it('keeps them unless they are to be replaced', async () => {
    await putObjects(folder.lake, { [logKey('ads_views')]: 'theirs' });
    const refused = writeSampleLogs(folder.lake, OPTIONS, PLAIN);
    await expect(refused).rejects.toThrow(new SampleInTheWayError(logKey('ads_views'), true));
    await expect(refused).rejects.toMatchObject({ replaceable: true });
    expect(await folder.lake.head(logKey('product_views'))).toBeUndefined();
    await writeSampleLogs(folder.lake, OPTIONS, { ...PLAIN, overwrite: true });
    expect(await textAt(logKey('ads_views'))).not.toBe('theirs');
  });

  it.each([
    ['one object beside parts', logKey('ads_views'), { parts: 2 }],
    ['more parts than are written', logPartKey('ads_views', 3, 'csv'), { parts: 2 }],
    ['a part beside one object', logPartKey('ads_views', 1, 'csv'), {}],
    ['a compressed part beside a plain one', logPartKey('ads_views', 1, 'csv.gz'), { parts: 2 }],
  ])('is refused where rows would count that are not of the sample: %s', async (_, key, form) => {
    await putObjects(folder.lake, { [key]: 'theirs' });
    const before = await folder.lake.head(key);
    const refused = writeSampleLogs(folder.lake, OPTIONS, { ...PLAIN, ...form, overwrite: true });
    await expect(refused).rejects.toMatchObject({ name: 'SampleInTheWayError', key, replaceable: false });
    expect(await folder.lake.head(key)).toEqual(before);
  });

  it('may have other objects below input/', async () => {
    await putObjects(folder.lake, { 'input/ads_views.txt': 'notes', 'input/ads_views_old.csv': 'old' });
    await writeSampleLogs(folder.lake, OPTIONS, PLAIN);
  });
});

describe('a truth in a lake', () => {
  const truthful = { ...OPTIONS, ctr: 0.02 };

  it('lies beside the logs, and is none of their objects', async () => {
    const written = await writeSampleLogs(folder.lake, truthful, PLAIN);
    expect(written.truthKey).toBe(TRUTH_KEY);
    const rows = [...sampleTruth(truthful)].map(
      ({ advertiserId, productId, clickProbability }) => `${advertiserId},${productId},${clickProbability}\n`,
    );
    expect(rows).toHaveLength(2_500);
    expect(await textAt(TRUTH_KEY)).toBe(`advertiser_id,product_id,click_probability\n${rows.join('')}`);
    for (const log of ['advertiser_ids', 'product_views', 'ads_views'] as const) {
      expect((await findLogObjects(folder.lake, log)).map(({ key }) => key)).toEqual([logKey(log)]);
    }
  });

  it('is replaced only if told, and never left beside logs that it is not of', async () => {
    await putObjects(folder.lake, { [TRUTH_KEY]: 'theirs' });
    const inTheWay = (replaceable: boolean) => ({
      name: 'SampleInTheWayError',
      key: TRUTH_KEY,
      replaceable,
    });
    await expect(writeSampleLogs(folder.lake, truthful, PLAIN)).rejects.toMatchObject(inTheWay(true));
    const without = writeSampleLogs(folder.lake, OPTIONS, { ...PLAIN, overwrite: true });
    await expect(without).rejects.toMatchObject(inTheWay(false));
    expect(await textAt(TRUTH_KEY)).toBe('theirs');
    expect(await folder.lake.head(logKey('ads_views'))).toBeUndefined();
    await writeSampleLogs(folder.lake, truthful, { ...PLAIN, overwrite: true });
    expect(await textAt(TRUTH_KEY)).toMatch(/^advertiser_id,/);
  });
});
