import { dayNumber, isCalendarDay } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { createPatternReader, faultInPattern } from './date-pattern';
import { createDayOfInstant } from './zone-days';
import type { DayOfInstant } from './zone-days';

/** The formats of days that have a name; any other format is a pattern. */
export const DAY_FORMATS = ['date', 'timestamp', 'unix_seconds', 'unix_millis'] as const;

/** Reads the day of a text, as a byte string; undefined for a text in another format and for a day that is not real. */
export type DayReader = (bytes: string) => CalendarDay | undefined;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_LENGTH = 'YYYY-MM-DD'.length;
/** Texts whose days are remembered. */
const MAX_TEXTS = 16_384;
/** More digits would not be exact. */
const MAX_DIGITS = 15;

/** What is wrong with a format of days, in words that follow its path. */
export function faultInDayFormat(format: string): string | undefined {
  return isNamed(format) ? undefined : faultInPattern(format);
}

/** Tells whether the day of a text depends on the time zone. */
export function dependsOnZone(format: string): boolean {
  return isNamed(format) && format !== 'date';
}

/**
 * Reads days in a format without faults. An instant is on its day in `timeZone`; a text without an offset is on the day
 * that it says. Equal texts, and instants of one quarter hour, cost a look-up.
 */
export function createDayReader(format: string, timeZone: string): DayReader {
  if (!isNamed(format)) return createTextReader(createPatternReader(format));
  switch (format) {
    case 'date':
      return createTextReader((bytes) => bytes);
    case 'timestamp':
      return createTimestampReader(createDayOfInstant(timeZone));
    case 'unix_seconds':
      return createEpochReader(createDayOfInstant(timeZone), 1000);
    case 'unix_millis':
      return createEpochReader(createDayOfInstant(timeZone), 1);
  }
}

/** Tells whether a format of days is a pattern. */
export function isDayPattern(format: string): boolean {
  return !isNamed(format);
}

function isNamed(format: string): format is (typeof DAY_FORMATS)[number] {
  return (DAY_FORMATS as readonly string[]).includes(format);
}

function createTextReader(toDay: (bytes: string) => string | undefined): DayReader {
  return remembering((bytes) => {
    const day = toDay(bytes);
    return day !== undefined && isCalendarDay(day) ? day : undefined;
  });
}

/** Remembers what texts were read as; those that are nothing are not remembered, since there may be any number of them. */
function remembering<Value>(
  read: (bytes: string) => Value | undefined,
): (bytes: string) => Value | undefined {
  const known = new Map<string, Value>();
  return (bytes) => {
    const before = known.get(bytes);
    if (before !== undefined) return before;
    const value = read(bytes);
    if (value === undefined) return undefined;
    if (known.size >= MAX_TEXTS) known.clear();
    known.set(bytes, value);
    return value;
  };
}

/**
 * ISO 8601: a day, `T` or a space, hours and minutes, perhaps seconds and their fraction, perhaps `Z`, `UTC` or an offset
 * such as `+03`, `+0300` or `+03:00`, with a space before it where a database writes one. Hour 24 is refused; second 60 is
 * the last one of its minute.
 */
function createTimestampReader(dayOfInstant: DayOfInstant): DayReader {
  const knownDay = remembering((day) =>
    isCalendarDay(day) ? { day, startMs: dayNumber(day) * DAY_MS } : undefined,
  );
  return (bytes) => {
    const known = knownDay(bytes.length === DAY_LENGTH ? bytes : bytes.slice(0, DAY_LENGTH));
    if (known === undefined) return undefined;
    if (bytes.length === DAY_LENGTH) return known.day;
    const separator = bytes[DAY_LENGTH];
    const hour = twoDigits(bytes, 11);
    const minute = twoDigits(bytes, 14);
    if ((separator !== 'T' && separator !== ' ') || bytes[13] !== ':' || hour > 23 || minute > 59) {
      return undefined;
    }
    const end = endOfSeconds(bytes, 16);
    if (end < 0) return undefined;
    if (end === bytes.length) return known.day;
    const offset = offsetMinutes(bytes, bytes[end] === ' ' ? end + 1 : end);
    return offset === undefined
      ? undefined
      : dayOfInstant(known.startMs + (hour * 60 + minute - offset) * MINUTE_MS + secondOf(bytes) * 1000);
  };
}

/** Seconds decide in zones whose offset had seconds, before 1972. */
function secondOf(bytes: string): number {
  return bytes[16] === ':' ? Math.min(twoDigits(bytes, 17), 59) : 0;
}

/** Where seconds and their fraction end, if they begin at `at`; -1 if they are wrong. */
function endOfSeconds(bytes: string, at: number): number {
  if (bytes[at] !== ':') return at;
  if (twoDigits(bytes, at + 1) > 60) return -1;
  const point = at + 3;
  if (bytes[point] !== '.' && bytes[point] !== ',') return point;
  const end = endOfDigits(bytes, point + 1);
  return end === point + 1 ? -1 : end;
}

/** The minutes by which local time is ahead of UTC, by the rest of a timestamp; undefined if that is no offset. */
function offsetMinutes(bytes: string, at: number): number | undefined {
  const sign = bytes[at];
  if (sign === 'Z') return at + 1 === bytes.length ? 0 : undefined;
  if (sign === 'U') return bytes.slice(at) === 'UTC' ? 0 : undefined;
  if (sign !== '+' && sign !== '-') return undefined;
  const hours = twoDigits(bytes, at + 1);
  const minutesAt = bytes[at + 3] === ':' ? at + 4 : at + 3;
  const isShort = bytes.length === at + 3;
  const minutes = isShort ? 0 : twoDigits(bytes, minutesAt);
  if (hours > 23 || minutes > 59 || !(isShort || bytes.length === minutesAt + 2)) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function createEpochReader(dayOfInstant: DayOfInstant, unitMs: number): DayReader {
  return (bytes) => {
    const isNegative = bytes.charCodeAt(0) === 0x2d;
    const start = isNegative ? 1 : 0;
    let units = 0;
    let end = start;
    for (; isDigit(bytes.charCodeAt(end)); end++) units = units * 10 + bytes.charCodeAt(end) - 0x30;
    if (end === start || end - start > MAX_DIGITS) return undefined;
    let isWhole = true;
    if (end < bytes.length) {
      if (bytes[end] !== '.' || bytes.length === end + 1) return undefined;
      if (endOfDigits(bytes, end + 1) !== bytes.length) return undefined;
      isWhole = /^0*$/.test(bytes.slice(end + 1));
    }
    // Before 1970 a fraction belongs to the unit before.
    return dayOfInstant((isNegative ? -units - (isWhole ? 0 : 1) : units) * unitMs);
  };
}

function endOfDigits(bytes: string, from: number): number {
  let at = from;
  while (isDigit(bytes.charCodeAt(at))) at++;
  return at;
}

/** The number that two digits make; 100 where there are none. */
function twoDigits(bytes: string, at: number): number {
  const tens = bytes.charCodeAt(at);
  const ones = bytes.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? (tens - 0x30) * 10 + ones - 0x30 : 100;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
