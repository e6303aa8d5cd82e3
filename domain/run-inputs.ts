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

/** Inputs of a run. Runs that share a chunk share the array too, so that it is looked at once. */
export type ReadChunk = readonly ReadInput[];

/** A day before all others, for an input that affects every date. */
const ALWAYS = '';

/** A name of the bytes of an object as they are read by one log: another description makes another input. */
export function inputId({ key, etag, source }: InputIdentity): string {
  return `${key}@${etag}~${source ?? ''}`;
}

/**
 * Compares the inputs of runs with the current ones: whether a run of a date has read all current inputs that affect the
 * date, and no input that has been removed.
 */
export function createInputComparison(
  now: readonly CurrentInput[],
): (date: CalendarDay, read: readonly ReadChunk[]) => boolean {
  const current = new Set(now.map(inputId));
  const currentDays = sortedDays(now.map(({ firstDay }) => effectDay(firstDay)));
  const summaries = new WeakMap<ReadChunk, ChunkSummary>();
  const summaryOf = (chunk: ReadChunk): ChunkSummary => {
    const known = summaries.get(chunk);
    if (known !== undefined) return known;
    const summary = summarize(chunk, current);
    summaries.set(chunk, summary);
    return summary;
  };
  return (date, read) => {
    let affecting = 0;
    for (const chunk of read) {
      const { days, firstGone } = summaryOf(chunk);
      if (firstGone !== undefined && firstGone <= date) return false;
      affecting += countUpTo(days, date);
    }
    return affecting === countUpTo(currentDays, date);
  };
}

interface ChunkSummary {
  /** The days from which on its inputs affect dates, ascending. */
  readonly days: readonly CalendarDay[];
  /** The first of these days whose input is none of the current ones. */
  readonly firstGone: CalendarDay | undefined;
}

function summarize(chunk: ReadChunk, current: ReadonlySet<string>): ChunkSummary {
  const gone = chunk.filter((input) => !current.has(inputId(input)));
  return { days: affectedDays(chunk), firstGone: affectedDays(gone)[0] };
}

function affectedDays(read: ReadChunk): CalendarDay[] {
  return sortedDays(read.map(({ first_day }) => effectDay(first_day)));
}

/** The day from which on an input affects dates; undefined for one without events. */
function effectDay(firstDay: CalendarDay | null | undefined): CalendarDay | undefined {
  return firstDay === undefined ? ALWAYS : (firstDay ?? undefined);
}

function sortedDays(days: Iterable<CalendarDay | undefined>): CalendarDay[] {
  return [...days].filter((day) => day !== undefined).sort();
}

/** How many of ascending days are not after a date. */
function countUpTo(days: readonly CalendarDay[], date: CalendarDay): number {
  let [from, to] = [0, days.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((days[middle] ?? '') <= date) from = middle + 1;
    else to = middle;
  }
  return from;
}
