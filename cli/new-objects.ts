import { findKnownCounts } from '../counting/counts/known-counts';
import type { ObjectCounts } from '../counting/plan/counted-object';
import { eventObjectsOf, listInputs } from '../logs/list-inputs';
import type { LogObject } from '../logs/input-object';
import type { UnreadObjects } from '../logs/list-inputs';
import { bar } from './output';
import type { Services } from './services';

/** The objects of the event logs, and which of them are not counted yet. */
interface NewObjects {
  readonly objects: readonly LogObject[];
  readonly waiting: readonly LogObject[];
  /** Objects below `input/` that no log reads. */
  readonly unread: readonly UnreadObjects[];
  /**
   * Counts the uncounted objects and returns the counts of all objects.
   *
   * @throws BadLogError, or ApplicationFailure `BadLog`, when one of them cannot be read.
   */
  readonly count: (onProgress: (line: string) => void) => Promise<readonly ObjectCounts[]>;
}

/** Finds the objects of the event logs that are not counted yet. @throws BadLogError when a log has no object. */
export async function findNewObjects(
  { lake, countObjects }: Pick<Services, 'lake' | 'countObjects'>,
  signal: AbortSignal,
): Promise<NewObjects> {
  const listed = await listInputs(lake, { signal });
  const objects = eventObjectsOf(listed);
  const known = await findKnownCounts(lake, objects, () => true, { signal });
  const waiting = objects.filter((_, i) => known[i] === undefined);
  return {
    objects,
    waiting,
    unread: listed.unread,
    count: async (onProgress) => {
      const counted = await countObjects(objects, {
        signal,
        onProgress: ({ objects_counted: done, objects: total }) => {
          onProgress(`${bar(done / Math.max(1, total))} ${String(done)} of ${String(total)} objects`);
        },
      });
      return counted.objects;
    },
  };
}
