import type { LogObject } from '../../logs/input-object';
import { countInRanges } from '../plan/count-in-ranges';
import type { ObjectCounts } from '../plan/counted-object';
import type { finishObject, openObject } from './count-object';
import type { countSet } from './count-set';
import type { ObjectSet } from './object-sets';
import { findSetCounts, writeMembers } from './set-files';
import type { SetCounts } from './set-files';
import type { countRange } from './count-range';
import type { mergeShard } from './merge-parts';
import type { TaskHooks, TaskRunner } from './task-runner';
import { BadLogError } from '../../logs/bad-log';
import { LakeObjectChangedError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';

/** The run id in the keys of files that no workflow wrote. */
const RUN_ID = 'here';

/** The tasks that count an object. */
interface CountingTasks {
  readonly openObject: typeof openObject;
  readonly countRange: typeof countRange;
  readonly mergeShard: typeof mergeShard;
  readonly finishObject: typeof finishObject;
}

/**
 * Counts a set of small objects as the workflow `countSmallObjects` does, in this process.
 *
 * @throws LakeObjectChangedError
 */
export async function countSetHere(
  lake: Lake,
  tasks: TaskRunner<{ readonly countSet: typeof countSet }>,
  set: ObjectSet,
  signal: AbortSignal,
): Promise<SetCounts> {
  await writeMembers(lake, set, { signal });
  const owner = { runId: RUN_ID, step: 'set', attempt: 1 };
  const { changed } = await tasks.run('countSet', { log: set.log, id: set.id, owner }, { signal });
  const [key] = changed.first;
  if (key !== undefined) throw new LakeObjectChangedError(key, 'it was replaced');
  const counts = await findSetCounts(lake, set, { signal });
  if (counts === undefined) throw new Error(`set ${set.id} of ${set.log} is not known`);
  return counts;
}

/** Lets the caller cancel counting and follow its progress. */
export interface CountHereOptions {
  readonly signal: AbortSignal;
  /** Gets the number of bytes read since its last call. */
  readonly onBytes: (count: number) => void;
}

/**
 * Counts an object as the workflow `countObject` does, in this process: without Temporal there are no retries, and two
 * callers count the same object twice.
 *
 * @throws BadLogError
 * @throws LakeObjectChangedError
 */
export async function countHere(
  tasks: TaskRunner<CountingTasks>,
  { log, object }: LogObject,
  { signal, onBytes }: CountHereOptions,
): Promise<ObjectCounts> {
  const hooks = (): TaskHooks => {
    let seen = 0;
    const onProgress: TaskHooks['onProgress'] = ({ bytes_read: read }) => {
      if (typeof read !== 'number') return;
      onBytes(read - seen);
      seen = read;
    };
    return { signal, onProgress };
  };
  const ownedBy = (step: string) => ({ log, object, owner: { runId: RUN_ID, step, attempt: 1 } });
  return countInRanges({
    open: () => tasks.run('openObject', ownedBy('open'), hooks()),
    countRange: ({ layout, range, startsAtRecord }) =>
      tasks.run(
        'countRange',
        { ...ownedBy(`range-${String(range.start)}`), layout, range, startsAtRecord },
        hooks(),
      ),
    mergeShard: (parts, shard) =>
      tasks.run('mergeShard', { ...ownedBy(`merge-${String(shard.shard)}`), parts, shard }, { signal }),
    finish: (step) => tasks.run('finishObject', { ...ownedBy('finish'), ...step }, { signal }),
    refuse: ({ text, line }) => Promise.reject(new BadLogError(object.key, text, line ?? undefined)),
  });
}
