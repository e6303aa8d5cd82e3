import type { SearchAttributePair } from '@temporalio/common';
import { CancellationScope, proxyLocalActivities, upsertSearchAttributes } from '@temporalio/workflow';
import type { Activities } from '../activities/contract';
import type { SearchAttributeName } from '../temporal/names/search-attributes';

const server = proxyLocalActivities<Pick<Activities, 'findSearchAttributes'>>({
  summary: 'which search attributes the namespace has',
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '5 seconds',
  retry: { maximumAttempts: 1 },
});

/** A search attribute of runs, with its value. */
type OwnPair = SearchAttributePair & { readonly key: { readonly name: SearchAttributeName } };

/**
 * Sets the given search attributes of this run, except unregistered ones. The server repeatedly fails the task of a workflow
 * that sets an unregistered one. So the same task first asks which are registered, and a retried task asks again.
 */
export async function setRegisteredAttributes(pairs: readonly OwnPair[]): Promise<void> {
  const registered = await CancellationScope.nonCancellable(() =>
    // A missing search attribute is no reason for a run to fail.
    server.findSearchAttributes().catch((): readonly SearchAttributeName[] => []),
  );
  const known = pairs.filter(({ key }) => registered.includes(key.name));
  if (known.length > 0) upsertSearchAttributes(known);
}
