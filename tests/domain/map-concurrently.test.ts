import { setImmediate as nextTurn } from 'node:timers/promises';
import { mapConcurrently } from '../../domain/map-concurrently';

/** Work that ends when the test says so. */
function createWork() {
  const started: string[] = [];
  const ends = new Map<string, { done: () => void; fail: (error: Error) => void }>();
  const work = (item: string) => {
    started.push(item);
    return new Promise<string>((resolve, reject) => {
      ends.set(item, {
        done: () => {
          resolve(item.toUpperCase());
        },
        fail: reject,
      });
    });
  };
  const done = async (item: string) => {
    ends.get(item)?.done();
    await nextTurn();
  };
  const fail = async (item: string) => {
    ends.get(item)?.fail(new Error(item));
    await nextTurn();
  };
  return { started, work, done, fail };
}

it('starts the next item when one has ended, and returns the results in the order of the items', async () => {
  const { started, work, done } = createWork();
  const results = mapConcurrently(['a', 'b', 'c', 'd'], 2, work);
  expect(started).toEqual(['a', 'b']);
  await done('b');
  expect(started).toEqual(['a', 'b', 'c']);
  await done('c');
  expect(started).toEqual(['a', 'b', 'c', 'd']);
  await done('d');
  await done('a');
  expect(await results).toEqual(['A', 'B', 'C', 'D']);
});

it('starts all items at once where there are fewer than it may start', async () => {
  const { started, work, done } = createWork();
  const results = mapConcurrently(['a', 'b'], 16, work);
  expect(started).toEqual(['a', 'b']);
  await done('a');
  await done('b');
  expect(await results).toEqual(['A', 'B']);
});

it('returns no results of no items', async () => {
  expect(await mapConcurrently([], 16, createWork().work)).toEqual([]);
});

it('goes on with fewer at a time after an error, and throws it when all work has ended', async () => {
  const { started, work, done, fail } = createWork();
  const ended = jest.fn();
  const results = mapConcurrently(['a', 'b', 'c', 'd'], 2, work).catch(ended);
  await fail('a');
  expect(started).toEqual(['a', 'b']);
  await done('b');
  await done('c');
  expect(started).toEqual(['a', 'b', 'c', 'd']);
  expect(ended).not.toHaveBeenCalled();
  await done('d');
  await results;
  expect(ended).toHaveBeenCalledWith(new Error('a'));
});

it('starts no further item when each place has met an error', async () => {
  const { started, work, fail } = createWork();
  const results = mapConcurrently(['a', 'b', 'c'], 2, work);
  const ended = expect(results).rejects.toThrow('a');
  await fail('b');
  await fail('a');
  await ended;
  expect(started).toEqual(['a', 'b']);
});
