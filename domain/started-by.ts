import type { CalendarDay } from './execution-date';
import { scheduledTime } from './execution-date';

/** What started a run: the schedule on time, the schedule or a command for a missed date, or a command for any date. */
export type StartedBy = 'schedule' | 'catch-up' | 'backfill' | 'run' | 'late-data';

/** A run that the schedule starts later than this is a catch-up: after an outage, or of a past date. */
const ON_TIME_MS = 15 * 60_000;

/** What started a run that does not say so itself: a schedule, which starts all its runs alike, or a tool by hand. */
export function startedByOf(run: {
  readonly date: CalendarDay;
  readonly isScheduled: boolean;
  readonly startedAt: Date;
}): StartedBy {
  if (!run.isScheduled) return 'run';
  return run.startedAt.getTime() - scheduledTime(run.date).getTime() > ON_TIME_MS ? 'catch-up' : 'schedule';
}
