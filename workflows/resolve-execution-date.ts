import { isCalendarDay, SCHEDULED_HOUR_UTC, utcDay } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { executionDateOf, workflowIdOf } from '../temporal/names/run-identity';

/** What tells a run its execution date. */
export interface RunOrigin {
  readonly workflowId: string;
  /** The schedule's nominal time, when a schedule started the run. */
  readonly scheduledTime: Date | undefined;
  /** The date in the input of a run started by hand. */
  readonly requestedDate: string | undefined;
  /** When the run began. */
  readonly startedAt: Date;
}

/**
 * The execution date of a run: the one in its workflow id, with which everything else must agree.
 * A string under `fault` says what disagrees, and what to do.
 */
export function resolveExecutionDate(origin: RunOrigin): { date: CalendarDay } | { fault: string } {
  const { workflowId, scheduledTime, requestedDate, startedAt } = origin;
  if (requestedDate !== undefined && !isCalendarDay(requestedDate)) {
    return {
      fault: `executionDate ${JSON.stringify(requestedDate)} is not a day of the calendar as YYYY-MM-DD; start the run of a date with \`npx adtech run <date>\``,
    };
  }
  const date = executionDateOf(workflowId);
  if (date === undefined) {
    const wanted = requestedDate ?? (scheduledTime === undefined ? undefined : utcDay(scheduledTime));
    return {
      fault:
        `workflow id ${workflowId} names no execution date; ` +
        (wanted === undefined
          ? 'start the run of a date with `npx adtech run <date>`'
          : `start the run of ${wanted} as ${workflowIdOf(wanted)}, or with \`npx adtech run ${wanted}\``),
    };
  }
  if (requestedDate !== undefined && requestedDate !== date) {
    return {
      fault: `executionDate ${requestedDate} disagrees with workflow id ${workflowId}; start the run of ${requestedDate} as ${workflowIdOf(requestedDate)}, or with \`npx adtech run ${requestedDate}\``,
    };
  }
  if (scheduledTime !== undefined && utcDay(scheduledTime) !== date) {
    return {
      fault: `scheduled time ${scheduledTime.toISOString()} disagrees with workflow id ${workflowId}; start the run of ${date} with \`npx adtech run ${date}\``,
    };
  }
  if (date > utcDay(startedAt)) {
    return {
      fault: `executionDate ${date} lies in the future; its lists would be served as today's. The schedule runs it at ${String(SCHEDULED_HOUR_UTC)}:00 UTC of that day; earlier on it, \`npx adtech run ${date}\` does`,
    };
  }
  return { date };
}
