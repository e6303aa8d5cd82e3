import type { CalendarDay } from '../../domain/execution-date';

/** The checks, in order. */
export const CHECKS = [
  'settings',
  'temporal',
  'postgres',
  'migrations',
  'lake',
  'schedule',
  'worker',
  'calendar',
  'inputs',
  'unread',
  'zone_data',
  'copies',
  'rejects',
  'volume',
] as const;
/** The name of a check. */
export type CheckName = (typeof CHECKS)[number];

/** A fault that a check found. */
export interface Finding {
  readonly message: string;
  /** The affected dates. */
  readonly dates: readonly CalendarDay[];
  /** What a person must do before the command, or instead of it. */
  readonly remedy: string | null;
  /** The command that fixes it, once the remedy is done. */
  readonly command: string | null;
}

/** The result of a check. */
export interface CheckReport {
  readonly check: CheckName;
  /** `skipped`: a service that the check needs is unreachable. */
  readonly state: 'ok' | 'wrong' | 'skipped';
  /** What was checked, in one line. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** Information that is no fault. */
  readonly notes: readonly string[];
}

/** Creates a finding; missing parts are empty. */
export function finding(message: string, more: Partial<Omit<Finding, 'message'>> = {}): Finding {
  return { message, dates: [], remedy: null, command: null, ...more };
}

/** The report of a completed check. */
export function checked(
  check: CheckName,
  summary: string,
  findings: readonly Finding[] = [],
  notes: readonly string[] = [],
): CheckReport {
  return { check, state: findings.length === 0 ? 'ok' : 'wrong', summary, findings, notes };
}

/** The report of a skipped check. */
export function skipped(check: CheckName, needs: string): CheckReport {
  return { check, state: 'skipped', summary: `not looked at: needs ${needs}`, findings: [], notes: [] };
}

/** Removes commands that run stale dates again if the active list must be fixed first. */
export function withoutStaleRuns(reports: readonly CheckReport[]): CheckReport[] {
  const first = 'correct the active list first (see inputs): until then their runs fail with AdvertisersLost';
  return reports.map((report) => ({
    ...report,
    findings: report.findings.map((one) =>
      one.command?.includes(' --only stale') === true
        ? { ...one, remedy: one.remedy === null ? first : `${one.remedy}; ${first}`, command: null }
        : one,
    ),
  }));
}

/** The command that backfills the dates in a state, over the range that contains them. */
export function backfillOf(dates: readonly CalendarDay[], only: string): string {
  const sorted = [...dates].sort();
  return `npx adtech backfill --from ${sorted[0] ?? ''} --to ${sorted.at(-1) ?? ''} --only ${only}`;
}
