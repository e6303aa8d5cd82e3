import { BadLogError } from '../../storage/log-header';
import type { LogObject } from '../../storage/log-objects';
import type { CountingPlan } from './count-object';
import type { RangeCounts, TaskHooks } from './count-range';
import type { ObjectCounts } from './object-counts';
import { chainRanges } from '../plan/range-chain';
import { mergeInShards } from '../plan/shards';
import type { TaskRunner } from '../threads/tasks';

/** Whose files the counts are, where no workflow counts. */
const RUN_ID = 'here';

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
  tasks: TaskRunner,
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
  const countRange = (index: number, from?: number): Promise<RangeCounts> => {
    const range = rangeFrom(plan, index, from);
    const input = { ...ownedBy(`range-${String(range.start)}`), columns: plan.columns, range };
    return tasks.run('countRange', { ...input, startsAtRecord: index === 0 || from !== undefined }, hooks());
  };
  const counted = await Promise.all(plan.ranges.map((_, i) => countRange(i)));
  const chain = await chainRanges(plan, counted, countRange);
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
