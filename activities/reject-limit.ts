import { REJECT_REASONS } from '../domain/record-validation';
import { TooManyRejectsError } from './failures';
import type { LogReport } from './read-counts';

/**
 * Refuses logs of which more than `maxRejectedFraction` (0 to 1) is malformed, each log by itself.
 *
 * @param rejectsKey where all rejected rows are listed, for the message.
 * @throws TooManyRejectsError
 */
export function refuseTooManyRejects(
  reports: readonly LogReport[],
  maxRejectedFraction: number,
  rejectsKey: string,
): void {
  const refused = reports.filter(({ rejected, records }) => rejected > maxRejectedFraction * records);
  if (refused.length === 0) return;
  throw new TooManyRejectsError(
    `${refused.map(describe).join('. ')}. Allowed are ${percent(maxRejectedFraction)} of a log; ` +
      `${rejectsKey} lists the rows. Correct the log, or raise MAX_REJECTED_FRACTION, and run the date again`,
  );
}

function describe({ log, records, rejected, rejects, listed }: LogReport): string {
  const reasons = REJECT_REASONS.filter((reason) => rejects[reason] !== undefined).map((reason) => {
    const first = listed.find((reject) => reject.reason === reason);
    const where = first === undefined ? '' : `, first at ${first.object} line ${String(first.line)}`;
    return `${reason} ${String(rejects[reason])}${where}`;
  });
  const share = `${String(rejected)} of ${String(records)}`;
  return `${log}: ${percent(rejected / records)} of its rows are malformed (${share}): ${reasons.join('; ')}`;
}

function percent(fraction: number): string {
  return `${String(Math.round(fraction * 10_000) / 100)} %`;
}
