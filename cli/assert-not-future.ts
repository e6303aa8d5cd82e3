import { utcDay } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { UsageError } from './exit-codes';

/** Throws for a future date, which would be published as the newest one and served as today's. @throws UsageError */
export function assertNotFuture(date: CalendarDay): void {
  const today = utcDay(new Date());
  if (date > today) throw new UsageError(`${date} lies in the future; today is ${today} (UTC)`);
}
