import fc from 'fast-check';
import type { DecodedArray, SchemaElement } from 'hyparquet';
import { dayNumbersOf } from '../../../../logs/formats/parquet/day-numbers';
import { createTextOf } from '../../../../logs/formats/parquet/value-texts';
import { holds } from '../../../support/jest/property';

/** Texts by way of numbers; undefined where a value has no exact one. */
function textsByNumber(element: SchemaElement, values: DecodedArray, from: number): string[] | undefined {
  const dayNumbers = dayNumbersOf(element);
  const numbers = new Float64Array(values.length - from);
  const isExact = dayNumbers?.read(values, from, numbers, numbers.length);
  return isExact === true ? [...numbers].map((number) => dayNumbers?.textOf(number) ?? '') : undefined;
}

function textsByValue(element: SchemaElement, values: DecodedArray, from: number): string[] {
  return Array.from(values.slice(from), createTextOf(element, 'day'));
}

const timestamp = (unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC: boolean): SchemaElement => ({
  name: 'day',
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit },
});
const wide = (...values: bigint[]) => BigInt64Array.from(values);
const EDGES = [-1n, 0n, 2n ** 32n - 1n, 2n ** 32n, -(2n ** 32n), 2n ** 53n - 1n, -(2n ** 53n), 999n, -1000n];
const anyWide = fc
  .array(fc.oneof(fc.constantFrom(...EDGES), fc.bigInt(-(2n ** 53n), 2n ** 53n - 1n)), { maxLength: 20 })
  .map((values) => wide(...values));

it.each<[string, SchemaElement]>([
  ['INT64', { name: 'day', type: 'INT64' }],
  ['milliseconds', timestamp('MILLIS', true)],
  ['microseconds without a zone', timestamp('MICROS', false)],
  ['nanoseconds', timestamp('NANOS', true)],
])('%s: the text of a number is the text of its value', (_, element) => {
  holds(
    fc.property(anyWide, fc.nat(3), (values, skipped) => {
      const from = Math.min(skipped, values.length);
      expect(textsByNumber(element, values, from)).toEqual(textsByValue(element, values, from));
    }),
    300,
  );
});

it('timestamps beyond 2^53 have seconds, and whole numbers beyond it have no number', () => {
  const values = wide(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 1n);
  for (const unit of ['MILLIS', 'MICROS', 'NANOS'] as const) {
    const element = timestamp(unit, true);
    expect(textsByNumber(element, values, 0)).toEqual(textsByValue(element, values, 0));
  }
  expect(textsByNumber({ name: 'day', type: 'INT64' }, values, 0)).toBeUndefined();
});

it('reads 32 bits and INT96, and leaves numbers without a sign to their texts', () => {
  const small = Int32Array.of(-1, 0, 19_783, 20_240_301, 2 ** 31 - 1, -(2 ** 31));
  const elements: SchemaElement[] = [
    { name: 'day', type: 'INT32', converted_type: 'DATE' },
    { name: 'day', type: 'INT32' },
  ];
  for (const element of elements) {
    expect(textsByNumber(element, small, 1)).toEqual(textsByValue(element, small, 1));
  }
  const int96: SchemaElement = { name: 'day', type: 'INT96' };
  const days = [2_440_588n << 64n, (2_440_587n << 64n) | 86_399_999_999_999n, -5n << 64n];
  expect(textsByNumber(int96, days, 0)).toEqual(textsByValue(int96, days, 0));
  expect(dayNumbersOf({ name: 'day', type: 'INT32', converted_type: 'UINT_32' })).toBeUndefined();
});
