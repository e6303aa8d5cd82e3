import { createInputComparison } from '../../domain/run-inputs';
import type { CurrentInput, ReadInput } from '../../domain/run-inputs';

const DATE = '2024-03-01';
const ACTIVE: ReadInput = { key: 'input/advertiser_ids.csv', etag: 'a' };
const VIEWS: ReadInput = { key: 'input/product_views.csv', etag: 'v', first_day: '2024-02-01' };

const now = (...inputs: readonly ReadInput[]): CurrentInput[] =>
  inputs.map(({ first_day, ...input }) => ({ ...input, firstDay: first_day }));
const readSameInputs = (date: string, read: readonly ReadInput[], current: readonly CurrentInput[]) =>
  createInputComparison(current)(date, [read]);
const same = (...inputs: readonly ReadInput[]) => readSameInputs(DATE, [ACTIVE, VIEWS], now(...inputs));

test('the very objects that were read are the same inputs, in any order', () => {
  expect(same(VIEWS, ACTIVE)).toBe(true);
});

test.each([
  ['another ETag', [ACTIVE, { ...VIEWS, etag: 'w' }]],
  ['another active list', [{ ...ACTIVE, etag: 'b' }, VIEWS]],
  ['one that is gone', [ACTIVE]],
  ['a description', [ACTIVE, { ...VIEWS, source: 'h' }]],
  ['a description of the active list', [{ ...ACTIVE, source: 'h' }, VIEWS]],
  ['a new one with rows of the date', [ACTIVE, VIEWS, { ...VIEWS, key: 'k', first_day: DATE }]],
  ['a new one whose days are unknown', [ACTIVE, VIEWS, { key: 'k', etag: 'e' }]],
])('%s makes them others', (_, inputs) => {
  expect(same(...inputs)).toBe(false);
});

test.each([
  ['whose rows are all later', '2024-03-02'],
  ['without a well-formed row', null],
])('a new object %s makes no difference', (_, first_day) => {
  expect(same(ACTIVE, VIEWS, { key: 'k', etag: 'e', first_day })).toBe(true);
});

test('an object of later days only that was read and is gone makes no difference', () => {
  const later = { key: 'k', etag: 'e', first_day: '2024-03-02' };
  expect(readSameInputs(DATE, [ACTIVE, VIEWS, later], now(ACTIVE, VIEWS))).toBe(true);
});

describe('an object with a description', () => {
  const described = { ...VIEWS, source: 'h' };
  const read = (...inputs: readonly ReadInput[]) => readSameInputs(DATE, [ACTIVE, described], now(...inputs));

  test('is the same input by the same description only', () => {
    expect(read(ACTIVE, described)).toBe(true);
    expect(read(ACTIVE, { ...described, source: 'i' })).toBe(false);
    expect(read(ACTIVE, VIEWS)).toBe(false);
  });

  test('makes no difference to dates before its days, whatever its description', () => {
    const later = { ...described, key: 'k', first_day: '2024-03-02' };
    expect(readSameInputs(DATE, [ACTIVE, later], now(ACTIVE, { ...later, source: 'i' }))).toBe(true);
  });

  test('that two logs read is two inputs', () => {
    const other = { ...described, source: 'of ads_views' };
    expect(readSameInputs(DATE, [described, other], now(other, described))).toBe(true);
    expect(readSameInputs(DATE, [described, other], now(described))).toBe(false);
    expect(readSameInputs(DATE, [described], now(described, other))).toBe(false);
  });
});

describe('inputs in chunks', () => {
  const objects = Array.from({ length: 40 }, (_, i): ReadInput => ({
    key: `k${String(i)}`,
    etag: 'e',
    first_day: `2024-02-${String(1 + (i % 20)).padStart(2, '0')}`,
  }));
  const days = objects.flatMap(({ first_day }) => first_day ?? []);

  test('are the same as without chunks, for many dates by one comparison', () => {
    const chunks = [objects.slice(0, 13), objects.slice(13, 14), [], objects.slice(14)];
    const without = (gone: number) => now(...objects.filter((_, i) => i !== gone));
    const isSame = createInputComparison(without(7));
    for (const date of new Set(days)) {
      expect(isSame(date, chunks)).toBe(readSameInputs(date, objects, without(7)));
      expect(isSame(date, chunks)).toBe(date < '2024-02-08');
    }
  });

  test('of one date may be those of another, and more', () => {
    const first = objects.filter(({ first_day }) => (first_day ?? '') <= '2024-02-10');
    const others = objects.filter((object) => !first.includes(object));
    const isSame = createInputComparison(now(...objects));
    expect(isSame('2024-02-10', [first])).toBe(true);
    expect(isSame('2024-02-20', [first])).toBe(false);
    expect(isSame('2024-02-20', [first, others])).toBe(true);
  });
});
