import { UNREAD_REMEDIES } from '../../logs/classify-input';
import { describeUnread, unreadFaults } from '../../logs/list-inputs';
import type { LakeInputs, UnreadObjects } from '../../logs/list-inputs';
import { checked, finding } from './finding';
import type { CheckReport } from './finding';

/** Most objects of a kind that are named. */
const NAMED_OBJECTS = 20;

/** Checks that a log reads every object below `input/`, except staging objects and markers of writers. */
export function checkUnread({ unread }: LakeInputs): CheckReport {
  const faults = unreadFaults(unread);
  const others = unread.filter((one) => !faults.includes(one) && one.kind !== 'sources');
  const summary = [
    `${count(faults)} below input/ that no log reads`,
    ...others.map(
      (one) => `${count([one])} of ${one.kind === 'marker' ? 'markers' : 'staging'}, as it should be`,
    ),
  ];
  return checked(
    'unread',
    summary.join('; '),
    faults.map((objects) =>
      finding(`no log reads ${describeUnread(objects, NAMED_OBJECTS)}`, {
        remedy: UNREAD_REMEDIES[objects.kind],
        command: 'npx adtech count',
      }),
    ),
  );
}

function count(unread: readonly UnreadObjects[]): string {
  const objects = unread.reduce((sum, one) => sum + one.count, 0);
  return `${objects.toLocaleString('en')} ${objects === 1 ? 'object' : 'objects'}`;
}
