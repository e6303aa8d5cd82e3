import { reportUnread } from '../unread';
import type { Description } from './describe';
import { isComplete } from './propose';
import type { Trial } from './trial';

/** The share of rejected rows above which a trial does not speak for its description. */
const MAX_REJECTED_FRACTION = 0.05;

/** The report of a description, with `--json`. */
export function describeReport({ existing, faults, proposal, written, trial }: Description): object {
  return {
    checked: proposal === undefined ? 'sources' : 'proposal',
    sources_are_there: existing !== undefined,
    faults,
    complete: proposal === undefined ? null : written !== undefined || proposal.sources === undefined,
    sources: proposal?.sources ?? null,
    plain_logs: proposal?.plainLogs ?? [],
    entries: (proposal?.entries ?? []).map(({ log, group, entry, decisions }) => ({
      log,
      objects: group.glob,
      count: group.count,
      size_bytes: group.bytes,
      entry,
      decisions,
    })),
    open: proposal?.open ?? [],
    left: proposal?.left ?? [],
    trial: trial === undefined ? null : { logs: trial.logs, unread: reportUnread(trial.unread) },
  };
}

/** Tells whether nothing is left to the reader: no decision is open, and the trial read what it should. */
export function isDone({ faults, proposal, trial }: Description): boolean {
  const isProposed =
    proposal === undefined ||
    (proposal.open.length === 0 &&
      proposal.entries.every(isComplete) &&
      !proposal.left.some(({ fault }) => fault));
  return faults.length === 0 && isProposed && (trial?.logs.every(isRead) ?? false);
}

/** Tells whether a trial read its log: no object failed, most rows were accepted, and none is rejected whose form is known. */
export function isRead({ objects, rows, rejected, rejects, faults }: Trial): boolean {
  const isForm = rejects.some(({ hint }) => hint !== null);
  return objects > 0 && faults.length === 0 && !isForm && rejected <= MAX_REJECTED_FRACTION * rows;
}
