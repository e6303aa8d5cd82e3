import { stepLabel } from '../domain/run-stages';
import type { PendingActivity } from '../temporal/runs';

/** The progress of an activity by its heartbeat; empty if unknown. */
function describeProgress({ progress = {} }: Pick<PendingActivity, 'progress'>): string {
  const figure = (name: string) => {
    const value = progress[name];
    return typeof value === 'number' ? value.toLocaleString('en') : '';
  };
  if ('objects_counted' in progress) {
    return `${figure('objects_counted')} of ${figure('objects')} objects counted`;
  }
  if ('shards' in progress) return `${figure('shards')} of ${figure('of')} shards ranked`;
  if ('rows' in progress) return `${figure('rows')} rows to publish`;
  if ('filtering' in progress) return 'adding up';
  if (typeof progress['evaluating'] === 'string') return `lists of ${progress['evaluating']}`;
  if ('bytes_total' in progress) return `${percentOf(progress['bytes_read'], progress['bytes_total'])} read`;
  return '';
}

/** Describes a running activity: its step, its progress, and why the attempt before failed. */
export function describeActivity(pending: PendingActivity): string {
  const { activity, attempt, lastFailure } = pending;
  const progress = describeProgress(pending);
  const again = attempt > 1 ? `attempt ${String(attempt)}` : '';
  const before = lastFailure === undefined ? '' : `before: ${lastFailure}`;
  return [stepLabel(activity), progress, again, before].filter((part) => part !== '').join(', ');
}

function percentOf(part: unknown, whole: unknown): string {
  const share = Number(part) / Math.max(1, Number(whole));
  return `${String(Math.floor(share * 100))} %`;
}
