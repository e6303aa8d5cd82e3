import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { assertReadable } from '../counting/counts/count-object';
import { findObjectCounts } from '../counting/counts/object-counts';
import type { ObjectCounts } from '../counting/plan/counted-object';
import type { LogObject } from '../logs/input-object';
import type { Lake } from '../storage/lake';
import type { countObject } from '../workflows/count-object';
import { asOwnFailure } from './counting-end';
import { COUNTING_WORKFLOW_TYPE, TASK_QUEUE } from './names/run-identity';

/** A workflow id contains a longer key as its hash; Temporal allows 1,000 bytes for an id. */
const ID_KEY_BYTES = 600;

/** Returns the workflow id of an object's counting: the same for the same key, ETag and description. */
export function countingWorkflowId({ object: { key, etag, source } }: LogObject): string {
  const name =
    Buffer.byteLength(key) <= ID_KEY_BYTES ? key : `sha256-${createHash('sha256').update(key).digest('hex')}`;
  return `count-${name}@${etag}${source === undefined ? '' : `~${source.hash}`}`;
}

/** Returns the counts of an object: from the lake, or else from one shared `countObject` workflow. */
export async function countAlone(
  { client, lake }: { readonly client: Client; readonly lake: Lake },
  wanted: LogObject,
  signal: AbortSignal,
  again = false,
): Promise<ObjectCounts> {
  const counts = await findObjectCounts(lake, wanted.object, { signal });
  if (counts !== undefined) return assertReadable(counts);
  try {
    const handle = await startCounting(client, wanted, again);
    // A call that begins after the abort would ignore it.
    signal.throwIfAborted();
    return await client.connection.withAbortSignal(signal, () => handle.result());
  } catch (error) {
    signal.throwIfAborted();
    // Either its counts were written after the look at the lake, or they were removed from the lake.
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      return countAlone({ client, lake }, wanted, signal, true);
    }
    throw error instanceof WorkflowFailedError ? asOwnFailure(error, wanted.object.key) : error;
  }
}

/**
 * Starts the counting of an object, or joins the run that counts it.
 *
 * @param again also where it has been counted before.
 * @throws WorkflowExecutionAlreadyStartedError when it has, and not `again`.
 */
async function startCounting(client: Client, { log, object }: LogObject, again: boolean) {
  return client.workflow.start<typeof countObject>(COUNTING_WORKFLOW_TYPE, {
    taskQueue: TASK_QUEUE,
    workflowId: countingWorkflowId({ log, object }),
    args: [{ log, object }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
    staticSummary: `Counts of ${object.key}`,
  });
}
