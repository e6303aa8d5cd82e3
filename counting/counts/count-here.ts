import { BadLogError } from '../../storage/log-header';
import type { LogObject } from '../../storage/log-objects';
import type { CountingPlan, ObjectCounts, RangeCounts } from '../plan/counted-object';
import type { finishObject, openObject } from './count-object';
import type { countRange } from './count-range';
import type { mergeShard } from './merge-parts';
import type { TaskHooks, TaskRunner } from './task-runner';
import { chainRanges } from '../plan/range-chain';
import { mergeInShards } from '../plan/merge-plan';

/** Whose files the counts are, where no workflow counts. */
const RUN_ID = 'here';

/** The tasks that count an object. */
interface CountingTasks {
  readonly openObject: typeof openObject;
  readonly countRange: typeof countRange;
  readonly mergeShard: typeof mergeShard;
  readonly finishObject: typeof finishObject;
}

/** How counting is followed from outside. */
export interface CountHereOptions {
  readonly signal: AbortSignal;
  /** Told of bytes that were read since it was told last. */
  readonly onBytes: (count: number) => void;
}

/**
 * Counts an object with the same tasks as the workflow `countObject`, without Temporal: nothing is tried again, and
 * nobody else waits for it.
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
  const opened = await tasks.run('openObject', ownedBy('open'), hooks());
  if ('counted' in opened) return opened.counted;

  const { plan } = opened;
  const countOne = (index: number, from?: number): Promise<RangeCounts> => {
    const range = rangeFrom(plan, index, from);
    const input = { ...ownedBy(`range-${String(range.start)}`), columns: plan.columns, range };
    return tasks.run('countRange', { ...input, startsAtRecord: index === 0 || from !== undefined }, hooks());
  };
  const counted = await Promise.all(plan.ranges.map((_, i) => countOne(i)));
  const chain = await chainRanges(plan, counted, countOne);
  if ('fault' in chain) throw new BadLogError(object.key, chain.fault.text, chain.fault.line ?? undefined);

  const { ranges } = chain;
  const parts = ranges.flatMap((range) => range.parts);
  const merged = await mergeInShards(parts, (shards) =>
    Promise.all(
      shards.map((shard) =>
        tasks.run('mergeShard', { ...ownedBy(`merge-${String(shard.shard)}`), parts, shard }, { signal }),
      ),
    ),
  );
  const finish = { ...ownedBy('finish'), headerLines: plan.headerLines, ranges, parts: merged };
  return tasks.run('finishObject', finish, { signal });
}

function rangeFrom({ ranges }: CountingPlan, index: number, from: number | undefined) {
  const planned = ranges[index] ?? { start: 0, end: 0 };
  return { start: from ?? planned.start, end: planned.end };
}
