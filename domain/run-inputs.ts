import type { CalendarDay } from './execution-date';

/** An object that a run has read. */
export interface ReadInput {
  readonly key: string;
  readonly etag: string;
  /** The first day of its events, null without events; absent for the active list, which affects every date. */
  readonly first_day?: CalendarDay | null;
}

/** A current input. */
export interface CurrentInput {
  readonly key: string;
  readonly etag: string;
  /**
   * The first day of its events; it affects dates from this day on. Null without events, undefined for the active list
   * and for uncounted objects, which may affect any date.
   */
  readonly firstDay: CalendarDay | null | undefined;
}

/** Whether a run of `date` has read all current inputs that affect the date, and no input that has been removed. */
export function readSameInputs(
  date: CalendarDay,
  read: readonly ReadInput[],
  now: readonly CurrentInput[],
): boolean {
  const matters = (firstDay: CalendarDay | null | undefined) =>
    firstDay === undefined || (firstDay !== null && firstDay <= date);
  const etags = new Map(
    read.filter(({ first_day }) => matters(first_day)).map(({ key, etag }) => [key, etag]),
  );
  const relevant = now.filter(({ firstDay }) => matters(firstDay));
  return relevant.length === etags.size && relevant.every(({ key, etag }) => etags.get(key) === etag);
}
