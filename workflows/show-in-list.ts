import type { SearchAttributePair } from '@temporalio/common';
import { CancellationScope, proxyLocalActivities, upsertSearchAttributes } from '@temporalio/workflow';
import type { Activities } from '../activities/contract';
import type { ListColumn } from '../domain/list-columns';

const server = proxyLocalActivities<Pick<Activities, 'findListColumns'>>({
  summary: 'which columns the list of runs has',
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '5 seconds',
  retry: { maximumAttempts: 1 },
});

/**
 * Shows a value of this run in a column of the list of runs, if that is registered. The server fails the task of a workflow
 * that sets one that is not, again and again: so it is asked in the very task that sets it, and a task that fails all the
 * same asks again.
 */
export async function showInList(
  pair: SearchAttributePair & { readonly key: { readonly name: ListColumn } },
): Promise<void> {
  const registered = await CancellationScope.nonCancellable(() =>
    // A list without a column is no reason for a run to fail.
    server.findListColumns().catch((): readonly ListColumn[] => []),
  );
  if (registered.includes(pair.key.name)) upsertSearchAttributes([pair]);
}
