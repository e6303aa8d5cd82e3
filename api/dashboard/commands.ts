import type { CalendarDay } from '../../domain/execution-date';

/** The command that runs dates again: those in the range that are so. */
export function backfillCommand(
  from: CalendarDay,
  to: CalendarDay,
  only: 'missing' | 'failed' | 'stale' | 'all',
): string {
  return `npx adtech backfill --from ${from} --to ${to} --only ${only}`;
}
