import { Latencies } from '../../../bench/api/latencies';

const of = (...values: number[]) => {
  const latencies = new Latencies();
  for (const ms of values) latencies.record(ms);
  return latencies;
};

test('a percentile is the upper end of the step of 10 µs that it falls into', () => {
  const latencies = of(...Array.from({ length: 100 }, (_, i) => i + 0.005));
  expect(latencies.percentile(0.5)).toBe(49.01);
  expect(latencies.percentile(0.99)).toBe(98.01);
  expect(latencies.percentile(1)).toBe(99.01);
});

test('one value is every percentile', () => {
  expect(of(3).percentile(0.01)).toBe(3.01);
  expect(of(3).percentile(0.99)).toBe(3.01);
});

test('what takes longer than 20 s counts as 20 s', () => {
  expect(of(1e9).percentile(0.5)).toBeCloseTo(20_000, 1);
});

test('of nothing there is no percentile', () => {
  expect(of().percentile(0.5)).toBeNaN();
});
