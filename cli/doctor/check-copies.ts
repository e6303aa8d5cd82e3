import { groupSame } from '../../domain/same-objects';
import { describeCopies, reportCopies } from '../copies';
import type { LakeInput } from '../inputs';
import { checked, finding } from './finding';
import type { CheckReport } from './finding';

/** Most groups of copies that are reported. */
const TOLD_COPIES = 20;

/** Checks that no two objects of a log have the same bytes, judged by ETag and size. */
export function checkCopies(inputs: readonly LakeInput[]): CheckReport {
  // Equal objects without an event, such as hourly files with only a header, are harmless.
  const withEvents = inputs.filter(({ firstDay, sizeBytes }) => firstDay !== null && sizeBytes > 0);
  const copies = groupSame(
    withEvents,
    ({ log, etag, sizeBytes }) => `${log} ${etag} ${String(sizeBytes)}`,
  ).map(reportCopies);
  const findings = copies.slice(0, TOLD_COPIES).map((one) =>
    finding(describeCopies(one), {
      remedy: 'remove all but one, if they are copies; if each is to count: --ignore copies',
      command: 'npx adtech count',
    }),
  );
  const more = copies.length - findings.length;
  if (more > 0)
    findings.push(finding(`${more.toLocaleString('en')} more groups of objects with the same bytes`));
  return checked('copies', `${String(copies.length)} groups of objects with one ETag and size`, findings);
}
