import type { DayNumbers } from '../../../logs/formats/parquet/day-numbers';
import { textIn } from '../../../logs/formats/parquet/value-list';
import type { ValueList } from '../../../logs/formats/parquet/value-list';
import type { DayReader } from '../../../logs/sources/day-reader';
import { UNKNOWN } from './column-numbers';
import type { NumberReader } from './column-numbers';
import type { DayList } from './day-list';

/** Slots that are remembered: quarter hours of almost two years. Slots so far apart take the place of each other. */
const KNOWN_SLOTS = 1 << 16;
const QUARTER_SECONDS = 900;
const DAY_SECONDS = 86_400;

/**
 * The codes of days. The days of numbers are read once for each slot of time: at its first and its last number. Where these
 * are not of one day the code is unknown.
 */
export class DayCodes implements NumberReader {
  readonly #days: DayList;
  readonly #readDay: DayReader;
  readonly #format: string;
  #dayNumbers: DayNumbers | undefined;
  /** Numbers of a slot. */
  #width = 1;
  #slots = new Float64Array();
  #codesOfSlots = new Int32Array();

  constructor(days: DayList, readDay: DayReader, format: string) {
    this.#days = days;
    this.#readDay = readDay;
    this.#format = format;
  }

  /** The code of the day of a value. */
  ofValue(values: ValueList, index: number): number {
    const { dayNumbers } = values;
    if (dayNumbers === undefined) return this.ofText(textIn(values, index));
    if (dayNumbers !== this.#dayNumbers) this.#begin(dayNumbers);
    const number = values.numbers[index] ?? NaN;
    const slot = Math.floor(number / this.#width);
    const at = slot & (KNOWN_SLOTS - 1);
    if (this.#slots[at] !== slot) {
      if (Number.isNaN(slot)) return UNKNOWN;
      this.#codesOfSlots[at] = this.#codeOfSlot(slot, dayNumbers);
      this.#slots[at] = slot;
    }
    return this.#codesOfSlots[at] ?? UNKNOWN;
  }

  /** The code of the day of a text; many texts are one day. */
  ofText(bytes: string): number {
    const day = this.#readDay(bytes);
    return day === undefined ? UNKNOWN : this.#days.codeOf(day);
  }

  #begin(dayNumbers: DayNumbers): void {
    this.#dayNumbers = dayNumbers;
    this.#width = widthOf(dayNumbers, this.#format);
    this.#slots = new Float64Array(KNOWN_SLOTS).fill(NaN);
    this.#codesOfSlots = new Int32Array(KNOWN_SLOTS);
  }

  #codeOfSlot(slot: number, { textOf }: DayNumbers): number {
    const first = slot * this.#width;
    const day = this.#readDay(textOf(first));
    if (day === undefined) return UNKNOWN;
    if (this.#width > 1 && this.#readDay(textOf(first + this.#width - 1)) !== day) return UNKNOWN;
    return this.#days.codeOf(day);
  }
}

/** Numbers that are of one day wherever the first and the last of them are: offsets are whole quarter hours but for few days. */
function widthOf({ unit }: DayNumbers, format: string): number {
  switch (unit) {
    case 'days':
      return 1;
    case 'seconds':
      return QUARTER_SECONDS;
    case 'zoneless_seconds':
      return DAY_SECONDS;
    case 'numbers':
      if (format === 'unix_seconds') return QUARTER_SECONDS;
      return format === 'unix_millis' ? QUARTER_SECONDS * 1000 : 1;
  }
}
