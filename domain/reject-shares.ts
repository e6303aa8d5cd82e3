import type { CalendarDay } from './execution-date';
import { median } from './volumes';

/** Dates before one that its share is compared with, at most. */
export const COMPARED_DATES = 28;
/** A share below this is never above normal. */
const NEGLIGIBLE_SHARE = 0.005;
/** How many times the usual share is above normal. */
const TIMES_USUAL = 3;
/** The share of the limit from which on it is nearly reached. */
const NEAR_LIMIT = 0.5;

/** What a published date was made from. */
export interface DateRejects {
  readonly date: CalendarDay;
  /** Rows of the event logs, of all days. */
  readonly rowsRead: number;
  readonly rowsRejected: number;
}

/** A date with more rejects than is normal. */
export interface UnusualRejects {
  readonly date: CalendarDay;
  /** `new_rows`: of the rows that came since the date before; `all_rows`: of everything, which the limit is about. */
  readonly of: 'new_rows' | 'all_rows';
  /** Rejects over rows, 0 to 1. */
  readonly share: number;
  /** What the share is measured by: the median of the dates before, or the limit. */
  readonly measure: number;
}

/**
 * The dates from `from` on whose rejects are above normal: of the rows that came since the date before, three times the
 * share that is usual; or of all rows, half of the limit. A date that brought no rows adds nothing to the first.
 *
 * @param dates published ones, oldest first.
 * @param limit `MAX_REJECTED_FRACTION`
 */
export function findUnusualRejects(
  dates: readonly DateRejects[],
  from: CalendarDay,
  limit: number,
): UnusualRejects[] {
  const unusual: UnusualRejects[] = [];
  const shares: number[] = [];
  dates.forEach(({ date, rowsRead, rowsRejected }, i) => {
    const share = shareOf(rowsRejected, rowsRead);
    const before = dates[i - 1];
    const newRows = rowsRead - (before?.rowsRead ?? 0);
    const usual = median(shares.slice(-COMPARED_DATES));
    if (share > limit * NEAR_LIMIT && date >= from) {
      unusual.push({ date, of: 'all_rows', share, measure: limit });
    }
    if (newRows <= 0) return;
    const newShare = shareOf(Math.max(0, rowsRejected - (before?.rowsRejected ?? 0)), newRows);
    const isAbove = newShare > Math.max(NEGLIGIBLE_SHARE, usual * TIMES_USUAL);
    if (shares.length > 0 && isAbove && date >= from) {
      unusual.push({ date, of: 'new_rows', share: newShare, measure: usual });
    }
    shares.push(newShare);
  });
  return unusual;
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
