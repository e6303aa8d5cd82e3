import { instantOfMark } from '../../../bench/api/marks';
import { MarkCheck } from '../../../bench/api/mark-check';

/** An answer as the API gives it, of one mark. */
function answer(mark: number) {
  return {
    published_at: instantOfMark(mark),
    recommendations: Array.from({ length: 20 }, (_, i) => ({
      rank: i + 1,
      product_id: `${String(mark).padStart(2, '0')}a${String(i).padStart(3, '0')}`,
      views: 100,
    })),
  };
}

test('takes whole answers of one publication, and remembers which', () => {
  const check = new MarkCheck();
  for (const mark of [7, 0, 20]) expect(check.check(JSON.stringify(answer(mark)))).toBe(true);
  expect(check.marks.map(({ mark }) => mark)).toEqual([0, 7, 20]);
  expect(check.firstError).toBeUndefined();
});

test.each([
  [
    'products of two publications',
    {
      ...answer(1),
      recommendations: [...answer(1).recommendations.slice(0, 19), answer(2).recommendations[19]],
    },
  ],
  ['the instant of another publication', { ...answer(1), published_at: instantOfMark(2) }],
  ['a list that is too short', { ...answer(1), recommendations: answer(1).recommendations.slice(0, 19) }],
  ['an empty list', { ...answer(1), recommendations: [] }],
  ['a list in another order', { ...answer(1), recommendations: answer(1).recommendations.reverse() }],
])('refuses %s', (_, wrong) => {
  const check = new MarkCheck();
  expect(check.check(JSON.stringify(wrong))).toBe(false);
  expect(check.firstError).toContain(JSON.stringify(wrong));
});

test('refuses an answer that was cut off', () => {
  expect(new MarkCheck().check(JSON.stringify(answer(1)).slice(0, -1))).toBe(false);
});
