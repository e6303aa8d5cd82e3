import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import type { EventDraws } from './pair-draws';
import type { ResolvedSampleOptions } from './sample-options';

/** Rows up to the end of a day, of rows that are spread evenly: `day` counts from 0. */
export function rowsUpTo(day: number, rows: number, days: number): number {
  return Math.floor(((day + 1) * rows) / days);
}

/** The well-formed events of a log, one by one in the order of their days. */
export class EventWalk {
  /** Events so far. */
  row = 0;
  /** The newest event's pair (`World`). */
  pair = 0;
  /** Ordinal of the newest event's type in `AD_TYPES`. */
  type = 0;
  /** The newest event's day; before the first event, the first day. */
  day: CalendarDay = '';
  /** The first event of the day. */
  dayStart = 0;
  /** The first event of the next day. */
  dayEnd = 0;
  readonly #events: EventDraws;
  readonly #firstDay: CalendarDay;
  readonly #days: number;
  readonly #rows: number;
  #dayIndex = -1;

  /** @param rows the number of all events. */
  constructor(options: ResolvedSampleOptions, rows: number, events: EventDraws) {
    this.#events = events;
    this.#firstDay = addDays(options.lastDay, 1 - options.days);
    this.#days = options.days;
    this.#rows = rows;
    this.#beginDay();
  }

  /** Goes on to the next event. */
  advance(): void {
    while (this.row === this.dayEnd) this.#beginDay();
    this.row += 1;
    this.pair = this.#events.next();
    this.type = this.#events.type;
  }

  #beginDay(): void {
    this.#dayIndex += 1;
    this.day = addDays(this.#firstDay, this.#dayIndex);
    this.dayStart = this.dayEnd;
    this.dayEnd = rowsUpTo(this.#dayIndex, this.#rows, this.#days);
  }
}
