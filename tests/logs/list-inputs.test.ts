import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileLake } from '../../storage/file-lake';
import {
  describeUnread,
  eventObjectsOf,
  findLogObjects,
  listInputs,
  objectsOf,
  unreadFaults,
} from '../../logs/list-inputs';
import { MemoryLake } from '../support/lake/memory-lake';
import { putObjects } from '../support/lake/test-lake';
import { BadLogError } from '../../logs/bad-log';

let folder: string;
let lake: FileLake;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-log-objects-'));
  lake = new FileLake(folder);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function keysOf(...keys: string[]): Promise<string[]> {
  await putObjects(lake, Object.fromEntries(keys.map((key) => [key, 'x'])));
  return (await findLogObjects(lake, 'ads_views')).map(({ key }) => key);
}

test('a log is its single object', async () => {
  expect(await keysOf('input/ads_views.csv')).toEqual(['input/ads_views.csv']);
});

test.each(['csv.gz', 'csv.zst', 'NDJSON.zst'])(
  'a log is its single object, compressed: %s',
  async (suffix) => {
    expect(await keysOf(`input/ads_views.${suffix}`)).toEqual([`input/ads_views.${suffix}`]);
  },
);

test('a log is all of its parts, in the byte order of their keys', async () => {
  const sorted = [
    'input/ads_views.csv',
    'input/ads_views/10.csv',
    'input/ads_views/9.csv.gz',
    'input/ads_views/9.jsonl.zst',
    'input/ads_views/Z.csv',
    'input/ads_views/a.csv',
    'input/ads_views/a/b.csv',
    'input/ads_views/é.csv',
    'input/ads_views/\uff21.csv',
    'input/ads_views/😀.csv',
  ];
  expect(await keysOf(...[...sorted].reverse())).toEqual(sorted);
});

test('each object comes with its size and ETag', async () => {
  const written = await lake.write('input/ads_views.csv', Buffer.from('12345'));
  expect(await findLogObjects(lake, 'ads_views')).toEqual([written]);
  expect(written.sizeBytes).toBe(5);
});

test('other names are passed over', async () => {
  expect(
    await keysOf(
      'input/ads_views.csv',
      'input/ads_views_old.csv',
      'input/ads_views.csv.bak',
      'input/ads_views/_SUCCESS',
      'input/ads_views/part-1.orc',
      'input/ads_views2/part-1.csv',
      'input/product_views.csv',
      'input/old/ads_views.csv',
      'intermediate/date=2024-11-29/ads_views.csv',
    ),
  ).toEqual(['input/ads_views.csv']);
});

test('files that a writer has not finished are not part of the log', async () => {
  expect(
    await keysOf(
      'input/ads_views/dt=2026-11-20/x.csv',
      'input/ads_views/_temporary/0/_temporary/attempt_1/part-00000.csv',
      'input/ads_views/.hive-staging_x/x.csv',
      'input/ads_views/._x.csv',
    ),
  ).toEqual(['input/ads_views/dt=2026-11-20/x.csv']);
});

test('extensions compare without case, and a log that lies there in both cases lies there twice', async () => {
  expect(await keysOf('input/ads_views/LATE.CSV', 'input/ads_views/b.Csv.GZ')).toHaveLength(2);
  await expect(keysOf('input/ads_views.csv', 'input/ads_views.CSV')).rejects.toThrow(
    /lies there twice, also as/,
  );
});

test('a missing log names what may be meant by it', async () => {
  await putObjects(lake, { 'input/ads_views.orc': 'x', 'input/ads_views/_SUCCESS': 'x' });
  await expect(findLogObjects(lake, 'ads_views')).rejects.toThrow(
    /no log reads input\/ads_views\.orc \(it is \.orc, which is no format of a log\)$/,
  );
});

describe('one listing', () => {
  const KEYS = [
    'input/.DS_Store',
    'input/ad_views/a.csv',
    'input/ads_views/1.csv',
    'input/ads_views/2.orc',
    'input/ads_views/3.orc',
    'input/ads_views/_SUCCESS',
    'input/advertiser_ids.csv',
    'input/product_views.csv',
    'intermediate/x.csv',
  ];

  test('has the objects of each log, and all others by the kind of the reason', async () => {
    await putObjects(lake, Object.fromEntries(KEYS.map((key) => [key, 'x'])));
    const list = jest.spyOn(lake, 'list');
    const inputs = await listInputs(lake);
    expect(list.mock.calls.map(([prefix]) => prefix)).toEqual(['input/']);
    expect(eventObjectsOf(inputs).map(({ log, object }) => [log, object.key])).toEqual([
      ['product_views', 'input/product_views.csv'],
      ['ads_views', 'input/ads_views/1.csv'],
    ]);
    expect(objectsOf(inputs, 'advertiser_ids').map(({ key }) => key)).toEqual(['input/advertiser_ids.csv']);
    expect(inputs.unread.map(({ kind, count, first }) => [kind, count, first.map(({ key }) => key)])).toEqual(
      [
        ['extension', 2, ['input/ads_views/2.orc', 'input/ads_views/3.orc']],
        ['no_log', 1, ['input/ad_views/a.csv']],
        ['staging', 2, ['input/.DS_Store', 'input/ads_views/_SUCCESS']],
      ],
    );
    expect(unreadFaults(inputs.unread).map(({ kind }) => kind)).toEqual(['extension', 'no_log']);
  });

  test('counts all that no log reads, and names the first of them', async () => {
    const keys = Array.from({ length: 1_234 }, (_, i) => `input/old/${String(10_000 + i)}.csv`);
    const many = new MemoryLake();
    await putObjects(many, Object.fromEntries(keys.map((key) => [key, 'x'])));
    const inputs = await listInputs(many);
    expect(inputs.unread).toMatchObject([{ kind: 'no_log', count: 1_234 }]);
    expect(inputs.unread[0]!.first).toHaveLength(100);
    expect(describeUnread(inputs.unread[0]!, 2)).toBe(
      'input/old/10000.csv (it is of no log), input/old/10001.csv (it is of no log) and 1,232 more',
    );
  });
});

test('a missing log fails, by its key, with where to put it and what its header is', async () => {
  await putObjects(lake, { 'input/ads_views_old.csv': 'x', 'input/product_views.csv': 'x' });
  const error = await findLogObjects(lake, 'ads_views').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BadLogError);
  const { message } = error as Error;
  expect(message).toMatch(/^input\/ads_views\.csv: no such log in file:/);
  expect(message).toContain(lake.url);
  expect(message).toContain('upload it there');
  expect(message).toContain('input/ads_views/*.csv');
  expect(message).toContain('`advertiser_id,product_id,type,date`');
});

test('a lake whose folder is not there yet has no logs', async () => {
  const nowhere = new FileLake(path.join(folder, 'nowhere'));
  await expect(findLogObjects(nowhere, 'advertiser_ids')).rejects.toThrow(BadLogError);
});

test('a log that lies there both plain and compressed fails: its rows would count twice', async () => {
  const error = await keysOf('input/ads_views.csv', 'input/ads_views.csv.gz').catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BadLogError);
  expect((error as Error).message).toMatch(
    /^input\/ads_views\.csv: .*twice.*input\/ads_views\.csv\.gz.*remove one/,
  );
});

test('a single object beside parts is one log', async () => {
  expect(await keysOf('input/ads_views.csv.gz', 'input/ads_views/late.csv')).toEqual([
    'input/ads_views.csv.gz',
    'input/ads_views/late.csv',
  ]);
});
