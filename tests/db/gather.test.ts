import { setImmediate as turn } from 'node:timers/promises';
import { gather } from '../../db/gather';

/** Reads that end when they are told to; each finds its asks in capital letters. */
function pendingReads() {
  const reads: { readonly asks: readonly string[]; end(error?: Error): void }[] = [];
  const read = (asks: readonly string[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      reads.push({
        asks,
        end: (error) => {
          if (error === undefined) resolve(asks.map((ask) => ask.toUpperCase()));
          else reject(error);
        },
      });
    });
  return { reads, ask: gather(read) };
}

afterEach(() => jest.useRealTimers());

it('reads together what is asked for in one turn of the event loop, and answers each ask with its own', async () => {
  const { reads, ask } = pendingReads();
  const found = Promise.all(['a', 'b', 'c'].map(ask));
  await turn();
  expect(reads.map(({ asks }) => asks)).toEqual([['a', 'b', 'c']]);
  reads[0]!.end();
  expect(await found).toEqual(['A', 'B', 'C']);
});

// Fails when an ask joins a read that has begun: what was written in between would be missed.
it('never adds an ask to a read that has begun', async () => {
  const { reads, ask } = pendingReads();
  void ask('a');
  await turn();
  void ask('b');
  await turn();
  expect(reads.map(({ asks }) => asks)).toEqual([['a'], ['b']]);
});

it('collects asks while two reads are under way, and begins as soon as one of them ends', async () => {
  const { reads, ask } = pendingReads();
  for (const text of ['a', 'b']) {
    void ask(text);
    await turn();
  }
  const found = Promise.all(['c', 'd', 'e'].map(ask));
  await turn();
  expect(reads).toHaveLength(2);
  reads[0]!.end();
  await turn();
  expect(reads[2]?.asks).toEqual(['c', 'd', 'e']);
  reads[2]?.end();
  expect(await found).toEqual(['C', 'D', 'E']);
});

// Fails when two reads that hang, on two broken connections say, hold up every later ask.
it('waits for slow reads for a short time only', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  const { reads, ask } = pendingReads();
  for (const text of ['a', 'b', 'c']) {
    void ask(text);
    await turn();
  }
  expect(reads).toHaveLength(2);
  jest.advanceTimersByTime(20);
  expect(reads[2]?.asks).toEqual(['c']);
});

it('reads at most 64 asks at once', async () => {
  const { reads, ask } = pendingReads();
  for (let i = 0; i < 100; i++) void ask(String(i));
  await turn();
  await turn();
  expect(reads.map(({ asks }) => asks.length)).toEqual([64, 36]);
});

it('fails every ask of a read that fails, and no other', async () => {
  const { reads, ask } = pendingReads();
  const both = Promise.allSettled(['a', 'b'].map(ask));
  await turn();
  reads[0]!.end(new Error('connection lost'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = ask('c');
  await turn();
  reads[1]!.end();
  expect(await next).toBe('C');
});
