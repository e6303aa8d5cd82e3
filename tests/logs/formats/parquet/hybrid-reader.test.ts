import fc from 'fast-check';
import { bitWidth, HybridReader } from '../../../../logs/formats/parquet/hybrid-reader';
import { holds } from '../../../support/jest/property';

/** A run of one value, or of values in bits. */
type Run = { readonly value: number; readonly count: number } | { readonly values: readonly number[] };

function varInt(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varInt(value >>> 7)];
}

/** Another way of writing what the reader reads: bit by bit. */
function encode(runs: readonly Run[], width: number): Uint8Array {
  return Uint8Array.from(
    runs.flatMap((run) => {
      if ('value' in run) {
        const bytes = Array.from({ length: Math.ceil(width / 8) }, (_, i) => (run.value >>> (i * 8)) & 255);
        return [...varInt(run.count * 2), ...bytes];
      }
      const groups = Math.ceil(run.values.length / 8);
      const packed = new Array<number>(groups * width).fill(0);
      run.values.forEach((value, i) => {
        for (let bit = 0; bit < width; bit++) {
          const at = i * width + bit;
          packed[at >> 3] = (packed[at >> 3] ?? 0) | (((value >>> bit) & 1) << (at & 7));
        }
      });
      return [...varInt(groups * 2 + 1), ...packed];
    }),
  );
}

const readerOf = (bytes: Uint8Array, width: number) =>
  new HybridReader(bytes, { start: 0, end: bytes.length, width });

const runsOf = (width: number) => {
  const value = fc.nat(width === 32 ? 0x7fffffff : 2 ** width - 1);
  return fc.array(
    fc.oneof(
      fc.record({ value, count: fc.integer({ min: 0, max: 50 }) }),
      fc.record({
        values: fc
          .array(value, { minLength: 8, maxLength: 40 })
          .map((values) => values.slice(0, values.length & ~7)),
      }),
    ),
    { minLength: 1, maxLength: 6 },
  );
};

it('reads all values, however many are asked for at a time', () => {
  const cases = fc
    .integer({ min: 1, max: 32 })
    .chain((width) => fc.tuple(fc.constant(width), runsOf(width), fc.integer({ min: 1, max: 60 })));
  holds(
    fc.property(cases, ([width, runs, step]) => {
      const expected = runs.flatMap((run) =>
        'value' in run ? new Array<number>(run.count).fill(run.value) : run.values,
      );
      const reader = readerOf(encode(runs, width), width);
      const read: number[] = [];
      while (read.length < expected.length) {
        const values = new Int32Array(step);
        const count = Math.min(step, expected.length - read.length);
        reader.fill(values, count);
        read.push(...values.subarray(0, count));
      }
      expect(read).toEqual(expected);
    }),
  );
});

it('passes values that one run has', () => {
  const reader = readerOf(encode([{ value: 1, count: 10 }, { values: [0, 1, 1, 1, 1, 1, 1, 1] }], 1), 1);
  expect(reader.skip(1, 6)).toBe(true);
  expect(reader.skip(1, 6)).toBe(false);
  expect(reader.skip(0, 4)).toBe(false);
  expect(reader.skip(1, 4)).toBe(true);
  expect(reader.skip(0, 1)).toBe(false);
});

it('needs no bytes for codes of a dictionary of one value', () => {
  const values = Int32Array.of(7, 7);
  readerOf(new Uint8Array(), 0).fill(values, 2);
  expect([...values]).toEqual([0, 0]);
});

it.each([
  ['a run that is not there', [], 3],
  ['a value that is cut', [6], 3],
  ['values that are cut', [3, 1], 3],
  ['a header without an end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80], 3],
  ['an impossible width', [2, 1], 33],
])('refuses %s', (_, bytes, width) => {
  expect(() => {
    readerOf(Uint8Array.from(bytes), width).fill(new Int32Array(8), 8);
  }).toThrow(RangeError);
});

it.each([
  [0, 0],
  [1, 1],
  [2, 2],
  [7, 3],
  [8, 4],
])('%i takes %i bits', (largest, bits) => {
  expect(bitWidth(largest)).toBe(bits);
});
