import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileLake } from '../../storage/file-lake';
import { findLogObjects } from '../../storage/log-objects';
import { BadLogError } from '../../storage/log-header';
import { putObjects } from '../support/test-lake';

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

test('a log is its single object, compressed', async () => {
  expect(await keysOf('input/ads_views.csv.gz')).toEqual(['input/ads_views.csv.gz']);
});

test('a log is all of its parts, in the byte order of their keys', async () => {
  const sorted = [
    'input/ads_views.csv',
    'input/ads_views/10.csv',
    'input/ads_views/9.csv.gz',
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
      'input/ads_views/part-1.parquet',
      'input/ads_views2/part-1.csv',
      'input/product_views.csv',
      'input/old/ads_views.csv',
      'intermediate/date=2024-11-29/ads_views.csv',
    ),
  ).toEqual(['input/ads_views.csv']);
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
