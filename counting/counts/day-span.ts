import { dayOf } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';

/** The first and the last of all days seen. */
export class DaySpan {
  #first: number | undefined;
  #last: number | undefined;

  /** @param days ascending, since 1970-01-01. */
  include(days: Int32Array): void {
    const first = days[0];
    const last = days[days.length - 1];
    if (first === undefined || last === undefined) return;
    this.#first = Math.min(this.#first ?? first, first);
    this.#last = Math.max(this.#last ?? last, last);
  }

  get ends(): { firstDay: CalendarDay | null; lastDay: CalendarDay | null } {
    return { firstDay: dayOrNull(this.#first), lastDay: dayOrNull(this.#last) };
  }
}

function dayOrNull(day: number | undefined): CalendarDay | null {
  return day === undefined ? null : dayOf(day);
}
