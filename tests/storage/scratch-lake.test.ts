import { text } from 'node:stream/consumers';
import { ScratchLake } from '../../storage/scratch-lake';
import { MemoryLake } from '../support/lake/memory-lake';

async function keysOf(lake: MemoryLake): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of lake.list('')) keys.push(key);
  return keys;
}

test('logs are read from the lake, and all else is kept beside it', async () => {
  const [lake, scratch] = [new MemoryLake(), new MemoryLake()];
  await lake.write('input/ads_views.csv', Buffer.from('of the lake'));
  await lake.write('counts/v1/x', Buffer.from('of an earlier run'));
  const both = new ScratchLake(lake, scratch);
  expect(await text(await both.read('input/ads_views.csv'))).toBe('of the lake');
  expect(await both.head('counts/v1/x')).toBeUndefined();
  await both.write('counts/v1/x', Buffer.from('of this one'));
  expect(await text(await both.read('counts/v1/x'))).toBe('of this one');
  expect(await keysOf(lake)).toEqual(['counts/v1/x', 'input/ads_views.csv']);
  expect(await keysOf(scratch)).toEqual(['counts/v1/x']);
});

test('a log is never written', async () => {
  const both = new ScratchLake(new MemoryLake(), new MemoryLake());
  await expect(both.write('input/ads_views.csv', Buffer.from('x'))).rejects.toThrow(/only read/);
});
