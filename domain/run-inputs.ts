import type { CalendarDay } from './execution-date';

/** An object that a run has read. */
export interface ReadInput {
  readonly key: string;
  readonly etag: string;
  /** The first day of its events, null where there are none; absent for the active list, which matters to every date. */
  readonly first_day?: CalendarDay | null;
}

/** An input as it is now. */
export interface CurrentInput {
  readonly key: string;
  readonly etag: string;
  /**
   * The first day of its events, from which on it matters to dates: null where it has none, undefined for the active
   * list and for uncounted objects, which may matter to any.
   */
  readonly firstDay: CalendarDay | null | undefined;
}

/** Whether a run of `date` has read all that matters to the date now, and nothing that is no longer there. */
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
