import type { SchemaElement } from 'hyparquet';
import type { DayNumbers } from './day-numbers';

/** Values of a column one after the other, to be filled again and again. */
export interface ValueList {
  length: number;
  /** What the texts of the values are cut of, as byte strings; undefined where `texts` or `numbers` has them. */
  bytes: Buffer | undefined;
  /** Where the text of each value begins in `bytes`, and where it ends; an empty one for null. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Texts of the values, as byte strings; not filled where `bytes` or `dayNumbers` is there. */
  readonly texts: string[];
  /** The values where `dayNumbers` tells what they are; NaN for null. */
  readonly numbers: Float64Array;
  dayNumbers: DayNumbers | undefined;
}

/** Makes a list for so many values of a column at most. */
export function createValueList(
  length: number,
  { element, dayNumbers }: { readonly element: SchemaElement; readonly dayNumbers: DayNumbers | undefined },
): ValueList {
  const slices = element.type === 'BYTE_ARRAY' ? length : 0;
  return {
    length,
    bytes: undefined,
    starts: new Int32Array(slices),
    ends: new Int32Array(slices),
    texts: [],
    numbers: new Float64Array(dayNumbers === undefined ? 0 : length),
    dayNumbers: undefined,
  };
}

/** The text of a value, as a byte string; empty for null. */
export function textIn(
  { bytes, starts, ends, texts, numbers, dayNumbers }: ValueList,
  index: number,
): string {
  if (bytes !== undefined) return bytes.toString('latin1', starts[index], ends[index]);
  if (dayNumbers === undefined) return texts[index] ?? '';
  const number = numbers[index] ?? NaN;
  return Number.isNaN(number) ? '' : dayNumbers.textOf(number);
}

/** Makes a list of texts, as byte strings. */
export function createTextList(texts: string[]): ValueList {
  return {
    length: texts.length,
    bytes: undefined,
    starts: new Int32Array(),
    ends: new Int32Array(),
    texts,
    numbers: new Float64Array(),
    dayNumbers: undefined,
  };
}
