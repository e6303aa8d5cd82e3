import { buffer } from 'node:stream/consumers';
import { HeldLake } from '../../storage/held-lake';
import { MemoryLake } from '../support/lake/memory-lake';
import { WatchedLake } from '../support/lake/watched-lake';

const BYTES = Buffer.from('0123456789');

async function hold() {
  const lake = new WatchedLake(new MemoryLake());
  const { etag } = await lake.write('input/a', BYTES);
  await lake.write('input/b', Buffer.from('other'));
  return { lake, etag, held: new HeldLake(lake, 'input/a', BYTES) };
}

it.each([
  ['whole', undefined, '0123456789'],
  ['in part', { start: 2, end: 5 }, '234'],
])('gives the object %s without a read of the lake', async (_, range, expected) => {
  const { lake, etag, held } = await hold();
  const options = { ifMatch: etag, ...(range !== undefined && { range }) };
  expect((await buffer(await held.read('input/a', options))).toString()).toBe(expected);
  const pieces: Buffer[] = [];
  for await (const piece of held.readPieces('input/a', () => Buffer.alloc(4), options))
    pieces.push(Buffer.from(piece));
  expect(Buffer.concat(pieces).toString()).toBe(expected);
  expect(lake.reads).toEqual([]);
});

it('leaves all else to the lake', async () => {
  const { lake, held } = await hold();
  expect((await buffer(await held.read('input/b'))).toString()).toBe('other');
  await held.write('counts/c', Buffer.from('new'));
  expect(lake.writes).toContain('counts/c');
  expect(await held.head('counts/c')).toEqual(await lake.head('counts/c'));
});
