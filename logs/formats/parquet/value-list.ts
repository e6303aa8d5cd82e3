import type { DayNumbers } from './day-numbers';

/** Values of a column one after the other, to be filled again and again. */
export interface ValueList {
  length: number;
  /** Texts of the values, as byte strings; not filled where `dayNumbers` is there. */
  readonly texts: string[];
  /** The values where `dayNumbers` tells what they are; NaN for null. */
  readonly numbers: Float64Array;
  dayNumbers: DayNumbers | undefined;
}

/** Makes a list for so many values at most. */
export function createValueList(length: number, hasNumbers: boolean): ValueList {
  return { length, texts: [], numbers: new Float64Array(hasNumbers ? length : 0), dayNumbers: undefined };
}

/** The text of a value, as a byte string; empty for null. */
export function textIn({ texts, numbers, dayNumbers }: ValueList, index: number): string {
  if (dayNumbers === undefined) return texts[index] ?? '';
  const number = numbers[index] ?? NaN;
  return Number.isNaN(number) ? '' : dayNumbers.textOf(number);
}
