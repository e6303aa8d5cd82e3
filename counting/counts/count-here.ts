import type { LogObject } from '../../logs/input-object';
import { countInRanges } from '../plan/count-in-ranges';
import type { ObjectCounts } from '../plan/counted-object';
import type { finishObject, openObject } from './count-object';
import type { countRange } from './count-range';
import type { mergeShard } from './merge-parts';
import type { TaskHooks, TaskRunner } from './task-runner';
import { BadLogError } from '../../logs/bad-log';

/** The run id in the keys of files that no workflow wrote. */
const RUN_ID = 'here';

/** The tasks that count an object. */
interface CountingTasks {
  readonly openObject: typeof openObject;
  readonly countRange: typeof countRange;
  readonly mergeShard: typeof mergeShard;
  readonly finishObject: typeof finishObject;
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
