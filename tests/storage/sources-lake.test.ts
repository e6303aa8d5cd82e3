import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { openLake } from '../../storage/open-lake';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sources-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const urlOf = (...parts: string[]) => pathToFileURL(path.join(folder, ...parts)).href;

test('descriptions are read from LOG_SOURCES, and all else from the lake', async () => {
  await writeFile(path.join(folder, 'our logs.json'), 'of LOG_SOURCES');
  const lake = await openLake(urlOf('lake'), { sourcesUrl: urlOf('our logs.json') });
  await lake.write('input/sources.json', Buffer.from('of the lake'));
  await lake.write('input/x.csv', Buffer.from('x'));
  expect(await text(await lake.read('input/sources.json'))).toBe('of LOG_SOURCES');
  expect(await text(await lake.read('input/x.csv'))).toBe('x');
  expect(lake.url).toBe(urlOf('lake'));
});

test('descriptions that are missing there are an error, since logs would be read without them', async () => {
  const lake = await openLake(urlOf('lake'), { sourcesUrl: urlOf('missing.json') });
  await expect(lake.read('input/sources.json')).rejects.toThrow(
    `LOG_SOURCES: there is no missing.json in ${urlOf('').replace(/\/$/, '')}; put it there, or correct the setting`,
  );
});
