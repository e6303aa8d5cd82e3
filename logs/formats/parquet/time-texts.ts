const DAY_MS = 86_400_000;
const DAY_SECONDS = 86_400;
const MINUTE_SECONDS = 60;
/** Days on either side of 1970 that a `Date` can hold. */
const MAX_DAYS = 100_000_000;
/** Days that are remembered. */
const MAX_KNOWN_DAYS = 16_384;
/** The day of the Julian calendar from which INT96 counts, in days before 1970. */
const JULIAN_EPOCH = 2_440_588;
const NANOS_PER_SECOND = 1_000_000_000;

/** Units of a timestamp in a second. */
export const UNITS_PER_SECOND = { MILLIS: 1000, MICROS: 1_000_000, NANOS: NANOS_PER_SECOND } as const;
/** The unit of a timestamp. */
export type TimeUnit = keyof typeof UNITS_PER_SECOND;

/** Writes days since 1970 as `YYYY-MM-DD`. Years of other than four digits are written so that no reader takes them for a day. */
export function createDayText(): (days: number) => string {
  const known = new Map<number, string>();
  return (days) => {
    const before = known.get(days);
    if (before !== undefined) return before;
    const text =
      Math.abs(days) > MAX_DAYS
        ? `${String(days)} days since 1970`
        : new Date(days * DAY_MS).toISOString().slice(0, -'T00:00:00.000Z'.length);
    if (known.size >= MAX_KNOWN_DAYS) known.clear();
    known.set(days, text);
    return text;
  };
}

/**
 * Writes seconds since 1970 as `YYYY-MM-DDTHH:MM:SS`, with a `Z` where they are an instant. Equal minutes in a row cost one
 * comparison.
 */
export function createSecondText(isInstant: boolean): (seconds: number) => string {
  const dayText = createDayText();
  const end = isInstant ? 'Z' : '';
  let lastMinute = NaN;
  let minuteText = '';
  return (seconds) => {
    const minute = Math.floor(seconds / MINUTE_SECONDS);
    if (minute !== lastMinute) {
      const days = Math.floor(seconds / DAY_SECONDS);
      const minuteOfDay = minute - days * (DAY_SECONDS / MINUTE_SECONDS);
      minuteText = `${dayText(days)}T${twoDigits(Math.floor(minuteOfDay / 60))}:${twoDigits(minuteOfDay % 60)}:`;
      lastMinute = minute;
    }
    return minuteText + twoDigits(seconds - minute * MINUTE_SECONDS) + end;
  };
}

/** Whole seconds of a timestamp: a fraction before 1970 belongs to the second before. */
export function secondsOf(units: bigint | number, unitsPerSecond: number): number {
  if (typeof units === 'number') {
    // Of whole numbers up to 2^53 a quotient is never rounded up to the next whole one.
    return Math.floor(units / unitsPerSecond);
  }
  const divisor = BigInt(unitsPerSecond);
  const seconds = units / divisor;
  return Number(units % divisor < 0n ? seconds - 1n : seconds);
}

/** Whole seconds of an INT96: 64 bits of nanoseconds of a day, and above them a day of the Julian calendar. */
export function secondsOfInt96(value: bigint): number {
  const nanos = BigInt.asIntN(64, value);
  const days = Number(value >> 64n) - JULIAN_EPOCH;
  return days * DAY_SECONDS + Math.floor(Number(nanos) / NANOS_PER_SECOND);
}

function twoDigits(number: number): string {
  return number < 10 ? `0${String(number)}` : String(number);
}
