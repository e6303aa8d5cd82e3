import { dayNumber } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { createDayOfInstant } from '../logs/sources/zone-days';
import type { DayOfInstant } from '../logs/sources/zone-days';

/** How rows tell their instant instead of their day. */
export const TIMESTAMP_KINDS = ['offset', 'utc', 'millis'] as const;
/** ISO 8601 with the offset of the time zone, ISO 8601 in UTC, or milliseconds since 1970. */
export type TimestampKind = (typeof TIMESTAMP_KINDS)[number];

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
/** Further from UTC than any zone. */
const MAX_OFFSET_MS = 16 * 3_600_000;

/** The instants of the events of a day, spread evenly from its first to its last millisecond in a time zone. */
export class EventTimes {
  readonly #timeZone: string;
  readonly #dayOf: DayOfInstant;
  #day: CalendarDay = '';
  #startMs = 0;
  #lengthMs = 0;

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
    this.#dayOf = createDayOfInstant(timeZone);
  }

  /**
   * The instant of event `index`, from 0, of the `count` events of a day, in milliseconds since 1970.
   * @throws RangeError when the time zone has no such day, or one in several pieces.
   */
  at(day: CalendarDay, index: number, count: number): number {
    if (day !== this.#day) this.#beginDay(day);
    return this.#startMs + Math.floor((index * this.#lengthMs) / count);
  }

  #beginDay(day: CalendarDay): void {
    const utcMs = dayNumber(day) * DAY_MS;
    const isDay = (instant: number) => this.#dayOf(instant) === day;
    const hasBegun = (instant: number) => (this.#dayOf(instant) ?? '') >= day;
    const startMs = firstInstant(utcMs - MAX_OFFSET_MS, utcMs + MAX_OFFSET_MS, hasBegun);
    const endMs = firstInstant(startMs, startMs + 2 * DAY_MS, (instant) => !isDay(instant));
    let isWhole = endMs > startMs;
    for (let instant = startMs; instant < endMs; instant += QUARTER_MS) isWhole &&= isDay(instant);
    if (!isWhole) {
      throw new RangeError(
        `${this.#timeZone} has no whole day ${day}: its clocks were set; use another time zone or other days`,
      );
    }
    this.#day = day;
    this.#startMs = startMs;
    this.#lengthMs = endMs - startMs;
  }
}

/** Makes a function that writes an instant as ISO 8601 with the offset of a time zone, `+00:00` for UTC. */
export function createOffsetText(timeZone: string): (instantMs: number) => string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  let quarter = NaN;
  let offset = '';
  let offsetMs = 0;
  return (instantMs) => {
    // No zone has changed its offset within a quarter of an hour since 1979.
    if (quarter !== Math.floor(instantMs / QUARTER_MS)) {
      quarter = Math.floor(instantMs / QUARTER_MS);
      [offset, offsetMs] = offsetAt(format, instantMs);
    }
    return new Date(instantMs + offsetMs).toISOString().slice(0, -1) + offset;
  };
}

function offsetAt(format: Intl.DateTimeFormat, instantMs: number): [text: string, ms: number] {
  const name = format.formatToParts(instantMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '00', minutes = '00'] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return [`${sign}${hours}:${minutes}`, sign === '-' ? -ms : ms];
}

/** The first instant for which a condition holds that stays true once it is; `end` where it holds for none before. */
function firstInstant(start: number, end: number, holds: (instant: number) => boolean): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
