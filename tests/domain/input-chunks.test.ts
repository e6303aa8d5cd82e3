import { chunkInputs } from '../../domain/input-chunks';

/** Objects as a feed of five minutes writes them, in two logs. */
function feed(days: number): { key: string }[] {
  return Array.from({ length: days * 288 }, (_, i) => {
    const day = String(Math.floor(i / 288)).padStart(3, '0');
    const minutes = String((i % 288) * 5).padStart(4, '0');
    return ['ads_views', 'product_views'].map((log) => ({ key: `input/${log}/${day}/${minutes}.csv` }));
  }).flat();
}

const texts = (inputs: readonly { key: string }[]) =>
  chunkInputs(inputs).map((chunk) => JSON.stringify(chunk));

test('chunks have all objects once, in byte order of their keys', () => {
  const inputs = feed(10);
  const shuffled = inputs.toReversed();
  expect(chunkInputs(shuffled).flat()).toEqual(inputs.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
  expect(chunkInputs([])).toEqual([]);
});

test('chunks have 64 to 1,024 objects, but for the last one, and about 250 on average', () => {
  const chunks = chunkInputs(feed(100));
  const sizes = chunks.slice(0, -1).map(({ length }) => length);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(64);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_024);
  expect(57_600 / chunks.length).toBeGreaterThan(150);
  expect(57_600 / chunks.length).toBeLessThan(400);
});

test('the objects of another day change the chunks at their place only', () => {
  const before = new Set(texts(feed(100)));
  const added = texts(feed(101)).filter((chunk) => !before.has(chunk));
  // 288 objects and the end of the chunk before them, in each log.
  expect(added.length).toBeLessThanOrEqual(10);
});

test('a replaced object changes its chunk only', () => {
  const inputs = feed(30).map((input) => ({ ...input, etag: 'e' }));
  const before = new Set(texts(inputs));
  const replaced = inputs.map((input, i) => (i === 5_000 ? { ...input, etag: 'f' } : input));
  expect(texts(replaced).filter((chunk) => !before.has(chunk))).toHaveLength(1);
});

test('objects with one key, which two logs read, stay both', () => {
  const twice = [{ key: 'a' }, { key: 'b' }, { key: 'a' }];
  expect(chunkInputs(twice)).toEqual([[{ key: 'a' }, { key: 'a' }, { key: 'b' }]]);
});
