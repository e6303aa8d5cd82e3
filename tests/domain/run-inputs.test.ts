import { readSameInputs } from '../../domain/run-inputs';
import type { CurrentInput, ReadInput } from '../../domain/run-inputs';

const DATE = '2024-03-01';
const ACTIVE: ReadInput = { key: 'input/advertiser_ids.csv', etag: 'a' };
const VIEWS: ReadInput = { key: 'input/product_views.csv', etag: 'v', first_day: '2024-02-01' };

const now = (...inputs: readonly ReadInput[]): CurrentInput[] =>
  inputs.map(({ key, etag, first_day }) => ({ key, etag, firstDay: first_day }));
const same = (...inputs: readonly ReadInput[]) => readSameInputs(DATE, [ACTIVE, VIEWS], now(...inputs));

test('the very objects that were read are the same inputs, in any order', () => {
  expect(same(VIEWS, ACTIVE)).toBe(true);
});

test.each([
  ['another ETag', [ACTIVE, { ...VIEWS, etag: 'w' }]],
  ['another active list', [{ ...ACTIVE, etag: 'b' }, VIEWS]],
  ['one that is gone', [ACTIVE]],
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
