import type { CalendarDay } from './execution-date';
import { median } from './volumes';

/** Dates before one that its share is compared with, at most. */
export const COMPARED_DATES = 28;
/** A share below this is never above normal. */
const NEGLIGIBLE_SHARE = 0.005;
/** The multiple of the usual share that counts as above normal. */
const TIMES_USUAL = 3;
/** The share of the limit from which on the limit counts as nearly reached. */
const NEAR_LIMIT = 0.5;

/** The rows that a published date was made from. */
export interface DateRejects {
  readonly date: CalendarDay;
  /** Rows of the event logs, of all days. */
  readonly rowsRead: number;
  readonly rowsRejected: number;
}

/** A date with more rejects than is normal. */
interface UnusualRejects {
  readonly date: CalendarDay;
  /** `new_rows`: among rows added since the date before; `all_rows`: among all rows, to which the limit applies. */
  readonly of: 'new_rows' | 'all_rows';
  /** Rejects over rows, 0 to 1. */
  readonly share: number;
  /** The share to compare with: the median of the dates before, or the limit. */
  readonly measure: number;
}

/**
 * The dates from `from` on whose rejects are above normal: three times the usual share of the rows added since the date
 * before, or half of the limit for all rows. A date without added rows is left out of the first comparison.
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
