import type { DecodedArray, SchemaElement } from 'hyparquet';
import { kindOf, unitsPerSecond } from './column-kinds';
import { createDayText, createSecondText, secondsOf, secondsOfInt96 } from './time-texts';

/** Days, instants or zoneless times in seconds since 1970, or numbers that only the format of a description explains. */
export type DayUnit = 'days' | 'seconds' | 'zoneless_seconds' | 'numbers';

/** How values of a column of days are read as whole numbers. A value's text depends on its number only. */
export interface DayNumbers {
  readonly unit: DayUnit;
  /** Reads values from `from` on; false if one of them has no exact number. */
  read(values: DecodedArray, from: number, numbers: Float64Array, count: number): boolean;
  readonly textOf: (number: number) => string;
}

const HALF = 2 ** 32;
/** The upper half of the least number from which on not all are exact. */
const EXACT_HALF = 2 ** 21;

/** How a column of days is read as numbers; undefined where its values are no whole numbers. */
export function dayNumbersOf(element: SchemaElement): DayNumbers | undefined {
  const kind = kindOf(element);
  switch (kind.kind) {
    case 'date':
      return { unit: 'days', read: readWhole, textOf: createDayText() };
    case 'timestamp': {
      const unit = kind.isInstant ? 'seconds' : 'zoneless_seconds';
      const textOf = createSecondText(kind.isInstant);
      if (kind.unit === undefined) return { unit, read: readInt96, textOf };
      const units = unitsPerSecond(kind.unit);
      return {
        unit,
        read: (values, from, numbers, count) => readSeconds(values, from, numbers, count, units),
        textOf,
      };
    }
    case 'integer':
      return kind.isSigned ? { unit: 'numbers', read: readWhole, textOf: String } : undefined;
    case 'text':
    case 'uuid':
    case 'boolean':
    case 'double':
    case 'float':
    case 'decimal':
    case 'nulls':
    case 'other':
      return undefined;
  }
}

function readWhole(values: DecodedArray, from: number, numbers: Float64Array, count: number): boolean {
  if (values instanceof BigInt64Array) return readExact(values, from, numbers, count);
  if (!(values instanceof Int32Array)) return false;
  numbers.set(values.subarray(from, from + count));
  return true;
}

/** Reads halves of 64 bits, without a BigInt for each value. */
function readExact(values: BigInt64Array, from: number, numbers: Float64Array, count: number): boolean {
  const { buffer, byteOffset, length } = values;
  const low = new Uint32Array(buffer, byteOffset, length * 2);
  const high = new Int32Array(buffer, byteOffset, length * 2);
  for (let i = 0, at = from * 2; i < count; i++, at += 2) {
    const upper = high[at + 1] ?? 0;
    if (upper >= EXACT_HALF || upper < -EXACT_HALF) return false;
    numbers[i] = upper * HALF + (low[at] ?? 0);
  }
  return true;
}

function readSeconds(
  values: DecodedArray,
  from: number,
  numbers: Float64Array,
  count: number,
  units: number,
): boolean {
  if (readWhole(values, from, numbers, count)) {
    for (let i = 0; i < count; i++) numbers[i] = secondsOf(numbers[i] ?? 0, units);
    return true;
  }
  if (!(values instanceof BigInt64Array)) return false;
  for (let i = 0; i < count; i++) numbers[i] = secondsOf(values[from + i] ?? 0n, units);
  return true;
}

function readInt96(values: DecodedArray, from: number, numbers: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i++) numbers[i] = secondsOfInt96(values[from + i] as bigint);
  return true;
}
