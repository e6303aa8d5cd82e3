import { jsonAnswer, shareAnswer } from '../../../api/answers/answer';
import type { DateRange, SharedAnswer } from '../../../api/answers/answer';
import { AnswerCache } from '../../../api/answers/answer-cache';

let time: number;
let cache: AnswerCache;

beforeEach(() => {
  time = 1_000;
  cache = new AnswerCache({ maxBytes: 100_000, now: () => time, expiry: () => 5_000 });
  cache.trustUntil(Infinity);
});

const answer = (value: unknown, dates?: DateRange): SharedAnswer =>
  shareAnswer(jsonAnswer(value), { dates, readers: { scope: 'unlimited' }, route: 'test' });

/** An answer that is made when `finish` is called. */
function pending(dates: DateRange | undefined = { from: '2024-11-29' }) {
  let finish: (value: unknown) => void = () => undefined;
  const made = new Promise<SharedAnswer>((resolve) => {
    finish = (value) => {
      resolve(answer(value, dates));
    };
  });
  return { make: jest.fn(() => made), finish };
}

const keep = (url: string, dates: DateRange) => cache.load(url, () => Promise.resolve(answer(url, dates)));

it('makes an answer once, however many ask for it at the same time and afterwards', async () => {
  const { make, finish } = pending();
  const asked = Array.from({ length: 50 }, () => cache.load('/a', make));
  finish('a');
  const answers = await Promise.all(asked);
  expect(new Set(answers).size).toBe(1);
  expect(await cache.load('/a', make)).toBe(answers[0]);
  expect(cache.peek('/a')).toBe(answers[0]);
  expect(make).toHaveBeenCalledTimes(1);
});

it('makes it again after a failure, which all who waited share', async () => {
  const fail = jest.fn(() => Promise.reject(new Error('away')));
  const both = [cache.load('/a', fail), cache.load('/a', fail)];
  await Promise.all(both.map((one) => expect(one).rejects.toThrow('away')));
  expect(fail).toHaveBeenCalledTimes(1);
  expect(await cache.load('/a', () => Promise.resolve(answer('back')))).toMatchObject({
    etag: answer('back').etag,
  });
});

// Fails when the time that it took to make counts for nothing.
it('keeps an answer no longer than it says, from when it was asked for', async () => {
  const short = { ...answer('short', { from: '2024-11-29' }), keptForMs: 100 };
  const make = () => {
    time += 40;
    return Promise.resolve(short);
  };
  await cache.load('/short', make);
  time += 59;
  expect(cache.peek('/short')).toBe(short);
  time += 1;
  expect(cache.peek('/short')).toBeUndefined();
});

it('drops what a publication of a date changes, and nothing else', async () => {
  await keep('/today', { from: '2024-11-28' });
  await keep('/27', { from: '2024-11-27', to: '2024-11-27' });
  await keep('/28', { from: '2024-11-28', to: '2024-11-28' });
  await keep('/week', { from: '2024-11-22' });
  cache.drop('2024-11-28');
  expect(['/today', '/27', '/28', '/week'].map((url) => cache.peek(url) !== undefined)).toEqual([
    false,
    true,
    false,
    false,
  ]);
  await keep('/today', { from: '2024-11-28' });
  cache.drop('2024-11-27');
  expect(cache.peek('/27')).toBeUndefined();
  expect(cache.peek('/today')).toBeDefined();
  cache.drop('2024-11-29');
  expect(cache.peek('/today')).toBeUndefined();
});

// Fails when answers of a range that is no longer followed are given out after a publication of its dates.
it('gives out nothing that a publication has changed, however many date ranges are kept', async () => {
  const day = (i: number) => new Date(Date.UTC(1990, 0, 1 + i)).toISOString().slice(0, 10);
  const many = new AnswerCache({ maxBytes: 100_000_000, now: () => time, expiry: () => 5_000 });
  many.trustUntil(Infinity);
  for (let i = 0; i < 10_100; i++) {
    const [url, dates] = [`/${String(i)}`, { from: day(i), to: day(i) }];
    await many.load(url, () => Promise.resolve(answer(url, dates)));
  }
  for (const i of [0, 5_000, 10_099]) many.drop(day(i));
  for (const i of [0, 5_000, 10_099]) expect(many.peek(`/${String(i)}`)).toBeUndefined();
  for (const i of [4_999, 10_098]) expect(many.peek(`/${String(i)}`)).toBeDefined();
});

// Fails when an answer that was read before a publication is kept after it.
it.each(['drop', 'clear'] as const)(
  'does not keep what was being read at a %s, nor lets others join it',
  async (what) => {
    const old = pending();
    const asked = cache.load('/a', old.make);
    if (what === 'drop') cache.drop('2024-11-29');
    else cache.clear();
    const young = pending();
    const askedAfter = cache.load('/a', young.make);
    young.finish('new');
    old.finish('old');
    expect((await asked).etag).toBe(answer('old').etag);
    expect((await askedAfter).etag).toBe(answer('new').etag);
    expect(cache.peek('/a')?.etag).not.toBe(answer('old').etag);
  },
);

it('keeps nothing that is not to be kept', async () => {
  await cache.load('/runs', () => Promise.resolve(answer('runs')));
  expect(cache.peek('/runs')).toBeUndefined();
});

it('gives out nothing once it is not trusted, and again when it is', async () => {
  await keep('/a', { from: '2024-11-29' });
  cache.trustUntil(2_000);
  time = 1_999;
  expect(cache.peek('/a')).toBeDefined();
  time = 2_000;
  expect(cache.peek('/a')).toBeUndefined();
  cache.trustUntil(3_000);
  expect(cache.peek('/a')).toBeDefined();
});

it('gives out nothing past its expiry', async () => {
  await keep('/a', { from: '2024-11-29' });
  time = 4_999;
  expect(cache.peek('/a')).toBeDefined();
  time = 5_000;
  expect(cache.peek('/a')).toBeUndefined();
});

it('stays within its bytes, and forgets first what was asked for longest ago', async () => {
  const big = 'x'.repeat(9_000);
  for (let i = 0; i < 100; i++) {
    await cache.load(`/${String(i)}`, () => Promise.resolve(answer(big, { from: '2024-11-29' })));
    cache.peek('/0');
    expect(cache.bytes).toBeLessThanOrEqual(100_000);
  }
  expect(cache.peek('/0')).toBeDefined();
  expect(cache.peek('/1')).toBeUndefined();
  expect(cache.peek('/99')).toBeDefined();
  expect(cache.size).toBeGreaterThan(5);
});

it('has a strong ETag: equal for equal bytes, different for others', () => {
  expect(answer({ a: 1 }).etag).toBe(answer({ a: 1 }).etag);
  expect(answer({ a: 1 }).etag).not.toBe(answer({ a: 2 }).etag);
  expect(answer({ a: 1 }).etag).toMatch(/^"[\w-]{22}"$/);
});

// In Node's pool, a kept answer of a few bytes would keep the whole slab: 64 KiB from Node 24 on.
it('keeps the bytes of an answer alone, and not the memory around them', () => {
  for (const text of ['', 'a', 'é'.repeat(1_000)]) {
    const { body } = answer(text);
    expect(body.toString()).toBe(JSON.stringify(text));
    expect(body.buffer.byteLength).toBe(body.byteLength);
  }
});
