import { listInputs } from '../../logs/list-inputs';
import { createInputSources, readSources } from '../../logs/log-sources';
import { parseSources } from '../../logs/sources/parse-sources';
import { LakeObjectMissingError } from '../../storage/lake';
import { MemoryLake } from '../support/lake/memory-lake';

function sourcesOf(format: string, timeZone: string) {
  const columns = { advertiser_id: 'a', product_id: 'p', date: { column: 'd', format } };
  const logs = { product_views: [{ objects: 'input/v/**', columns }] };
  const parsed = parseSources(JSON.stringify({ timeZone, logs }));
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return createInputSources(parsed.sources);
}
const hashOf = (format: string, timeZone: string) => {
  const source = sourcesOf(format, timeZone).sourceOf('product_views', 'input/v/a.csv');
  return source !== undefined && 'hash' in source ? source.hash : undefined;
};

it('a lake without a description has none', async () => {
  expect((await readSources(new MemoryLake())).sources.logs).toEqual({});
});

it('a lake that cannot be asked is not one without a description', async () => {
  const lake = new MemoryLake();
  jest.spyOn(lake, 'read').mockRejectedValueOnce(new Error('no connection'));
  await expect(readSources(lake)).rejects.toThrow('no connection');
  jest.spyOn(lake, 'read').mockRejectedValueOnce(new Error('no connection'));
  await expect(listInputs(lake)).rejects.toThrow('no connection');
  jest.spyOn(lake, 'read').mockRejectedValueOnce(new LakeObjectMissingError('input/sources.json'));
  await expect(readSources(lake)).resolves.toBeDefined();
});

it('the zone is part of what timestamps are counted from, and not of days', () => {
  expect(hashOf('timestamp', 'Asia/Tokyo')).toMatch(/^\w+$/);
  expect(hashOf('timestamp', 'Asia/Tokyo')).not.toBe(hashOf('timestamp', 'UTC'));
  expect(hashOf('date', 'Asia/Tokyo')).toBe(hashOf('date', 'UTC'));
});

it('objects of one entry share one description', () => {
  const sources = sourcesOf('date', 'UTC');
  const [one, other] = ['a.csv', 'b.csv'].map((name) => sources.sourceOf('product_views', `input/v/${name}`));
  expect(one).toBeDefined();
  expect(other).toBe(one);
});
