import { setTimeout } from 'node:timers/promises';
import type { DueDates } from '../domain/due-dates';
import { findDates } from './date-statuses';
import type { KnownDate } from './date-statuses';
import { patiently } from './patiently';
import type { Services } from './services';

/** Longer than a run takes to end after its worker was killed: its heartbeats time out, and it is tried again. */
const SETTLING_WAIT_MS = 120_000;
const SETTLING_POLL_MS = 500;

/**
 * Finds the dates once no run is open any more. A run that was interrupted after its publication still has to end, and
 * its date is not among the missing ones that are waited for. After two minutes the dates are returned as they are.
 */
export async function findSettledDates(
  services: Services,
  { first, last }: Pick<DueDates, 'first' | 'last'>,
  signal: AbortSignal,
): Promise<readonly KnownDate[]> {
  const waitsUntilMs = performance.now() + SETTLING_WAIT_MS;
  for (;;) {
    const { dates } = await patiently(() => findDates(services, first, last), signal);
    if (dates.every(({ state }) => state !== 'running') || performance.now() > waitsUntilMs) return dates;
    await setTimeout(SETTLING_POLL_MS, undefined, { signal });
  }
}
