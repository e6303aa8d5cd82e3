import type { CalendarDay } from './execution-date';

/** An object and how it is read. */
interface InputIdentity {
  readonly key: string;
  readonly etag: string;
  /** The hash of its description; absent where its log has none. */
  readonly source?: string | undefined;
}

/** An object that a run has read. */
export interface ReadInput extends InputIdentity {
  /** The first day of its events, null without events; absent for the active list, which affects every date. */
  readonly first_day?: CalendarDay | null;
}

/** A current input. */
export interface CurrentInput extends InputIdentity {
  /**
   * The first day of its events; it affects dates from this day on. Null without events, undefined for the active list
   * and for uncounted objects, which may affect any date.
   */
  readonly firstDay: CalendarDay | null | undefined;
}

/** A name of the bytes of an object as they are read by one log: another description makes another input. */
export function inputId({ key, etag, source }: InputIdentity): string {
  return `${key}@${etag}~${source ?? ''}`;
}

/** Whether a run of `date` has read all current inputs that affect the date, and no input that has been removed. */
export function readSameInputs(
  date: CalendarDay,
  read: readonly ReadInput[],
  now: readonly CurrentInput[],
): boolean {
  const matters = (firstDay: CalendarDay | null | undefined) =>
    firstDay === undefined || (firstDay !== null && firstDay <= date);
  const ids = new Set(read.filter(({ first_day }) => matters(first_day)).map(inputId));
  const relevant = now.filter(({ firstDay }) => matters(firstDay));
  return relevant.length === ids.size && relevant.every((input) => ids.has(inputId(input)));
}
