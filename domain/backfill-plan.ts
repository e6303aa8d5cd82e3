import type { DateState } from './date-status';
import type { CalendarDay } from './execution-date';

/** Which dates of a range a backfill runs. */
export const SELECTIONS = ['missing', 'failed', 'stale', 'all'] as const;
/** `missing`: not published, the failed ones too; `failed`, `stale`: in that state; `all`: every one. */
export type Selection = (typeof SELECTIONS)[number];

/** The facts about a date that a backfill needs. */
export interface PlannedDate {
  readonly date: CalendarDay;
  readonly state: DateState;
  /** Whether readers see lists of the date. */
  readonly isPublished: boolean;
}

/** What a backfill does. */
interface BackfillPlan {
  /** The dates to run, in the order in which they begin. */
  readonly dates: readonly CalendarDay[];
  /** Dates whose runs are open: they are refused, oldest first. */
  readonly open: readonly CalendarDay[];
}

/** Which dates of a range are run, and in which order; none whose run is open. */
export function planBackfill(
  dates: readonly PlannedDate[],
  only: Selection,
  { latestFirst }: { readonly latestFirst: boolean },
): BackfillPlan {
  const selected = dates
    .filter(({ state }) => state !== 'running')
    .filter(({ state, isPublished }) => {
      if (only === 'all') return true;
      return only === 'missing' ? !isPublished : state === only;
    })
    .map(({ date }) => date)
    .sort();
  return {
    dates: latestFirst ? selected.reverse() : selected,
    open: dates
      .filter(({ state }) => state === 'running')
      .map(({ date }) => date)
      .sort(),
  };
}
