import { ApplicationFailure } from '@temporalio/activity';
import type { TaskHooks } from '../counting/counts/task-runner';
import { LakeObjectChangedError, LakeObjectMissingError } from '../storage/lake';
import type { LakeObject } from '../storage/lake';
import type { StepAttempt } from '../storage/lake-keys';
import type { CountingActivities } from './contract';
import type { CountingDependencies } from './dependencies';
import { runStep } from './step';

/** The activities that count objects: each is one task in a thread. */
export function createCountingActivities({ lake, tasks, metrics }: CountingDependencies): CountingActivities {
  const run = <Result>(
    step: string,
    { key, etag }: LakeObject,
    work: (owner: StepAttempt, hooks: TaskHooks) => Promise<Result>,
  ): Promise<Result> =>
    runStep(step, key, async ({ owner, signal, progress }) => {
      try {
        return await work(owner, { signal, onProgress: progress });
      } catch (error) {
        if (!(error instanceof LakeObjectChangedError || error instanceof LakeObjectMissingError))
          throw error;
        // A body that was cut short may be whole the next time; another object under the key will not be the old one again.
        if ((await lake.head(key))?.etag === etag) throw error;
        const remedy = '; dates that wait for it list the logs again by themselves';
        throw ApplicationFailure.nonRetryable(error.message + remedy, 'LakeObjectChanged');
      }
    });
  return {
    openObject: (input) =>
      run('open', input.object, async (owner, hooks) => {
        const opened = await tasks.run('openObject', { ...input, owner }, hooks);
        if ('counted' in opened) metrics.counted(opened.counted);
        return opened;
      }),
    countRange: (input) =>
      run(`range-${String(input.range.start)}`, input.object, (owner, hooks) =>
        tasks.run('countRange', { ...input, owner }, hooks),
      ),
    mergeCounts: (input) =>
      run(`merge-${String(input.shard.shard)}`, input.object, (owner, hooks) =>
        tasks.run('mergeShard', { ...input, owner }, hooks),
      ),
    finishObject: (input) =>
      run('finish', input.object, async (owner, hooks) => {
        const counts = await tasks.run('finishObject', { ...input, owner }, hooks);
        metrics.counted(counts);
        return counts;
      }),
    countSet: ({ log, id, firstKey }) =>
      runStep('set', firstKey, async ({ owner, signal, progress }) => {
        const { counted, refused, changed } = await tasks.run(
          'countSet',
          { log, id, owner },
          { signal, onProgress: progress },
        );
        for (const one of counted) metrics.counted(one);
        return { counted: counted.length, refused, changed: changed.count, changedKeys: changed.first };
      }),
    refuseObject: (input) =>
      run('refuse', input.object, (_, hooks) => tasks.run('refuseObject', input, hooks)),
  };
}
