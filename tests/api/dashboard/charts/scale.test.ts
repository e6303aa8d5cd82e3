import { roundMaximum } from '../../../../api/dashboard/charts/scale';

it.each([
  [0, 1],
  [1, 1],
  [2_640, 3_000],
  [3_000, 3_000],
  [3_001, 4_000],
  [0.03, 0.03],
  [0.0103, 0.012],
  [9.9, 10],
  [NaN, 1],
])('ends the axis of values up to %d at %d', (max, end) => {
  expect(roundMaximum(max)).toBe(end);
});

it('never ends an axis below its values', () => {
  for (let value = 1e-6; value < 1e9; value *= 1.37) {
    expect(roundMaximum(value)).toBeGreaterThanOrEqual(value * (1 - 1e-9));
    expect(roundMaximum(value)).toBeLessThanOrEqual(value * 2);
  }
});
