import type { CalendarDay } from '../../domain/execution-date';
import { timeInPattern } from '../../logs/sources/date-pattern';
import type { TimeInPattern } from '../../logs/sources/date-pattern';
import { createDayReader, isDayPattern } from '../../logs/sources/day-reader';

/** Reads the day of a key that a scanner module does not know yet; undefined if its texts are not all of one day. */
export type KeyReader = (key: Buffer) => CalendarDay | undefined;

/** How the module makes keys of the texts of days (`counting/scan/assembly/day-keys.ts`), and who reads them. */
export interface DayKeys {
  readonly kind: number;
  readonly read: KeyReader;
  /** What the module leaves out of a key: its bytes are 0. */
  readonly time?: TimeInPattern;
}

/** Bytes of a key. */
export const DAY_KEY_BYTES = 32;

const AS_TEXT = 0;
const BY_QUARTER = 1;
const WITHOUT_TIME = 4;
const EPOCH_KINDS: Readonly<Record<string, { readonly kind: number; readonly units: number }>> = {
  unix_seconds: { kind: 2, units: 900 },
  unix_millis: { kind: 3, units: 900_000 },
};
const MINUTE_AT = 'YYYY-MM-DDThh:'.length;
const OFFSET_AT = 'YYYY-MM-DDThh:mm'.length;
/** With such an offset a quarter hour begins when one of UTC does, by which the day reader works. */
const WHOLE_QUARTERS = /^ ?(?:Z|UTC|[+-]\d\d(?::?(?:00|15|30|45))?)?$/;

/** Makes the keys of texts in a format. Each key is read by the day reader of the slow path. */
export function createDayKeys(format: string, timeZone: string): DayKeys {
  const dayOf = createDayReader(format, timeZone);
  if (format === 'timestamp') return { kind: BY_QUARTER, read: (key) => dayOfQuarter(textOf(key), dayOf) };
  if (isDayPattern(format)) {
    const read: KeyReader = (key) => dayOf(textOf(key).replaceAll('\0', '0'));
    return { kind: WITHOUT_TIME, read, time: timeInPattern(format) };
  }
  const epoch = EPOCH_KINDS[format];
  if (epoch === undefined) return { kind: AS_TEXT, read: (key) => dayOf(textOf(key)) };
  const { kind, units } = epoch;
  const read: KeyReader = (key) => {
    const first = Number(key.readBigUInt64LE()) * units;
    return same(dayOf(String(first)), dayOf(String(first + units - 1)));
  };
  return { kind, read };
}

/** Makes the key of one day that all records have. */
export function createConstantDay(day: CalendarDay): DayKeys {
  return { kind: AS_TEXT, read: () => day };
}

/** The day of a whole quarter hour, by its first text. */
function dayOfQuarter(
  first: string,
  dayOf: (text: string) => CalendarDay | undefined,
): CalendarDay | undefined {
  const day = dayOf(first);
  if (first.length <= OFFSET_AT) return day;
  const offset = first.slice(OFFSET_AT);
  if (!WHOLE_QUARTERS.test(offset)) return undefined;
  const lastMinute = Number(first.slice(MINUTE_AT, OFFSET_AT)) + 14;
  return same(day, dayOf(`${first.slice(0, MINUTE_AT)}${String(lastMinute)}:59${offset}`));
}

function same(day: CalendarDay | undefined, other: CalendarDay | undefined): CalendarDay | undefined {
  return day === other ? day : undefined;
}

/** The text of a key, as a byte string: its length is in the last byte. */
function textOf(key: Buffer): string {
  return key.toString('latin1', 0, key[DAY_KEY_BYTES - 1]);
}
