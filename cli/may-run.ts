import { describeDays } from '../domain/date-ranges';
import type { CalendarDay } from '../domain/execution-date';
import { ask } from './ask';
import { ASK_UP_ABOVE_DATES } from './defaults';
import type { Output } from './output';

/**
 * Whether a catch-up may run so many dates. Above `ASK_UP_ABOVE_DATES` it asks on a terminal; elsewhere it only tells how
 * many dates these are.
 */
export async function mayRun(
  dates: readonly CalendarDay[],
  out: Output,
  stop: AbortSignal,
): Promise<boolean> {
  if (dates.length <= ASK_UP_ABOVE_DATES) return true;
  const what = `${String(dates.length)} dates, ${describeDays(dates)}`;
  if (process.stdin.isTTY) return ask(`Run ${what} (START_DATE and END_DATE narrow them)?`, out, stop);
  out.warn(`this runs ${what}; START_DATE and END_DATE narrow them`);
  return true;
}
