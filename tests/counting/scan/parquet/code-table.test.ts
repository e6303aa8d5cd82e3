import fc from 'fast-check';
import { CodeTable } from '../../../../counting/scan/parquet/code-table';
import { holds } from '../../../support/jest/property';

const MAX_WORD = 2 ** 31 - 2;
const anyWord = fc.oneof(fc.nat(3), fc.integer({ min: MAX_WORD - 2, max: MAX_WORD }), fc.nat(MAX_WORD));

/** What a table hands over, by key. */
function drain(table: CodeTable): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  table.drain((first, second, rows, sums) => {
    const key = `${String(first)} ${String(second)}`;
    if (key in found) throw new Error(`${key} was handed over twice`);
    found[key] = [rows, ...sums];
  });
  return found;
}

it('counts rows and sums by key, and forgets what it has handed over', () => {
  holds(
    fc.property(fc.array(fc.tuple(anyWord, anyWord, fc.nat(9)), { maxLength: 200 }), (rows) => {
      const table = new CodeTable(2);
      for (let round = 0; round < 2; round++) {
        const expected: Record<string, number[]> = {};
        for (const [first, second, amount] of rows) {
          table.reserve(1);
          const entry = table.add(first, second);
          table.addTo(entry, 1, amount);
          const sums = (expected[`${String(first)} ${String(second)}`] ??= [0, 0, 0]);
          sums[0] = (sums[0] ?? 0) + 1;
          sums[2] = (sums[2] ?? 0) + amount;
        }
        expect(drain(table)).toEqual(expected);
      }
      expect(drain(table)).toEqual({});
    }),
    100,
  );
});

it('keeps rows and sums as it grows, up to its limit', () => {
  const table = new CodeTable(1);
  let keys = 0;
  while (table.reserve(1)) {
    table.addTo(table.add(keys, keys), 0, keys);
    table.addTo(table.add(keys, keys), 0, keys);
    keys++;
  }
  expect(keys).toBe(524_288);
  let sum = 0;
  table.drain((first, second, rows, [amount]) => {
    if (first !== second || rows !== 2 || amount !== 2 * first) throw new Error(`${String(first)} is wrong`);
    sum += first;
  });
  expect(sum).toBe((keys * (keys - 1)) / 2);
  expect(table.reserve(1)).toBe(true);
});
