import { areaPath, curve, linePath } from '../../../../api/dashboard/charts/plot';
import { linear } from '../../../../api/dashboard/charts/scale';

const point = (i: number, y: number) => ({ i, x: 10 * i, y });

it('breaks a line where a day has no point, and draws a point alone as a dot', () => {
  expect(linePath([point(0, 1), point(1, 2), point(3, 4)])).toBe('M0 1h0L10 2M30 4h0');
  expect(linePath([])).toBe('');
});

it('fills each part of a line down to the base', () => {
  expect(areaPath([point(0, 1), point(1, 2), point(3, 4)], 9)).toBe('M0 9L0 1L10 2V9zM30 9L30 4V9z');
});

it('joins points by curves that are level at both ends', () => {
  expect(linePath([point(0, 1), point(1, 2)], curve)).toBe('M0 1h0C5 1 5 2 10 2');
});

it('scales values to rounded coordinates, and a single value to the middle', () => {
  const y = linear([0, 3], [90, 0]);
  expect([0, 1, 2, 3].map(y)).toEqual([90, 60, 30, 0]);
  expect(linear([0, 7], [0, 1])(3)).toBe(0.4);
  expect(linear([0, 0], [0, 600])(0)).toBe(300);
});
