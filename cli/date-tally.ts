import { DATE_STATES } from '../domain/date-status';
import type { DateState } from '../domain/date-status';
import type { KnownDate } from './date-statuses';
import { backfillOf } from './doctor/finding';

/** The dates in one state. */
interface StateTally {
  readonly state: DateState;
  readonly count: number;
  /** The command that fixes them; undefined where nothing needs a fix. */
  readonly remedy: string | undefined;
}

/** The number of dates by state, without empty states. */
export function tallyDates(dates: readonly Pick<KnownDate, 'date' | 'state'>[]): StateTally[] {
  return DATE_STATES.flatMap((state) => {
    const days = dates.filter((one) => one.state === state).map(({ date }) => date);
    if (days.length === 0) return [];
    const remedy = state === 'done' || state === 'running' ? undefined : backfillOf(days, state);
    return [{ state, count: days.length, remedy }];
  });
}
